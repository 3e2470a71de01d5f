import Emit
import IR
import TestSupport
import Testing

/// The files of stores and gunicorn as people read them; the oracles hand the same bytes to the real programs.
@Suite("Recorded files of stores and gunicorn")
struct StoreGoldens {
  private static let emitters: [any Emitter.Type] = [PostgresEmitter.self, RedisEmitter.self, GunicornEmitter.self]

  @Test("files are as recorded")
  func recorded() {
    for emitter in Self.emitters {
      var files: [String: String] = [:]
      for program in TunedPrograms.all {
        let emission = emitter.emit(
          EmitRequest(programs: [program], layout: OutputLayout(), targets: program.targets))
        #expect(emission.findings.isEmpty)
        for file in emission.files {
          #expect(file.base == .output)
          files["\(program.project)/\(file.path)"] = file.content
        }
      }
      Golden.expect(files, folder: "emit-units/\(emitter.name)")
    }
  }

  @Test("headers carry the hash of the file")
  func headers() {
    for emitter in Self.emitters {
      for program in TunedPrograms.all {
        let emission = emitter.emit(
          EmitRequest(programs: [program], layout: OutputLayout(), targets: program.targets))
        for file in emission.files where !file.path.hasSuffix(".txt") {
          #expect(GeneratedHeader.verify(Array(file.content.utf8)) == true, "\(file.path)")
        }
      }
    }
  }
}
