import Compiler
import Diagnostics
import Emit
import Files
import Foundation
import IR
import Import
import TestSupport
import Testing

/// The compose file that a topology becomes, read as a topology again, has the same services with the same ports,
/// references and limits.
struct ComposeRoundTripTests {
  private static func program(_ text: String, _ access: FileAccess) -> (Compilation, Program?) {
    let options = CompileOptions(fileExists: access.exists, requiresImages: true, repository: access)
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
    return (compilation, compilation.programs.first { $0.environment.name == "production" })
  }

  private static func files(_ name: String) throws -> [(path: String, text: String)] {
    let root = Repository.path("examples/\(name)")
    return try FileManager.default.subpathsOfDirectory(atPath: root).sorted().compactMap { path in
      guard !path.hasPrefix("infra/"), !path.hasPrefix("."),
        let data = FileManager.default.contents(atPath: "\(root)/\(path)")
      else { return nil }
      return (path, String(decoding: data, as: UTF8.self))
    }
  }

  @Test(arguments: InitTests.examples) func sameServices(_ name: String) throws {
    let files = try Self.files(name)
    let written = try #require(files.first { $0.path == "topology.yaml" })
    let code = files.filter { $0.path != "topology.yaml" }
    let (compilation, first) = Self.program(written.text, .texts(code))
    let original = try #require(first)
    let request = EmissionRequest(layout: OutputLayout())
    let emitted = compilation.emit(request).files.map { (path: "infra/" + $0.file.path, text: $0.file.content) }
    var asked = TopologyImport.Request()
    asked.paths = ["infra/production/compose/docker-compose.yml"]
    asked.name = name
    let result = TopologyImport(asked, in: .texts(code + emitted))
    let text = try #require(result.topology)
    #expect(result.errors.map(\.message) == [])
    let (_, second) = Self.program(text, .texts(code + emitted))
    let again = try #require(second, "\(text)")
    #expect(again.services.map(\.name).sorted() == original.services.map(\.name).sorted())
    for service in original.services {
      guard let other = again.services.first(where: { $0.name == service.name }) else { continue }
      #expect(other.store?.engine == service.store?.engine, "\(service.name)")
      #expect(other.store?.database == service.store?.database, "\(service.name)")
      #expect(other.resources.cpuMilli == service.resources.cpuMilli, "\(service.name)")
      #expect(other.resources.memoryBytes == service.resources.memoryBytes, "\(service.name)")
      if service.store == nil {
        #expect(other.port == service.port, "\(service.name)")
        #expect(other.scale.replicas == service.scale.replicas, "\(service.name)")
        // What a type sets by itself is written out where the type is not known any more.
        let added = Set(other.env.map(\.name)).subtracting(service.env.map(\.name))
        #expect(added.isSubset(of: ["FORWARDED_ALLOW_IPS"]), "\(service.name)")
      }
    }
    // Origins are addresses of the internet in the file, and one image for two services is no reference.
    func edges(_ program: Program) -> Set<String> {
      let stores = Set(original.services.filter { $0.store != nil }.map(\.name))
      return Set(program.edges.filter { stores.contains($0.to) }.map { "\($0.from) -> \($0.to)" })
    }
    #expect(edges(again) == edges(original))
  }
}
