package import Diagnostics
package import IR
package import Model

/// How far the resolution of a value has come.
struct Resolution {
  enum Phase {
    case fresh
    case open
    case done
  }

  private(set) var phase = Phase.fresh
  /// Poison, until it is done.
  private(set) var value = ResolvedValue.poison
  /// What the value was made of.
  private(set) var trace = Trace.unknown

  mutating func open() { phase = .open }

  mutating func finish(_ value: ResolvedValue, _ trace: Trace = .unknown) {
    self.value = value
    self.trace = trace
    phase = .done
  }
}

/// One variable that a service has in one environment, or in several where nothing of it differs.
package final class VariableSymbol {
  package enum Definition {
    /// Emitted from a key or by the type; the text is final.
    case key(text: String, type: ValueType, reason: String?)
    /// Written under `variables:`.
    case declared(VariableDeclaration)
    /// Named by `use:`.
    case sharedVariable(SharedSymbol)
    case secret(SecretSymbol)
  }

  /// The name, with what it says by itself.
  package let named: VariableName
  package let span: Span
  package let definition: Definition
  package let origin: Variable.Origin
  package let inheritedFrom: String?
  private let tracer: Tracer
  var resolution = Resolution()
  private lazy var saysNothing: Bool = {
    guard let literal = resolution.value.literal, declaration != nil || isShared else { return false }
    return Placeholders.isPlaceholder(literal, isSecretName: named.soundsSecret)
      || !ForeignReferences.find(in: literal).isEmpty
  }()
  /// What it must be, after the first request.
  var expectation: Expectation?
  /// What rules looked at to judge the variable; nil: they did not, or no record was kept.
  package var judgement: Judgement?
  /// Its form in the IR, once it was lowered.
  package var lowered: Variable?

  init(
    name: String, span: Span, definition: Definition, origin: Variable.Origin, inheritedFrom: String? = nil,
    tracer: Tracer
  ) {
    self.named = tracer.names[name]
    self.span = span
    self.definition = definition
    self.origin = origin
    self.inheritedFrom = inheritedFrom
    self.tracer = tracer
  }

  package var name: String { named.text }

  /// The resolved value; poison before resolution.
  package var resolved: ResolvedValue {
    if tracer.mustAbsorb(self) { tracer.absorb(resolution.trace) }
    return resolution.value
  }

  /// The text of the value, where all of it is known and nothing is wrong with it. Asked after the resolution.
  package var literal: String? {
    if tracer.mustAbsorb(self) { tracer.absorb(resolution.trace) }
    return resolution.value.isPoisoned ? nil : resolution.value.literal
  }

  /// The text says nothing about the value that will be there: a placeholder, another tool's reference, or its own
  /// name. One finding about that is enough. Asked after the resolution, by which it is known.
  package var isUnsaid: Bool {
    if tracer.mustAbsorb(self) { tracer.absorb(resolution.trace) }
    return saysNothing
  }

  /// The same variable, not resolved yet.
  func unresolved(_ definition: Definition) -> VariableSymbol {
    VariableSymbol(
      name: name, span: span, definition: definition, origin: origin, inheritedFrom: inheritedFrom, tracer: tracer)
  }

  /// The keys that were written for it, whether in the service or at the shared variable that `use` names.
  package var writtenKeys: VariableDeclaration? {
    switch definition {
    case .declared(let declaration): declaration
    case .sharedVariable(let shared): shared.declaration
    case .key, .secret: nil
    }
  }

  /// Written at the top level, where names alone mean nothing.
  package var isShared: Bool {
    if case .sharedVariable = definition { return true }
    return false
  }

  /// The declaration, where somebody wrote it in this service or in the one that it extends.
  package var declaration: VariableDeclaration? {
    if case .declared(let declaration) = definition { return declaration }
    return nil
  }
}

/// A shared variable in one environment.
package typealias SharedSymbol = ValueSymbol<VariableDeclaration>

/// An output that the topology declares for a service, in one environment.
package typealias OutputSymbol = ValueSymbol<OutputDeclaration>

/// A declared value of one environment that others refer to by its name.
package final class ValueSymbol<Declaration> {
  package let name: String
  package let nameSpan: Span
  package let declaration: Declaration
  /// Its place among those that were declared together.
  let position: Int
  private let tracer: Tracer
  var resolution = Resolution()

  init(_ named: Named<Declaration>, position: Int, tracer: Tracer) {
    name = named.name
    nameSpan = named.nameSpan
    declaration = named.value
    self.position = position
    self.tracer = tracer
  }

  package var resolved: ResolvedValue {
    if tracer.mustAbsorb(self) { tracer.absorb(resolution.trace) }
    return resolution.value
  }
}
