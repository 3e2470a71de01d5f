import ArgumentParser
import Compiler
import Diagnostics

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say what a finding means, why it matters and what to write instead.",
    discussion: "EXAMPLES\n  infracc explain E0301\n  infracc explain --list\n  infracc explain unknown-service")

  @Argument(
    help: "Codes, such as E0301, or names, such as unknown-service.", completion: .list(Catalog.all.map(\.code)))
  var codes: [String] = []

  @Flag(help: "List every code.")
  var list = false

  func run() throws {
    if list || codes.isEmpty {
      for kind in Catalog.all { Terminal.write("\(kind.code)  \(kind.name): \(kind.summary)\n") }
      return
    }
    var isFirst = true
    for code in codes {
      guard let kind = Catalog.byCode[code.uppercased()] ?? Catalog.all.first(where: { $0.name == code }) else {
        let codes = Suggestion.nearest(to: code.uppercased(), among: Catalog.all.map(\.code))
        let nearest = codes.isEmpty ? Suggestion.nearest(to: code, among: Catalog.all.map(\.name)) : codes
        let hint =
          nearest.isEmpty ? "`infracc explain --list` lists all" : "did you mean \(Words.alternatives(nearest))?"
        Terminal.complain("infracc: there is no code `\(code)`; \(hint)\n")
        throw ExitCode(ExitStatus.usage)
      }
      Terminal.write((isFirst ? "" : "\n") + ExplainPage.text(kind))
      isFirst = false
    }
  }
}
