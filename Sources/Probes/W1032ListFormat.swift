package import Diagnostics
import Model
import Syntax
import Resolution

extension DiagnosticKind {
  package static let listFormat = DiagnosticKind(
    "W1032", "list-format", tunable: true,
    summary: "a list has another format than the code reads",
    explanation: """
      An environment variable is one text, so that code has to split a list. pydantic reads a field such as `list[str]` as
      JSON, before any validator runs; `a,b` or an empty text then ends the start with
      `SettingsError: error parsing value`. `os.environ["X"].split(",")`, `env.list("X")` and fields with `NoDecode` split
      at commas, and JSON would leave brackets and quotes in the items.

      Lists of the topology become `a,b`, or JSON with `format: json`. Set the format that the code reads.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          variables:
            CORS_ORIGINS: [https://shop.example.com, https://www.example.com]
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          variables:
            CORS_ORIGINS: { value: [https://shop.example.com, https://www.example.com], format: json }
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/settings.py",
          """
          from pydantic_settings import BaseSettings


          class Settings(BaseSettings):
              cors_origins: list[str] = []
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          pydantic-settings==2.7.1
          uvicorn==0.34.0
          """),
      ]), foreign: .speaks)
}

/// Lists that the code splits in another way than they are joined.
package enum ListFormat: Probe {
  /// How the value of the topology is joined.
  private enum Written {
    case separated
    case json
    /// One text that is not JSON.
    case plain
  }

  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      let reads = root.facts.reads.filter { $0.format != nil }
      guard !reads.isEmpty else { continue }
      for service in root.services {
        for variable in service.variables where isOwn(variable, service, root) {
          let own = reads.filter { $0.isNamed(variable.name) }
          // Where two places read it in two ways, one of them may be for another process.
          guard let read = own.first, let format = read.format, own.allSatisfy({ $0.format == format }),
            let declaration = variable.writtenKeys, let node = declaration.value, !variable.resolved.isPoisoned,
            let written = written(declaration, node, variable)
          else { continue }
          report(read, format, written, declaration, node, variable, service, context)
        }
      }
    }
  }

  /// A declaration that several services of the directory have is reported for the first one.
  private static func isOwn(_ variable: VariableSymbol, _ service: ProbedService, _ root: CodeRoot) -> Bool {
    guard let parent = variable.inheritedFrom else { return true }
    return !root.services.contains { $0.name == parent }
  }

  private static func written(
    _ declaration: VariableDeclaration, _ node: ConfigNode, _ variable: VariableSymbol
  ) -> Written? {
    if case .sequence = node.content { return declaration.format?.value == "json" ? .json : .separated }
    guard let text = variable.literal ?? node.text else { return nil }
    let first = text.utf8.first { $0 > 0x20 }
    return first == UInt8(ascii: "[") || first == UInt8(ascii: "{") ? .json : .plain
  }

  private static func report(
    _ read: SettingRead, _ format: SettingRead.WireFormat, _ written: Written, _ declaration: VariableDeclaration,
    _ node: ConfigNode, _ variable: VariableSymbol, _ service: ProbedService, _ context: ProbeContext
  ) {
    let message: String
    var help: [String] = []
    var remedy: Remedy?
    var fix: FixIt?
    switch (format, written) {
    case (.json, .separated):
      message = "`\(variable.name)` is read as JSON by \(read.reader.rawValue); the list is written as `a,b`"
      help = ["write `format: json` beside the value"]
      fix = json(declaration, node, variable, service)
    case (.json, .plain):
      guard read.type?.isListOrJSON == true else { return }
      message = "`\(variable.name)` is read as JSON by \(read.reader.rawValue), and this text is not JSON"
      help = ["write a list: `{ value: [a, b], format: json }`"]
      remedy = .plain("write JSON: `[\"a\", \"b\"]`")
    case (.separated, .json):
      message = "`\(variable.name)` is split at commas by the code; the list is written as JSON"
      guard let place = declaration.format, case .sequence = node.content else {
        help = ["write a list: `[a, b]`"]
        remedy = .plain("write the items with commas between them: `a,b`")
        break
      }
      help = ["remove `format: json`"]
      fix = FixIt("write `format: csv`", .safe, [.init(place.span, "csv")])
    case (.text, .separated), (.text, .json):
      message = "`\(variable.name)` is a list, and the code does not split its text"
      help = [
        "add a validator with `mode=\"before\"` that splits the text, or remove `NoDecode` and write `format: json`"
      ]
    default: return
    }
    context.report(.listFormat, at: node.span, path: service.path("variables.\(variable.name)"), message) {
      context.show(read.place, of: read.file, "read here", in: &$0)
      if format == .json {
        $0.notes = ["the start ends with an error where the text is not JSON"]
      } else if format == .separated {
        $0.notes = ["brackets and quotes would become part of the items"]
      }
      $0.help = help
      $0.remedies = [remedy].compactMap { $0 }
      $0.fixes = [fix].compactMap { $0 }
    }
  }

  /// Adds `format: json` to a list. The fix of a shared variable is unsafe, because services may read it in two ways.
  private static func json(
    _ declaration: VariableDeclaration, _ node: ConfigNode, _ variable: VariableSymbol, _ service: ProbedService
  ) -> FixIt? {
    let applicability: FixIt.Applicability = variable.isShared ? .unsafe : .safe
    let title = "write `format: json`"
    if let format = declaration.format { return FixIt(title, applicability, [.init(format.span, "json")]) }
    if declaration.separator != nil { return nil }
    if declaration.node.span != node.span {
      let edit = Edits.add("format: json", to: declaration.node, order: ["value", "source", "type", "format"])
      return edit.map { FixIt(title, applicability, [$0]) }
    }
    guard let (range, text) = inline(node) else { return nil }
    return FixIt(title, applicability, [.init(range, text)])
  }

  /// The long form of a list that is written in its short one.
  private static func inline(_ node: ConfigNode) -> (Span, String)? {
    guard let scalar = node.firstScalar else { return nil }
    return scalar.withSource { source in
      let (start, end) = (Int(node.span.start), Int(node.span.end))
      guard start < end, end <= source.count, node.items.allSatisfy({ $0.span.file == node.span.file }) else {
        return nil
      }
      if source[start] == UInt8(ascii: "[") {
        let list = String(decoding: source[start..<end], as: UTF8.self)
        return list.contains("\n") || list.contains(" #") ? nil : (node.span, "{ value: \(list), format: json }")
      }
      // A list in lines becomes one line, unless a comment is beside an item.
      let items = node.items.compactMap { item -> String? in
        guard item.scalar != nil else { return nil }
        let text = String(decoding: source[Int(item.span.start)..<Int(item.span.end)], as: UTF8.self)
        return text.contains("\n") || text.contains(",") ? nil : text
      }
      guard items.count == node.items.count, source[start] == UInt8(ascii: "-"),
        !source[start..<end].contains(UInt8(ascii: "#"))
      else { return nil }
      var last = Int(node.items.last?.span.end ?? node.span.end)
      last = min(max(last, start), end)
      var first = start
      while first > 0, source[first - 1] <= 0x20 { first -= 1 }
      guard first > 0, source[first - 1] == UInt8(ascii: ":") else { return nil }
      return (
        Span(file: node.span.file, start: first, end: last),
        " { value: [\(items.joined(separator: ", "))], format: json }"
      )
    }
  }
}

extension ValueType {
  /// Several values in one text.
  fileprivate var isListOrJSON: Bool {
    if case .list = self { return true }
    return self == .json
  }
}
