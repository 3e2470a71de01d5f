package import Diagnostics
package import IR
package import Model

/// What a text of the topology means in one environment.
package struct ResolvedValue {
  package var value: TypedValue
  /// As written, for targets with references of their own; nil where nothing of it is a reference by name.
  package var surface: Expression?
  /// The services that the value leads to, with the place of each reference.
  package var dependencies: [Dependency]
  /// The items of a list, each with its place.
  package var items: [Item]?
  /// True when something in it could not be understood: nothing may be concluded from the value.
  package var isPoisoned: Bool
  /// The whole text where no reference stands in it, escapes resolved.
  package var literal: String?
  /// For comments: `postgres.DATABASE_URL with driver asyncpg`.
  package var summary: String?

  package struct Dependency: Hashable {
    package let service: String
    package let span: Span

    package init(service: String, span: Span) {
      self.service = service
      self.span = span
    }
  }

  package struct Item {
    package let value: TypedValue
    package let span: Span
    package let literal: String?
  }

  package init(
    value: TypedValue, surface: Expression? = nil, dependencies: [Dependency] = [], items: [Item]? = nil,
    isPoisoned: Bool = false, literal: String? = nil, summary: String? = nil
  ) {
    self.value = value
    self.surface = surface
    self.dependencies = dependencies
    self.items = items
    self.isPoisoned = isPoisoned
    self.literal = literal
    self.summary = summary
  }

  package static let poison = ResolvedValue(
    value: TypedValue(expression: .literal(""), type: .never, marks: Marks()), isPoisoned: true)

  package static func literal(_ text: String, type: ValueType = .string) -> ResolvedValue {
    ResolvedValue(value: TypedValue(expression: .literal(text), type: type, marks: Marks()), literal: text)
  }
}
