import Emit
import IR
import JSON
import TestSupport
import Testing

/// What the emitters of compose and of env files decide; that the real programs read it is proven by the oracles.
struct ComposeEmitterTests {
  private static let programs = EmittedSamples.gayed + EmittedSamples.tradesense + [RichProgram.program]
  static let names = programs.indices.map { "\(programs[$0].project)-\(programs[$0].environment.name)" }

  private static func program(_ name: String) throws -> Program {
    try #require(programs.first { "\($0.project)-\($0.environment.name)" == name })
  }

  @Test(arguments: names) func composeFiles(_ name: String) throws {
    Golden.expect(EmittedSamples.files(ComposeEmitter.self, [try Self.program(name)]), folder: "emit/compose/\(name)")
  }

  @Test(arguments: names) func envFiles(_ name: String) throws {
    Golden.expect(EmittedSamples.files(DotenvEmitter.self, [try Self.program(name)]), folder: "emit/dotenv/\(name)")
  }

  @Test func layoutOfTheRepository() throws {
    let layout = OutputLayout(style: .repo)
    var files: [String: String] = [:]
    for emitter in [ComposeEmitter.self, DotenvEmitter.self] as [any Emitter.Type] {
      files.merge(
        EmittedSamples.files(emitter, [try Self.program("gayed-signals-staging")], layout: layout)
      ) { $1 }
    }
    Golden.expect(files, folder: "emit/compose-repo/gayed-signals-staging")
  }
}
