package import Diagnostics
package import IR
package import Model

/// What a text of the topology means in one environment.
///
/// Every rule asks for it: the properties are the one element of an array, so that a copy takes one reference.
package struct ResolvedValue {
  private struct Fields {
    var value: TypedValue
    var surface: Expression?
    var dependencies: [Dependency]
    var items: [Item]?
    var isPoisoned: Bool
    var literal: String?
    var summary: String?
  }

  /// One element.
  private var fields: [Fields]

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
    fields = [
      Fields(
        value: value, surface: surface, dependencies: dependencies, items: items, isPoisoned: isPoisoned,
        literal: literal, summary: summary)
    ]
  }

  package static let poison = ResolvedValue(
    value: TypedValue(expression: .literal(""), type: .never, marks: Marks()), isPoisoned: true)

  package static func literal(_ text: String, type: ValueType = .string) -> ResolvedValue {
    ResolvedValue(value: TypedValue(expression: .literal(text), type: type, marks: Marks()), literal: text)
  }
}

// MARK: Properties

extension ResolvedValue {
  package var value: TypedValue {
    get { fields[0].value }
    _modify { yield &fields[0].value }
  }

  /// As written, for targets with references of their own; nil where nothing of it is a reference by name.
  package var surface: Expression? {
    get { fields[0].surface }
    _modify { yield &fields[0].surface }
  }

  /// The services that the value leads to, with the place of each reference.
  package var dependencies: [Dependency] {
    get { fields[0].dependencies }
    _modify { yield &fields[0].dependencies }
  }

  /// The items of a list, each with its place.
  package var items: [Item]? {
    get { fields[0].items }
    _modify { yield &fields[0].items }
  }

  /// True when something in it could not be understood: nothing may be concluded from the value.
  package var isPoisoned: Bool {
    get { fields[0].isPoisoned }
    _modify { yield &fields[0].isPoisoned }
  }

  /// The whole text where it has no reference, escapes resolved.
  package var literal: String? {
    get { fields[0].literal }
    _modify { yield &fields[0].literal }
  }

  /// For comments: `postgres.DATABASE_URL with driver asyncpg`.
  package var summary: String? {
    get { fields[0].summary }
    _modify { yield &fields[0].summary }
  }
}
