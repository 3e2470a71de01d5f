package import Syntax

/// How a value of the language is written by `fmt`. Made of the shapes, and looked at by nobody else.
package indirect enum CanonicalForm: Sendable {
  /// Left as it is, order and all: what belongs to others.
  case verbatim
  /// A text without meaning for the form.
  case text
  /// A text in which references may stand.
  case reference
  case size
  case duration
  case cpu
  /// Names that the author chose, in his order.
  case names(CanonicalForm)
  /// The same for variables, whose names may bear the mark of an operator's setting.
  case variables(CanonicalForm)
  case list(CanonicalForm)
  /// Keys of the language in their order; `short` is how a value of another kind is written in place of the mapping.
  case keys([String: Key], short: CanonicalForm)

  package struct Key: Sendable {
    let rank: Int
    let form: CanonicalForm
  }

  /// A mapping read by a shape, in the order of its fields. The units of fields are told by what they take.
  static func shape<Root>(
    _ shape: Shape<Root>, _ special: [String: CanonicalForm] = [:], order: [String]? = nil,
    short: CanonicalForm = .text
  ) -> CanonicalForm {
    let names = order ?? shape.fields.map(\.name)
    let ranks = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var keys: [String: Key] = [:]
    for field in shape.fields {
      let form = special[field.name] ?? field.quantity.map(Self.spelled) ?? .text
      keys[field.name] = Key(rank: ranks[field.name] ?? names.count, form: form)
    }
    return .keys(keys, short: short)
  }

  private static func spelled(_ quantity: Quantity) -> CanonicalForm {
    switch quantity {
    case .size: .size
    case .duration: .duration
    case .cpu: .cpu
    }
  }
}

extension CanonicalForm {
  /// Brings a part of a text into the form.
  /// - Parameter reorders: false where the order of the text carries anchors.
  package func apply(to node: LayoutNode, reorders: Bool) {
    switch (self, node.content) {
    case (.verbatim, _), (.text, _): return
    case (.keys(let keys, _), .mapping(let entries)):
      for entry in entries {
        guard let key = entry.key.map({ Self.key($0.text, keys) }) else { continue }
        key?.form.apply(to: entry.value, reorders: reorders)
      }
      if reorders { node.content = .mapping(Self.ordered(entries, keys)) }
    case (.keys(_, let short), _): short.apply(to: node, reorders: reorders)
    case (.names(let form), .mapping(let entries)):
      for entry in entries { form.apply(to: entry.value, reorders: reorders) }
    case (.variables(let form), .mapping(let entries)):
      for entry in entries {
        SettingForm.mark(entry)
        form.apply(to: entry.value, reorders: reorders)
      }
    case (_, .sequence(let entries)):
      let form = if case .list(let item) = self { item } else { self }
      for entry in entries { form.apply(to: entry.value, reorders: reorders) }
    case (_, .scalar(var scalar)):
      if let text = canonical(scalar.text) {
        scalar.respell(text)
        node.content = .scalar(scalar)
      }
    default: return
    }
  }

  /// `use+` is laid out as `use`.
  private static func key(_ name: String, _ keys: [String: Key]) -> Key? {
    if let key = keys[name] { return key }
    return name.hasSuffix("+") || name.hasSuffix("-") ? keys[String(name.dropLast())] : nil
  }

  /// By rank; a key that the language does not know stays behind the one before it.
  private static func ordered(_ entries: [LayoutEntry], _ keys: [String: Key]) -> [LayoutEntry] {
    var ranks: [Int] = []
    for entry in entries {
      ranks.append(entry.key.flatMap { key($0.text, keys)?.rank } ?? ranks.last ?? -1)
    }
    return entries.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { entries[$0] }
  }

  private func canonical(_ text: String) -> String? {
    switch self {
    case .size: if case .success(let size) = ByteSize.parse(text) { return size.canonical }
    case .duration: if case .success(let interval) = Interval.parse(text) { return interval.canonical }
    case .cpu: if case .success(let amount) = CPUAmount.parse(text) { return amount.canonical }
    case .reference:
      guard ReferenceText.mayContain(text) else { return nil }
      let (parsed, problems) = ReferenceText.parse(text)
      return problems.isEmpty && !parsed.isPoisoned ? parsed.canonical : nil
    default: break
    }
    return nil
  }
}
