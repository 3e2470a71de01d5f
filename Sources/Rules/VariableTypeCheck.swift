package import Resolution
package import Diagnostics
import IR
import Model
import Syntax

/// The value against the type that the variable must have.
package enum VariableTypeCheck: VariableCheck {
  package static var kind: DiagnosticKind { .typeMismatch }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    let node: ConfigNode
    switch variable.definition {
    case .key, .secret: return
    case .sharedVariable(let shared):
      // Judged once, in the first service that uses it.
      guard let declared = shared.declaration.value, context.analysis.firstUsers[shared.name] === service else {
        return
      }
      node = declared
    case .declared(let declaration):
      guard let declared = declaration.value else { return }
      node = declared
    }
    let value = variable.resolved
    guard !value.isPoisoned, !variable.isUnsaid else { return }
    // Wrong for a browser: what the value is does not matter any more.
    if BrowserVisibility.isVisible(variable, of: service), value.value.marks.isSecret { return }
    check(node, value, Expectation.of(variable, in: service), variable, service, context)
  }

  private static func check(
    _ node: ConfigNode, _ value: ResolvedValue, _ expected: Expectation, _ variable: VariableSymbol,
    _ service: ServiceSymbol, _ context: CheckContext
  ) {
    let literals = LiteralContext(
      name: variable.name, isByConvention: expected.isByConvention, isPythonConsumer: service.traits.contains(.python),
      separator: variable.declaration?.separator?.value ?? ",", ignoresCase: expected.ignoresCase)
    if let items = value.items {
      let item: ValueType
      if case .list(let inner) = expected.type {
        item = inner
      } else {
        item = expected.type == .string ? .string : expected.type
      }
      for element in items {
        if let literal = element.literal {
          report(
            item.check(literal: literal, literals), at: element.span, whole: node, expected, variable, service, context)
        } else {
          var type = element.value.type
          if case .list(let inner) = type { type = inner }
          compare(type, with: item, at: element.span, expected, variable, service, context)
        }
      }
      return
    }
    if let literal = value.literal {
      let problems = expected.types.map { $0.check(literal: literal, literals) }
      if !problems.contains(where: { $0 == nil }), let problem = problems.first ?? nil {
        report(problem, at: node.span(of: problem.range), whole: node, expected, variable, service, context)
      } else if let text = expected.pattern, !(literal.isEmpty && expected.isByConvention),
        case .success(let pattern) = Pattern.parse(text)
      {
        let problem = pattern.check(literal: literal, name: variable.name, shape: expected.shape)
        report(problem, at: node.span, whole: node, expected, variable, service, context)
      }
      return
    }
    var type = value.value.type
    if case .list(let inner) = type, !isList(expected.type), inner.isSubtype(of: .string), expected.type == .string {
      return
    }
    if !isList(type), case .list(let inner) = expected.type {
      // One item, or a text whose items are known only later.
      if type == .string || isSeparated(value.value.expression, by: literals.separator) { return }
      return compare(type, with: inner, at: node.span, expected, variable, service, context)
    }
    if type == .string, case .concat = value.value.expression, expected.type.isURL { type = expected.type }
    if expected.types.dropFirst().contains(where: { type.isSubtype(of: $0) }) { return }
    compare(type, with: expected.type, at: node.span, expected, variable, service, context)
  }

  /// A text of several items, some of them references.
  private static func isSeparated(_ expression: Expression, by separator: String) -> Bool {
    guard case .concat(let parts) = expression else { return false }
    return parts.contains { part in
      if case .literal(let text) = part { return text.utf8Range(of: separator) != nil }
      return false
    }
  }

  /// Plain words that YAML 1.1 took for truth values.
  private static let yamlBooleans = ["yes": "true", "on": "true", "no": "false", "off": "false"]

  private static func isList(_ type: ValueType) -> Bool {
    if case .list = type { return true }
    return false
  }

  private static func report(
    _ problem: ValueProblem?, at span: Span, whole: ConfigNode, _ expected: Expectation, _ variable: VariableSymbol,
    _ service: ServiceSymbol, _ context: CheckContext
  ) {
    // A check of what is written judges a value once, in the service that wrote it.
    guard let problem, variable.inheritedFrom == nil else { return }
    if problem.kind.code == DiagnosticKind.boolSpelling.code, let scalar = whole.scalar, scalar.style == .plain,
      let value = yamlBooleans[scalar.text.lowercased()]
    {
      context.report(
        .yamlBoolean, at: span, path: context.path(service, variable), "`\(scalar.text)` is text here, not \(value)"
      ) {
        $0.notes = notes(expected, variable)
        $0.help = ["write `\(value)`"]
        $0.fixes = [FixIt("write `\(value)`", .safe, [.init(span, value)])]
      }
      return
    }
    context.report(
      problem.kind, at: span, path: context.path(service, variable), problem.message, label: problem.label
    ) {
      $0.help = problem.help
      if let reference = unmarked(whole.text, in: context) {
        $0.help.append("write `\(reference)`, if you mean its value")
      }
      if WordAsValue.words.contains(whole.text ?? "") {
        $0.help.append("write `\(variable.name)?:` for a value that an operator may supply")
      }
      let isOtherURL = problem.kind.code == DiagnosticKind.urlKindMismatch.code
      let found = isOtherURL ? variable.resolved.literal.flatMap(URLText.init).map { ValueType.url([$0.scheme]) } : nil
      $0.notes = reasons[problem.kind.code].map { [$0] } ?? notes(expected, variable, found: found)
      if problem.kind.code == DiagnosticKind.patternMismatch.code, let pattern = variable.declaration?.pattern {
        $0.secondary = [.init(pattern.span, "the pattern")]
      }
      if let replacement = problem.replacement, whole.scalar != nil {
        let place = replacement.range.map(whole.span(of:)) ?? whole.span
        $0.fixes = [FixIt(replacement.title, replacement.applicability, [.init(place, replacement.text)])]
        if $0.help.isEmpty { $0.help = [replacement.title] }
      }
    }
  }

  /// `postgres.DATABASE_URL` as it must be written to be a reference.
  private static func unmarked(_ text: String?, in context: CheckContext) -> String? {
    guard let text, text.utf8.count <= 80, let dot = text.firstIndex(of: "."),
      let service = context.analysis.symbols.service(String(text[..<dot]))
    else { return nil }
    let member = String(text[text.index(after: dot)...])
    guard service.type.output(member) != nil || service.variable(member) != nil else { return nil }
    return "$<<\(text)>>"
  }

  /// Why a value does not work that is of the right type.
  private static let reasons = [
    DiagnosticKind.postgresScheme.code: "SQLAlchemy looks for a dialect of that name, and there is `postgresql` only",
    DiagnosticKind.asyncpgSSLMode.code: "SQLAlchemy hands it on, and asyncpg stops at a word that it does not know",
  ]

  private static func compare(
    _ type: ValueType, with wanted: ValueType, at span: Span, _ expected: Expectation, _ variable: VariableSymbol,
    _ service: ServiceSymbol, _ context: CheckContext
  ) {
    guard !type.isSubtype(of: wanted) else { return }
    // Text that is known only later may be anything.
    if type == .string, expected.isByConvention { return }
    let isURLs = type.isURL && wanted.isURL
    context.report(
      isURLs ? .urlKindMismatch : .typeMismatch, at: span, path: context.path(service, variable),
      "`\(variable.name)` expects \(wanted.inWords), found \(type.inWords)", label: "this gives \(type.inWords)"
    ) {
      $0.notes = notes(expected, variable, found: type)
      if let meant = output(of: wanted, besides: type, variable, in: context) { $0.help = ["write `\(meant)`"] }
      if type.needsUnit {
        $0.help = [type == .duration ? "write `| seconds` or `| millis`" : "choose a unit: `| mib` or `| bytes`"]
      }
      if isURLs, let store = firstStore(of: wanted, in: context) {
        $0.help = ["write `$<<\(store.name).\(store.type.output("url")?.aliases.first ?? "url")>>`"]
      }
    }
  }

  /// The only output of the service referred to that fits and is reached as the one that is written is; of all that the
  /// service offers, where that is none.
  private static func output(
    of wanted: ValueType, besides type: ValueType, _ variable: VariableSymbol, in context: CheckContext
  ) -> String? {
    let names = Set(variable.resolved.dependencies.map(\.service))
    guard names.count == 1, let name = names.first, wanted != .string,
      let other = context.analysis.symbols.service(name)
    else { return nil }
    let outputs = other.type.outputs.filter { output in
      output.type.isSubtype(of: wanted)
        && (output.requirement == .none || output.requirement == .isPublic && other.isPublic)
    }
    let alike = outputs.filter { $0.reach == variable.resolved.value.marks.reach }
    guard let output = alike.count == 1 ? alike[0] : outputs.count == 1 ? outputs[0] : nil else { return nil }
    let isSelf = variable.declaration?.value?.text.map { $0.utf8Range(of: "self.") != nil } ?? false
    return "$<<\(isSelf ? "self" : name).\(output.name)>>"
  }

  /// The first service whose `url` would be accepted.
  private static func firstStore(of wanted: ValueType, in context: CheckContext) -> ServiceSymbol? {
    context.analysis.symbols.servicesByType
      .filter { $0[0].type.outputs.contains { $0.name == "url" && $0.type.isSubtype(of: wanted) } }
      .compactMap { $0.first(where: \.isEnabled) }
      .min { $0.position < $1.position }
  }

  /// - Parameter found: the type of the value, to be declared where it is meant.
  private static func notes(
    _ expected: Expectation, _ variable: VariableSymbol, found: ValueType? = nil
  ) -> [String] {
    guard case .convention(let row) = expected.source else { return [] }
    return [row.note(for: variable.name, found: found)]
  }
}
