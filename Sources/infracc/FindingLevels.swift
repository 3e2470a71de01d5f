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
      // What plugins find is known when they have run.
      for code in codes where !(option == "--deny" && code == Self.allWarnings) && Plugin.name(ofCode: code) == nil {
        guard let kind = KnownCodes.kind(code) else { throw KnownCodes.refuse(code, prefix: "\(option): ") }
        guard kind.isTunable || (option == "--deny" && kind.severity == .error) else {
          Terminal.complain("infracc: \(option): the level of `\(kind.code)` is fixed\n")
          throw ExitCode(ExitStatus.usage)
        }
      }
    }
  }

  /// Codes of infracc in capitals, also where they were named by their rule; those of plugins as they are.
  private static func canonical(_ code: String) -> String { KnownCodes.kind(code)?.code ?? code }

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

/// The codes of findings, as people type them.
enum KnownCodes {
  /// The kind that a code or the name of a rule means; letter case does not count.
  static func kind(_ text: String) -> DiagnosticKind? {
    Catalog.kind(text.uppercased()) ?? Catalog.all.first { $0.name == text.lowercased() }
  }

  /// Wrong usage: says that there is no such code, and which ones are near.
  /// - Parameter prefix: what comes before the complaint.
  static func refuse(_ text: String, prefix: String = "") -> ExitCode {
    let near = near(text)
    let hint = near.isEmpty ? "`infracc explain --list` lists all" : "did you mean \(Words.alternatives(near))?"
    Terminal.complain("infracc: \(prefix)there is no code `\(text)`; \(hint)\n")
    return ExitCode(ExitStatus.usage)
  }

  /// Codes that begin like the text, codes and names that differ from it by little, or else its neighbors in order.
  private static func near(_ text: String) -> [String] {
    let code = text.uppercased()
    let codes = Catalog.all.map(\.code).sorted()
    let beginning = text.count > 1 ? codes.filter { $0.hasPrefix(code) } : []
    if !beginning.isEmpty { return Array(beginning.prefix(3)) }
    let names = Suggestion.nearest(to: text.lowercased(), among: Catalog.all.map(\.name))
    if !names.isEmpty { return names }
    guard code.dropFirst().count == 4, Int(code.dropFirst()) != nil else { return [] }
    let nearest = Suggestion.nearest(to: code, among: codes)
    if !nearest.isEmpty { return nearest }
    let group = codes.filter { $0.hasPrefix(code.prefix(3)) }
    return Array(group.prefix(3))
  }
}
