/// A value in a program of TypeScript or Python, as a tree: `ScriptWriter` writes each leaf in the syntax of the
/// language, so that no text of a topology is ever read as code.
package enum ScriptValue: Hashable, Sendable {
  case text(String)
  case integer(Int)
  /// A decimal number in thousandths: 500 is `0.5`.
  case thousandths(Int)
  case real(Double)
  case boolean(Bool)
  case null
  case list([ScriptValue])
  case map([ScriptMember])
  /// `github("owner/name", { branch: "main" })`; Python writes the members as named arguments. The function is a name
  /// of the program's own.
  indirect case call(String, [ScriptValue], [ScriptMember])
  /// What the program has declared under that name.
  case name(String)
  /// `db.env.DATABASE_URL`: the member is text of the topology, what it belongs to is not.
  indirect case member(of: String, String)
  /// A value with members added to it.
  indirect case extended(ScriptValue, [ScriptMember])
  /// The one or the other, by the name of the environment.
  indirect case choice(ScriptCondition, ScriptValue, otherwise: ScriptValue)
  /// An element of a list that is there in some environments only.
  indirect case optional(ScriptCondition, ScriptValue)
}

/// A member of a map, or a named argument.
package struct ScriptMember: Hashable, Sendable {
  package var name: String
  package var value: ScriptValue
  /// Lines of comment above it.
  package var comments: [String]
  /// Nil: there in every environment.
  package var condition: ScriptCondition?

  package init(_ name: String, _ value: ScriptValue, comments: [String] = [], condition: ScriptCondition? = nil) {
    self.name = name
    self.value = value
    self.comments = comments
    self.condition = condition
  }
}

/// Whether the environment is one of these, or none of these.
package struct ScriptCondition: Hashable, Sendable {
  package var environments: [String]
  package var isNegated: Bool

  package init(_ environments: [String], isNegated: Bool = false) {
    self.environments = environments
    self.isNegated = isNegated
  }
}
