import ArgumentParser
import Compiler
import Diagnostics
import Emit

/// `--deny` and `--warn`. They come after what the topology says itself: what it silences stays silent.
extension FindingOptions {
  private static let allWarnings = "warnings"

  /// Wrong codes on the command line are wrong usage.
  func validateLevels() throws {
    for (option, codes) in [("--deny", deny), ("--warn", warn)] {
      // What plug-ins find is known when they have run.
      for code in codes where !(option == "--deny" && code == Self.allWarnings) && Plugin.name(ofCode: code) == nil {
        guard let kind = Catalog.byCode[code.uppercased()] else {
          throw refuse(
            "\(option): there is no code `\(code)`", code.uppercased(), Catalog.all.map(\.code), lists: false)
        }
        guard kind.isTunable || (option == "--deny" && kind.severity == .error) else {
          Terminal.complain("infracc: \(option): the level of `\(kind.code)` is fixed\n")
          throw ExitCode(ExitStatus.usage)
        }
      }
    }
  }

  /// Codes of infracc in capitals; those of plug-ins as they are.
  private static func canonical(_ code: String) -> String {
    Plugin.name(ofCode: code) == nil ? code.uppercased() : code
  }

  /// The findings at the levels that the command line asks for.
  func leveled(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    if deny.isEmpty, warn.isEmpty { return diagnostics }
    let denied = Set(deny.map(Self.canonical))
    let warned = Set(warn.map(Self.canonical))
    let deniesWarnings = deny.contains(Self.allWarnings)
    return diagnostics.map { diagnostic in
      var diagnostic = diagnostic
      if denied.contains(diagnostic.code) {
        diagnostic.severity = .error
      } else if warned.contains(diagnostic.code) {
        diagnostic.severity = .warning
      } else if deniesWarnings, diagnostic.severity == .warning {
        diagnostic.severity = .error
      }
      return diagnostic
    }
  }
}
