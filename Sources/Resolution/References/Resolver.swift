package import Diagnostics
package import IR
import Model
import Syntax

/// Resolves the references of one environment: every text of every enabled service becomes a typed expression.
///
/// Each step reports at most one finding per reference, and what failed becomes poison, which later steps accept
/// without a word.
package final class Resolver {
  package let projectName: String
  package let environment: EnvironmentInfo
  package let symbols: SymbolTable
  package let bag: DiagnosticBag
  private var tracer: Tracer { symbols.tracer }
  /// Shared names that some service uses, or that an unknown name probably meant.
  package internal(set) var usedShared: Set<String> = []

  /// A name that counts as used, because an unknown one probably meant it: no second finding says that it is not.
  package func markUsed(_ name: String) {
    usedShared.insert(name)
    tracer.note(used: name)
  }
  /// Alternatives behind `??` that this environment needs, by the place that `W0326` would name in another one.
  package internal(set) var neededAlternatives: Set<Span> = []
  var open: [OpenVariable] = []
  let expansion = ExpansionGuard()
  /// Where secrets come from, for `declassify`, and which values need no encoding in a URL.
  private(set) lazy var filterContext: FilterContext = {
    let generated = Set(symbols.secrets.filter(\.isGenerated).map(\.id))
    var context = FilterContext { id in
      if generated.contains(id) { return .generated }
      return id.hasPrefix("shared/") ? .external : .password
    }
    // A store's own passwords (`alnum`) are safe in a URL.
    let unsafe = Set(symbols.secrets.filter { !$0.declaration.isURLSafe }.map(\.id))
    context.isURLSafe = { !unsafe.contains($0) }
    return context
  }()
  /// A variable that is being resolved, and the reference that led to the next one.
  struct OpenVariable {
    let service: String?
    let name: String
    /// A declared output of the service, which may bear the name of a variable.
    var isOutput = false
    var reference: Span?
  }

  package init(projectName: String, environment: EnvironmentInfo, symbols: SymbolTable, bag: DiagnosticBag) {
    self.projectName = projectName
    self.environment = environment
    self.symbols = symbols
    self.bag = bag
  }

  /// Reports with the environment and the place.
  func report(
    _ kind: DiagnosticKind, at span: Span, in place: Place, _ message: String, label: String = "",
    _ refine: (inout Diagnostic) -> Void = { _ in }
  ) {
    bag.report(kind, at: span, message, label: label) {
      $0.environments = [environment.name]
      $0.path = place.path
      refine(&$0)
    }
  }

  // MARK: - Variables

  /// The value of a variable of a service.
  @discardableResult
  package func resolve(_ variable: VariableSymbol, of service: ServiceSymbol) -> ResolvedValue {
    switch variable.resolution.phase {
    case .done:
      tracer.absorb(variable.resolution.trace)
      return variable.resolution.value
    case .open:
      reportCycle(service: service.name, name: variable.name)
      return .poison
    case .fresh: break
    }
    variable.resolution.open()
    open.append(OpenVariable(service: service.name, name: variable.name))
    let (value, trace) = record {
      var place = Place(service: service, name: variable.name, .variable)
      if variable.declaration != nil { place.writer = variable.inheritedFrom.flatMap(symbols.service) }
      return resolve(variable.definition, in: place)
    }
    open.removeLast()
    // A cycle that was found below marks the variable as done already.
    if variable.resolution.phase == .done { return variable.resolution.value }
    variable.resolution.finish(value, trace)
    return value
  }

  private func resolve(_ definition: VariableSymbol.Definition, in place: Place) -> ResolvedValue {
    switch definition {
    case .key(let text, let type, _): return .literal(text, type: type)
    case .declared(let declaration): return resolve(declaration, in: place)
    case .sharedVariable(let shared):
      tracer.note(shared: shared.position)
      var value = resolve(shared)
      value.surface = surfaceOfShared(shared, value)
      value.summary = nil
      return value
    case .secret(let secret): return resolve(secret)
    }
  }

  /// A value, with what it was made of. Where a value is long or something was reported, no other environment may have it.
  func record(_ work: () -> ResolvedValue) -> (value: ResolvedValue, trace: Trace) {
    let room = expansion.left
    let (value, trace) = tracer.record(findings: { bag.reported }) {
      let value = work()
      if expansion.left != room { tracer.note(.unknown) }
      return value
    }
    return (value, trace)
  }

  /// The value of a shared variable.
  func resolve(_ shared: SharedSymbol) -> ResolvedValue {
    markUsed(shared.name)
    switch shared.resolution.phase {
    case .done:
      tracer.absorb(shared.resolution.trace)
      return shared.resolution.value
    case .open:
      reportCycle(service: nil, name: shared.name)
      return .poison
    case .fresh: break
    }
    shared.resolution.open()
    open.append(OpenVariable(service: nil, name: shared.name))
    let (value, trace) = record { resolve(shared.declaration, in: Place(service: nil, name: shared.name, .variable)) }
    open.removeLast()
    if shared.resolution.phase == .done { return shared.resolution.value }
    shared.resolution.finish(value, trace)
    return value
  }

  /// The value of an output that the topology declares: its marks are those of what it is made of.
  @discardableResult
  func resolve(_ output: OutputSymbol, of service: ServiceSymbol) -> ResolvedValue {
    switch output.resolution.phase {
    case .done:
      tracer.absorb(output.resolution.trace)
      return output.resolution.value
    case .open:
      reportCycle(service: service.name, name: output.name, isOutput: true)
      return .poison
    case .fresh: break
    }
    output.resolution.open()
    open.append(OpenVariable(service: service.name, name: output.name, isOutput: true))
    var (value, trace) = record { resolve(output.declaration, in: Place(service: service, name: output.name, .output)) }
    open.removeLast()
    if output.resolution.phase == .done { return output.resolution.value }
    if !value.isPoisoned {
      value.value.type = output.declaration.type?.value ?? .string
      // Whose host is not known to be elsewhere is somewhere in the internet.
      if service.traits.contains(.external), value.value.marks.reach == nil, value.value.type.isAddress {
        value.value.marks.reach = .public
      }
    }
    output.resolution.finish(value, trace)
    return value
  }

  private func resolve(_ declaration: OutputDeclaration, in place: Place) -> ResolvedValue {
    if let secret = declaration.secret {
      if let symbol = symbols.secret(secret.value) { return resolve(symbol) }
      report(.unknownMember, at: secret.span, in: place, "there is no secret `\(secret.value)`")
      return .poison
    }
    guard let node = declaration.value?.scalar else { return .poison }
    return resolve(text: node, in: place)
  }

  /// The marks of a text as written: a host that is the name of a service is in the private network.
  func marks(written text: String) -> Marks {
    Marks(written: text) { host in
      let name = Platforms.bareName(host)
      return symbols.service(name).map { $0.folded == name } ?? false
    }
  }

  /// A text that the topology writes, as a value.
  func written(_ text: String) -> ResolvedValue {
    var value = ResolvedValue.literal(text)
    value.value.marks = marks(written: text)
    return value
  }

  /// A reference to the whole of a secret.
  func resolve(_ secret: SecretSymbol) -> ResolvedValue {
    markUsed(secret.name)
    var marks = Marks()
    marks.isSecret = true
    marks.phase = .provision
    marks.presence = secret.isOptional ? .maybe : .always
    let type = secret.declaration.type?.value ?? .string
    return ResolvedValue(
      value: TypedValue(expression: .secret(id: secret.id), type: type, marks: marks),
      surface: .variable(service: "shared", name: secret.name), summary: nil)
  }

  /// Railway's shared variables cannot refer to a service: such a value is written where it is used.
  func surfaceOfShared(_ shared: SharedSymbol, _ value: ResolvedValue) -> Expression? {
    value.dependencies.isEmpty ? .variable(service: "shared", name: shared.name) : value.surface
  }

  private func resolve(_ declaration: VariableDeclaration, in place: Place) -> ResolvedValue {
    guard let node = declaration.value else {
      var marks = Marks()
      marks.phase = .provision
      marks.presence = declaration.required?.value == false ? .maybe : .always
      return ResolvedValue(
        value: TypedValue(expression: .literal(""), type: declaration.type?.value ?? .string, marks: marks))
    }
    switch node.content {
    case .scalar(let scalar): return resolve(text: scalar, in: place)
    case .sequence(let items): return resolve(list: items, declaration: declaration, in: place)
    default: return .poison
    }
  }

  private func resolve(
    list nodes: [ConfigNode], declaration: VariableDeclaration, in place: Place
  ) -> ResolvedValue {
    let separator = declaration.separator?.value ?? ","
    var items: [ResolvedValue.Item] = []
    var expressions: [Expression] = []
    var marks = Marks()
    var dependencies: [ResolvedValue.Dependency] = []
    var isPoisoned = false
    var isLiteral = true
    var type: ValueType?
    var size = expansion.begin()
    defer { expansion.end(size) }
    for node in nodes {
      guard let scalar = node.scalar else {
        report(.wrongNodeKind, at: node.span, in: place, "an item of a list is a single value, not \(node.kindPhrase)")
        isPoisoned = true
        continue
      }
      let item = resolve(text: scalar, in: place)
      isPoisoned = isPoisoned || item.isPoisoned
      guard size.add(item.value.expression) else {
        reportExpansion(at: node.span, in: place)
        return .poison
      }
      isLiteral = isLiteral && item.literal != nil
      marks = marks.joined(with: item.value.marks)
      dependencies += item.dependencies
      if let literal = item.literal, separator.isEmpty || literal.utf8Range(of: separator) != nil {
        report(
          .itemContainsSeparator, at: node.span, in: place, "an item contains the separator `\(separator)`",
          label: "would be read as several items"
        ) { $0.help = ["give the variable another separator: `sep: \";\"`"] }
      }
      items.append(.init(value: item.value, span: node.span, literal: item.literal))
      if case .join(_, let inner) = item.value.expression {
        expressions += inner
      } else {
        expressions.append(item.value.expression)
      }
      var element = item.value.type
      if case .list(let inner) = element { element = inner }
      type = type.map { $0 == element ? $0 : .string } ?? element
    }
    let expression: Expression
    if declaration.format?.value == "json" {
      expression = jsonList(expressions, isLiteral: isLiteral)
    } else if isLiteral {
      expression = .literal(items.map { $0.literal ?? "" }.joined(separator: separator))
    } else {
      expression = .join(separator: separator, items: expressions)
    }
    let value = TypedValue(expression: expression, type: .list(type ?? .string), marks: marks)
    return ResolvedValue(
      value: value, dependencies: dependencies, items: items, isPoisoned: isPoisoned,
      literal: isLiteral ? items.map { $0.literal ?? "" }.joined(separator: separator) : nil)
  }

  /// `["a","b"]`, as pydantic reads lists.
  private func jsonList(_ items: [Expression], isLiteral: Bool) -> Expression {
    func quoted(_ text: String) -> String {
      "\"" + text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
    var parts: [Expression] = [.literal("[")]
    for (index, item) in items.enumerated() {
      if index > 0 { parts.append(.literal(",")) }
      if case .literal(let text) = item {
        parts.append(.literal(quoted(text)))
      } else {
        parts += [.literal("\""), item, .literal("\"")]
      }
    }
    return .joined(parts + [.literal("]")])
  }

  /// E0327.
  func reportExpansion(at span: Span, in place: Place) {
    report(
      .valueExpansion, at: span, in: place, "the value of `\(place.name)` is too long, or made in too many steps",
      label: "more than fits from here on"
    ) {
      $0.notes = [
        "a value is at most \(ExpansionGuard.longestValue) bytes, and made in at most \(ExpansionGuard.deepest) steps"
      ]
      $0.help = ["refer to fewer variables, or to one that says it all"]
    }
  }

  // MARK: - Cycles

  /// E0316 for a variable that names itself, else E0320 with every edge; all members become poison.
  private func reportCycle(service: String?, name: String, isOutput: Bool = false) {
    guard
      let start = open.lastIndex(where: { $0.service == service && $0.name == name && $0.isOutput == isOutput })
    else { return }
    let members = Array(open[start...])
    for member in members { poison(member) }
    let edges = members.compactMap(\.reference)
    guard let first = edges.min() else { return }
    let at = edges.firstIndex(of: first) ?? 0
    let ordered = Array(members[at...]) + Array(members[..<at])
    let place = Place(service: nil, name: name, .path(path(of: ordered[0])))
    if members.count == 1 {
      reportSelfDefinition(name: name, service: service.flatMap(symbols.service), at: first, in: place)
      return
    }
    let names = (ordered + [ordered[0]]).map { ($0.service.map { $0 + "." } ?? "shared.") + $0.name }
    report(.valueCycle, at: first, in: place, "these variables refer to each other: \(names.joined(separator: " → "))")
    {
      for (index, member) in ordered.enumerated().dropFirst() {
        if let span = member.reference { $0.secondary.append(.init(span, "refers to \(names[index + 1])")) }
      }
      $0.primary = .init(first, "refers to \(names[1])")
      $0.notes = ["each value is made of the next one, so none of them has an end"]
      $0.help = ["write the value of one of them as text"]
    }
  }

  private func path(of member: OpenVariable) -> String {
    member.service.map { "services.\($0).\(member.isOutput ? "outputs" : "variables").\(member.name)" }
      ?? "variables.\(member.name)"
  }

  private func poison(_ member: OpenVariable) {
    if let service = member.service {
      if member.isOutput {
        symbols.service(service)?.declaredOutput(member.name)?.resolution.finish(.poison)
      } else {
        symbols.service(service)?.variable(member.name)?.resolution.finish(.poison)
      }
    } else {
      symbols.sharedVariable(member.name)?.resolution.finish(.poison)
    }
  }

  /// E0316, with the reference that was probably meant when one store of the right kind is there.
  package func reportSelfDefinition(name: String, service: ServiceSymbol?, at span: Span, in place: Place) {
    report(.definedAsItself, at: span, in: place, "`\(name)` is defined as itself") {
      let candidates = symbols.servicesByType.filter { $0[0].type.output(name) != nil }
        .flatMap { $0.lazy.filter(\.isEnabled).prefix(2) }
      if candidates.count == 1 {
        let text = "$<<\(candidates[0].name).\(name)>>"
        $0.help = ["write `\(text)`"]
        $0.fixes = [FixIt("write `\(text)`", .safe, [.init(span, text)])]
        $0.notes = ["nothing provides `\(name)` to a service by itself: a reference does"]
      } else {
        $0.help = ["name the service that offers it: `$<<service.\(name)>>`"]
      }
    }
  }
}
