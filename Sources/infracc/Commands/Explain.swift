import ArgumentParser
import Compiler
import Diagnostics
import Emit
import JSON

/// How explanations are printed.
enum PageFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case markdown
  case json
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say what a finding means, why it matters and what to write instead.",
    discussion: """
      EXAMPLES
        infracc explain E0301
        infracc explain unknown-service
        infracc explain --list
        infracc explain --all --format markdown > findings.md
      """)

  @Argument(
    help: "Codes, such as E0301, or names, such as unknown-service.", completion: .list(Catalog.all.map(\.code)))
  var codes: [String] = []

  @Flag(help: "List every code.")
  var list = false

  @Flag(help: "Explain every code.")
  var all = false

  @Option(help: "How explanations are printed.")
  var format = PageFormat.text

  func validate() throws {
    if all, list || !codes.isEmpty { throw ValidationError("--all explains every code; it takes no others") }
  }

  func run() throws {
    if !all, list || codes.isEmpty {
      for kind in Catalog.all { Terminal.write("\(kind.code)  \(kind.name): \(kind.summary)\n") }
      return
    }
    let kinds = all ? Catalog.all : try codes.map(kind)
    switch format {
    case .text: Terminal.write(kinds.map(ExplainPage.text).joined(separator: "\n"))
    case .markdown: Terminal.write(kinds.map(ExplainPage.markdown).joined(separator: "\n"))
    case .json: Terminal.write(JSONWriter.pretty(.array(kinds.map(ExplainPage.json))))
    }
  }

  /// The plug-in that a code such as `X-acme-12` belongs to.
  private static func plugin(of code: String) -> Substring? {
    guard code.hasPrefix("X-"), let end = code.lastIndex(of: "-") else { return nil }
    let name = code[..<end].dropFirst(2)
    return Plugin.isName(String(name)) && code[end...].dropFirst().allSatisfy(\.isNumber) ? name : nil
  }

  private func kind(_ code: String) throws -> DiagnosticKind {
    if let kind = Catalog.byCode[code.uppercased()] ?? Catalog.all.first(where: { $0.name == code }) { return kind }
    if let plugin = Self.plugin(of: code) {
      Terminal.complain(
        "infracc: `\(code)` is a finding of the plug-in `\(Plugin.programPrefix)\(plugin)`, which explains it\n")
      throw ExitCode(ExitStatus.usage)
    }
    if let reason = ReservedCodes.reason(code.uppercased()) {
      Terminal.complain("infracc: \(code.uppercased()) is kept for \(reason)\n")
      throw ExitCode(ExitStatus.usage)
    }
    let codes = Suggestion.nearest(to: code.uppercased(), among: Catalog.all.map(\.code))
    let nearest = codes.isEmpty ? Suggestion.nearest(to: code, among: Catalog.all.map(\.name)) : codes
    let hint = nearest.isEmpty ? "`infracc explain --list` lists all" : "did you mean \(Words.alternatives(nearest))?"
    Terminal.complain("infracc: there is no code `\(code)`; \(hint)\n")
    throw ExitCode(ExitStatus.usage)
  }
}
