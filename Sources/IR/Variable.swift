/// One variable of one service, or a shared one.
///
/// A value of many properties that is copied often: the properties are the one element of an array, so that a copy takes
/// one reference, and a change of one copies it first.
package struct Variable: Hashable, Sendable {
  package enum Phase: String, Sendable, CaseIterable {
    case build
    case run
    case both
  }

  /// Where the variable comes from, in the order in which files list them.
  package enum Origin: String, Sendable, CaseIterable {
    /// Emitted from a key of the service (`port`, `workers`, `pools`) or by its type.
    case key
    /// Written under `variables:`.
    case variables
    /// A shared variable or secret named by `use:`.
    case use
  }

  package struct Marks: Hashable, Sendable {
    package var isSecret: Bool
    /// `public`, `private`, `loopback`, or nil for what is no address.
    package var reach: String?
    /// `compile`, `provision`, `build` or `run`: when the value is known at the earliest.
    package var known: String

    package init(isSecret: Bool = false, reach: String? = nil, known: String = "compile") {
      self.isSecret = isSecret
      self.reach = reach
      self.known = known
    }
  }

  private struct Fields: Hashable, Sendable {
    var name: String
    var type: String
    var phase: Phase
    var isBrowserVisible: Bool
    var marks: Marks
    var surface: Expression?
    var value: Expression?
    var isRequired: Bool
    var isOperatorSupplied: Bool
    var origin: Origin
    var inheritedFrom: String?
    var doc: String?
    var reason: String?
    var summary: String?
    var span: Int?
  }

  /// One element.
  private var fields: [Fields]

  package init(
    name: String, type: String = "string", phase: Phase = .run, isBrowserVisible: Bool = false, marks: Marks = Marks(),
    surface: Expression? = nil, value: Expression?, isRequired: Bool = true, isOperatorSupplied: Bool = false,
    origin: Origin = .variables, inheritedFrom: String? = nil, doc: String? = nil, reason: String? = nil,
    summary: String? = nil, span: Int? = nil
  ) {
    fields = [
      Fields(
        name: name, type: type, phase: phase, isBrowserVisible: isBrowserVisible, marks: marks, surface: surface,
        value: value, isRequired: isRequired, isOperatorSupplied: isOperatorSupplied, origin: origin,
        inheritedFrom: inheritedFrom, doc: doc, reason: reason, summary: summary, span: span)
    ]
  }
}

// MARK: Properties

extension Variable {
  package var name: String {
    get { fields[0].name }
    _modify { yield &fields[0].name }
  }

  /// A type expression of the language: `url<postgresql+asyncpg>`, `list<origin>`, `int`.
  package var type: String {
    get { fields[0].type }
    _modify { yield &fields[0].type }
  }

  package var phase: Phase {
    get { fields[0].phase }
    _modify { yield &fields[0].phase }
  }

  package var isBrowserVisible: Bool {
    get { fields[0].isBrowserVisible }
    _modify { yield &fields[0].isBrowserVisible }
  }

  package var marks: Marks {
    _read { yield fields[0].marks }
    _modify { yield &fields[0].marks }
  }

  /// The reference as written, where a target with references of its own (Railway) can keep it unchanged.
  package var surface: Expression? {
    _read { yield fields[0].surface }
    _modify { yield &fields[0].surface }
  }

  /// The value in terms of literals, outputs and secrets. Nil: no value known here, the operator supplies it
  /// (`source: external`).
  package var value: Expression? {
    _read { yield fields[0].value }
    _modify { yield &fields[0].value }
  }

  /// False when the process may do without it: an optional secret, `required: false`.
  package var isRequired: Bool {
    get { fields[0].isRequired }
    _modify { yield &fields[0].isRequired }
  }

  /// True when an operator may override or must supply it (`source: external`).
  package var isOperatorSupplied: Bool {
    get { fields[0].isOperatorSupplied }
    _modify { yield &fields[0].isOperatorSupplied }
  }

  package var origin: Origin {
    get { fields[0].origin }
    _modify { yield &fields[0].origin }
  }

  /// The service whose `variables:` or `use:` this came from through `extends`.
  package var inheritedFrom: String? {
    get { fields[0].inheritedFrom }
    _modify { yield &fields[0].inheritedFrom }
  }

  /// The user's `doc:`.
  package var doc: String? {
    get { fields[0].doc }
    _modify { yield &fields[0].doc }
  }

  /// The compiler's reason for the value, for a comment: `3 replicas x 2 workers x (5 + 5) = 60 of 97 connections`.
  package var reason: String? {
    get { fields[0].reason }
    _modify { yield &fields[0].reason }
  }

  /// What a person would say the value is: `postgres.DATABASE_URL with driver asyncpg`, `frontend.origins`.
  package var summary: String? {
    get { fields[0].summary }
    _modify { yield &fields[0].summary }
  }

  package var span: Int? {
    get { fields[0].span }
    _modify { yield &fields[0].span }
  }
}
