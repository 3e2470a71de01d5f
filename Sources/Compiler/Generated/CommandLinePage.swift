import Emit
package import JSON

/// `docs/reference/command-line.md`: every command with its options, made of what the program says about itself
/// (`infracc --experimental-dump-help`).
package enum CommandLinePage {
  package static let path = "docs/reference/command-line.md"
  /// Asks the program for the description that the page is made of.
  package static let option = "--experimental-dump-help"

  /// Nil where the description is none.
  package static func text(_ description: JSONValue) -> String? {
    guard let program = description["command"], let name = program["commandName"]?.string else { return nil }
    var page = MarkdownDocument()
    page.heading("The command line", level: 1)
    page.paragraph(ReferencePages.origin)
    page.paragraph(
      "`\(name) COMMAND --help` prints the same; `\(name) --generate-completion-script bash` completes it.")
    let commands = (program["subcommands"]?.array ?? []).filter { $0["commandName"]?.string != "help" }
    page.table(
      ["Command", "What it does"],
      commands.map { command in
        let word = command["commandName"]?.string ?? ""
        return ["[`\(name) \(word)`](#\(name)-\(word))", command["abstract"]?.string ?? ""]
      })
    for command in commands { write(command, of: name, to: &page) }
    page.heading("Exit codes")
    page.table(["Code", "Meaning"], exitCodes)
    return page.render()
  }

  private static let exitCodes = [
    ["0", "nothing of error level was found"], ["1", "at least one error"],
    ["2", "wrong usage, or an input that cannot be read"],
    ["3", "files could not be written, or one was edited by hand"],
    ["4", "`build --check`: files are out of date; `fmt --check`: a file is not formatted"],
    ["70", "a mistake of infracc itself"], ["", "where several apply, the first of 70, 3, 2, 1, 4"],
  ]

  private static func write(_ command: JSONValue, of program: String, to page: inout MarkdownDocument) {
    let word = command["commandName"]?.string ?? ""
    page.heading("`\(program) \(word)`")
    page.paragraph(command["abstract"]?.string ?? "")
    let arguments = (command["arguments"]?.array ?? []).filter { $0["shouldDisplay"]?.bool ?? true }
      .filter { names($0).allSatisfy { $0 != "--help" && $0 != "--version" } }
    let usage = arguments.map(usage).joined(separator: " ")
    page.paragraph("```\n\(program) \(word)\(usage.isEmpty ? "" : " " + usage)\n```")
    let (text, examples) = discussion(command["discussion"]?.string ?? "")
    if !text.isEmpty { page.paragraph(text) }
    if !arguments.isEmpty {
      page.table(["Argument", "Meaning"], arguments.map { [spelling($0), meaning($0)] })
    }
    if !examples.isEmpty { page.paragraph("```console\n\(examples)\n```") }
  }

  /// The text before the examples, and the examples.
  private static func discussion(_ text: String) -> (text: String, examples: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    let before = lines.prefix { $0 != "EXAMPLES" }
    lines = lines.dropFirst(before.count + 1)
    let examples = lines.prefix { $0.hasPrefix("  ") }.map { "$ " + $0.dropFirst(2) }
    return (before.joined(separator: "\n").trimmed, examples.joined(separator: "\n"))
  }

  private static func names(_ argument: JSONValue) -> [String] {
    (argument["names"]?.array ?? []).map { name in
      (name["kind"]?.string == "short" ? "-" : "--") + (name["name"]?.string ?? "")
    }
  }

  private static func values(_ argument: JSONValue) -> [String] {
    (argument["allValues"]?.array ?? []).compactMap(\.string)
  }

  private static func value(_ argument: JSONValue) -> String { "<" + (argument["valueName"]?.string ?? "") + ">" }

  private static func usage(_ argument: JSONValue) -> String {
    let repeats = argument["isRepeating"]?.bool ?? false
    switch argument["kind"]?.string {
    case "positional": return "[" + value(argument) + "]" + (repeats ? "…" : "")
    case "option": return "[" + (names(argument).last ?? "") + " " + value(argument) + "]" + (repeats ? "…" : "")
    default: return "[" + (names(argument).last ?? "") + "]"
    }
  }

  private static func spelling(_ argument: JSONValue) -> String {
    switch argument["kind"]?.string {
    case "positional": return "`" + value(argument) + "`"
    case "option": return names(argument).map { "`\($0) \(value(argument))`" }.joined(separator: ", ")
    default: return names(argument).map { "`\($0)`" }.joined(separator: ", ")
    }
  }

  private static func meaning(_ argument: JSONValue) -> String {
    var text = argument["abstract"]?.string ?? ""
    let words = values(argument)
    if !words.isEmpty { text += " One of " + words.map { "`\($0)`" }.joined(separator: ", ") + "." }
    if let standard = argument["defaultValue"]?.string, !standard.isEmpty { text += " Default `\(standard)`." }
    return text
  }
}

extension String {
  /// Without line breaks and blanks at its ends.
  fileprivate var trimmed: String {
    let isEdge = { (character: Character) in character == "\n" || character == " " }
    return String(drop(while: isEdge).reversed().drop(while: isEdge).reversed())
  }
}
