import ArgumentParser
import Compiler
import Diagnostics

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a finding means, why it matters and what to write instead.",
    discussion: "EXAMPLES\n  infracc explain E0301\n  infracc explain --list")

  @Argument(help: "A code, such as E0301.", completion: .list(Catalog.all.map(\.code)))
  var code: String?

  @Flag(help: "List every code.")
  var list = false

  func run() throws {
    if list || code == nil {
      for kind in Catalog.all { Terminal.write("\(kind.code)  \(kind.name): \(kind.summary)\n") }
      return
    }
    guard let code, let kind = Catalog.byCode[code.uppercased()] else {
      let nearest = Suggestion.nearest(to: code?.uppercased() ?? "", among: Catalog.all.map(\.code))
      Terminal.complain(
        "infracc: there is no code `\(code ?? "")`" + (nearest.isEmpty ? "" : "; did you mean \(Words.alternatives(nearest))?")
          + "\n")
      throw ExitCode(ExitStatus.usage)
    }
    Terminal.write(ExplainPage.text(kind))
  }
}
