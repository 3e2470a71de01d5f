package import Diagnostics
package import Resolution
import Model
import Syntax

extension DiagnosticKind {
  package static let wordAsValue = DiagnosticKind(
    "W0519", "word-as-value", tunable: true,
    summary: "a variable is set to a word that names a source",
    explanation: """
      `external`, `optional` and `generate` say where the value of a secret comes from. As the value of a variable they
      are text: the program reads the word itself.

      A setting that an operator may supply has a mark behind its name: `REGION?:` may be missing, and `REGION?: eu` has
      a default. One that must be supplied is `REGION: { source: external }`. A value that is made for each environment
      is a secret: `secrets: { KEY: generate }`.

      Where the program takes one of these words, declare its type: `type: enum(external, local)`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            REGION: external
                    ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            REGION?:
      """)
}

/// A variable whose whole text is the word of a source.
package enum WordAsValue: VariableCheck {
  package static var kind: DiagnosticKind { .wordAsValue }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let (text, node) = variable.writtenText(of: service, in: context), Self.words.contains(text),
      // What has a form is refused as a value of that form, and what sounds like a secret is reported as one.
      expects(text, Expectation.of(variable, in: service)) == nil,
      !SecretInPlainText.isNamedSecret(variable, node, of: service, in: context)
    else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "`\(variable.name)` is set to the text `\(text)`", label: "a word, not the source of the value"
    ) {
      let name = variable.name
      if text == "generate" {
        $0.help = ["declare a secret that is generated: `secrets: { \(name): generate }`"]
        if let fix = SecretDeclaration.fix(name, node, of: service, in: context, source: text) { $0.fixes = [fix] }
      } else {
        $0.help = ["write `\(name)?:` for a value that an operator may supply"]
        $0.help.append("or `\(name): { source: external }` for one that an operator must supply")
        if let edit = edit(name, node, of: service) { $0.fixes = [FixIt("write `\(name)?:`", .unsafe, [edit])] }
      }
      $0.notes = ["to keep the word, declare that it is one of several: `type: enum(\(text), …)`"]
    }
  }

  /// The words of `SecretDeclaration.Source`.
  static let words: Set<String> = ["generate", "external", "optional"]

  /// Another type than text that the value is compared with, an enumeration that has the word included. Each of the words
  /// could be a host, so that a type that takes one compares nothing.
  private static func expects(_ text: String, _ expected: Expectation) -> ValueType? {
    expected.types.first {
      switch $0 {
      case .string, .host, .list(.string), .list(.host): false
      default: true
      }
    }
  }

  /// The mark in place of the word. Nil where an overlay wrote the value: the base may have another one.
  private static func edit(_ name: String, _ node: ConfigNode, of service: ServiceSymbol) -> FixIt.Edit? {
    guard let variables = service.declaration.node["variables"], let entry = variables.entry(name),
      entry.value === node || entry.value["value"] === node && entry.value.entries.allSatisfy(\.isImplied),
      let span = Edits.span(of: entry)
    else { return nil }
    let isFlow = Edits.isFlow(entry, in: variables)
    return FixIt.Edit(
      Span(file: span.file, start: Int(entry.keySpan.end), end: Int(span.end)), isFlow ? "?: null" : "?:")
  }
}
