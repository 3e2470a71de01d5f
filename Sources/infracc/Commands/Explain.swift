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
        infracc explain changes                what a change does to what runs
        infracc explain services.database      the same of one key
        infracc explain --list
        infracc explain --all --format markdown > findings.md
      """)

  @Argument(
    help: "Codes, such as E0301, or names, such as unknown-service; `changes`, or a key such as `services.database`.",
    completion: .list(Catalog.all.map(\.code)))
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
    if !all, codes.count == 1, let text = changes(codes[0]) {
      guard format == .text else {
        throw ValidationError("changes are explained as text; docs/reference/changes.md has the table")
      }
      return Terminal.write(text)
    }
    let pages = try all ? Catalog.all.map(Page.finding) : codes.map(page)
    switch format {
    case .text: Terminal.write(pages.map(\.text).joined(separator: "\n"))
    case .markdown: Terminal.write(pages.map(\.markdown).joined(separator: "\n"))
    case .json: Terminal.write(JSONWriter.pretty(.array(pages.map(\.json))))
    }
  }

  private func changes(_ word: String) -> String? {
    if word == "changes" { return ChangesPage.terminalText }
    guard word.contains(".") else { return nil }
    return ChangesPage.terminalText(ofKey: word)
  }

  private enum Page {
    case finding(DiagnosticKind)
    case reserved(text: String, markdown: String, json: JSONValue)

    var text: String {
      switch self {
      case .finding(let kind): ExplainPage.text(kind)
      case .reserved(let text, _, _): text
      }
    }

    var markdown: String {
      switch self {
      case .finding(let kind): ExplainPage.markdown(kind)
      case .reserved(_, let markdown, _): markdown
      }
    }

    var json: JSONValue {
      switch self {
      case .finding(let kind): ExplainPage.json(kind)
      case .reserved(_, _, let json): json
      }
    }
  }

  private func page(_ code: String) throws -> Page {
    if let page = ExplainPage.reserved(code.uppercased()) {
      return .reserved(text: page.text, markdown: page.markdown, json: page.json)
    }
    return .finding(try kind(code))
  }

  private func kind(_ code: String) throws -> DiagnosticKind {
    if let kind = KnownCodes.kind(code) { return kind }
    if let plugin = Plugin.name(ofCode: code) {
      Terminal.complain(
        "infracc: `\(code)` is a finding of the plug-in `\(Plugin.programPrefix)\(plugin)`, which explains it\n")
      throw ExitCode(ExitStatus.usage)
    }
    throw KnownCodes.refuse(code)
  }
}
