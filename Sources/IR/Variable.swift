/// One variable of one service, or a shared one.
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

  package var name: String
  /// A type expression of the language: `url<postgresql+asyncpg>`, `list<origin>`, `int`.
  package var type: String
  package var phase: Phase
  package var isBrowserVisible: Bool
  package var marks: Marks
  /// The reference as written, where a target with references of its own (Railway) can keep it unchanged.
  package var surface: Expression?
  /// The value in terms of literals, outputs and secrets. Nil: no value known here, the operator supplies it
  /// (`source: external`).
  package var value: Expression?
  /// False when the process may do without it: an optional secret, `required: false`.
  package var isRequired: Bool
  /// True when an operator may override or must supply it (`source: external`).
  package var isOperatorSupplied: Bool
  package var origin: Origin
  /// The service whose `variables:` or `use:` this came from through `extends`.
  package var inheritedFrom: String?
  /// The user's `doc:`.
  package var doc: String?
  /// The compiler's reason for the value, for a comment: `3 replicas x 2 workers x (5 + 5) = 60 of 97 connections`.
  package var reason: String?
  /// What a person would say the value is: `postgres.DATABASE_URL with driver asyncpg`, `frontend.origins`.
  package var summary: String?
  package var span: Int?

  package init(
    name: String, type: String = "string", phase: Phase = .run, isBrowserVisible: Bool = false, marks: Marks = Marks(),
    surface: Expression? = nil, value: Expression?, isRequired: Bool = true, isOperatorSupplied: Bool = false,
    origin: Origin = .variables, inheritedFrom: String? = nil, doc: String? = nil, reason: String? = nil,
    summary: String? = nil, span: Int? = nil
  ) {
    self.name = name
    self.type = type
    self.phase = phase
    self.isBrowserVisible = isBrowserVisible
    self.marks = marks
    self.surface = surface
    self.value = value
    self.isRequired = isRequired
    self.isOperatorSupplied = isOperatorSupplied
    self.origin = origin
    self.inheritedFrom = inheritedFrom
    self.doc = doc
    self.reason = reason
    self.summary = summary
    self.span = span
  }
}
