import Compiler
import Diagnostics
import Emit
import Files
import Foundation
import Import
import TestSupport
import Testing

/// Topologies made of the code of the examples alone: `Tests/Fixtures/init`.
struct InitTests {
  static let examples = ["gayed-signals", "linkwatch", "parcels", "tradesense"]

  private static func files(_ name: String) throws -> [(path: String, text: String)] {
    let root = Repository.path("examples/\(name)")
    return try FileManager.default.subpathsOfDirectory(atPath: root).sorted().compactMap { path in
      guard path != "topology.yaml", !path.hasPrefix("infra/"), !path.hasPrefix("."),
        let data = FileManager.default.contents(atPath: "\(root)/\(path)")
      else { return nil }
      return (path, String(decoding: data, as: UTF8.self))
    }
  }

  private static func made(_ files: [(path: String, text: String)], _ name: String) -> TopologyImport {
    var request = TopologyImport.Request()
    request.name = name
    return TopologyImport(request, in: .texts(files))
  }

  @Test(arguments: examples) func recorded(_ name: String) throws {
    let files = try Self.files(name)
    let result = Self.made(files, name)
    #expect(result.errors.map(\.message) == [] && result.refused.isEmpty)
    let topology = try #require(result.topology)
    Golden.expect(topology, "init/\(name)/topology.yaml")
    Golden.expect(result.remarks.map { "\($0.place.text): \($0.text)\n" }.joined(), "init/\(name)/remarks.txt")
    #expect(Self.made(files.reversed(), name).topology == topology)
    let written = Self.made(files + [("topology.yaml", topology)], name)
    #expect(written.topology == topology, "what was written before decides nothing")
  }

  /// What is written can be built, without a change.
  @Test(arguments: examples) func builds(_ name: String) throws {
    let files = try Self.files(name)
    let topology = try #require(Self.made(files, name).topology)
    let access = FileAccess.texts(files)
    let options = CompileOptions(fileExists: access.exists, requiresImages: true, repository: access)
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8), options: options)
    let emitted = compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file.path)
    #expect(emitted.contains { $0.hasSuffix("compose/docker-compose.yml") }, "\(emitted)")
  }
}
