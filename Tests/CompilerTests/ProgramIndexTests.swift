import Compiler
import IR
import TestSupport
import Testing

/// What a program looks up in its index is what a search finds.
@Suite struct ProgramIndexTests {
  private static let volumes = """
    infracc: 1
    project: shop
    environments: { production: {} }
    volumes: { files: 1GiB }
    targets: [compose]
    services:
      api: { type: web, image: "example/api:1", port: 8000, volumes: { /data: files, /own: 1GiB } }
      copy: { type: web, image: "example/api:1", port: 8001, volumes: { /data: files } }
    """

  private static func programs() throws -> [Program] {
    let texts = try Examples.paths.map(Repository.text)
    return (texts + [volumes]).flatMap { Compilation.run(path: "topology.yaml", bytes: Array($0.utf8)).programs }
      + [RichProgram.program, VariedPrograms.first]
  }

  @Test func lookUpsFindWhatASearchFinds() throws {
    for var program in try Self.programs() {
      program.makeIndex()
      for service in program.services {
        let name = service.name
        #expect(program.service(name) == service)
        #expect(program.services(withCodeOf: name) == program.services.filter { $0.codeOf == name })
        #expect(program.edges(from: name) == program.edges.filter { $0.from == name })
      }
      for volume in Set(program.services.flatMap { $0.volumes.compactMap(\.shared) }) {
        let found = program.services.filter { $0.volumes.contains { $0.shared == volume } }
        #expect(program.services(sharing: volume) == found && !found.isEmpty)
      }
      #expect(program.services(withCodeOf: "nothing").isEmpty && program.services(sharing: "nothing").isEmpty)
    }
  }
}
