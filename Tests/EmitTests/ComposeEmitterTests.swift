import Emit
import IR
import JSON
import TestSupport
import Testing

/// What the compose emitter decides; that compose reads it is proven by the oracle.
struct ComposeEmitterTests {
  @Test(arguments: [EmittedSamples.gayed, EmittedSamples.tradesense].flatMap { $0 })
  func examples(_ program: Program) {
    let folder = "emit/compose/\(program.project)-\(program.environment.name)"
    Golden.expect(EmittedSamples.files(ComposeEmitter.self, [program]), folder: folder)
  }
}
