package import IR
package import Model

/// A value with what is known about it.
package struct TypedValue: Hashable, Sendable {
  package var expression: Expression
  package var type: ValueType
  package var marks: Marks
  /// The items of a list. A list-valued output stands for all of its items as one.
  package var listItems: [Expression]?

  package init(
    expression: Expression, type: ValueType, marks: Marks = Marks(), listItems: [Expression]? = nil
  ) {
    self.expression = expression
    self.type = type
    self.marks = marks
    self.listItems = listItems
  }

  /// What a failed lookup gives.
  package static let never = TypedValue(expression: .literal(""), type: .never)

  /// The text, where it is known now.
  package var text: String? {
    guard case .literal(let text) = expression else { return nil }
    return text
  }

  /// The value as a URL tree: the one that it is, or what its text says.
  package var url: URLExpression? {
    switch expression {
    case .url(let url): url
    case .literal(let text): URLText(text).flatMap { URLExpression($0, of: text) }
    default: nil
    }
  }

  /// A part of this value: secret only where a secret stands in the part itself.
  func part(_ expression: Expression, _ type: ValueType, isAddress: Bool = false) -> TypedValue {
    var marks = marks
    marks.isSecret = marks.isSecret && (!expression.secretIDs.isEmpty || isOpaque)
    if case .literal = expression { marks.phase = .compile }
    if !isAddress { marks.reach = nil }
    return TypedValue(expression: expression, type: type, marks: marks)
  }

  /// A literal that is secret bears its secret in its text.
  private var isOpaque: Bool { text != nil }
}

extension URLExpression {
  /// The tree of a URL that is written as text. A fragment has no place in the tree.
  init?(_ parsed: URLText, of text: String) {
    guard parsed.fragmentRange == nil else { return nil }
    let bytes = Array(text.utf8)
    func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    self.init(
      scheme: parsed.scheme.name, driver: parsed.scheme.driver, host: .literal(parsed.host),
      port: parsed.port.map { .literal($0) },
      path: parsed.pathRange.isEmpty ? nil : .literal(part(parsed.pathRange)),
      query: parsed.parameters.map {
        QueryItem(Self.decoded($0.name), .literal(Self.decoded($0.value)))
      })
    if let userRange = parsed.userRange {
      let login = part(userRange).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      user = .literal(Self.decoded(String(login[0])))
      password = login.count == 2 ? .literal(Self.decoded(String(login[1]))) : nil
    }
  }

  /// Undoes percent-encoding; a `%` that begins no code stays.
  static func decoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "%"), offset + 2 < bytes.count,
        let high = hexadecimal(bytes[offset + 1]), let low = hexadecimal(bytes[offset + 2])
      {
        result.append(high << 4 | low)
        offset += 3
      } else {
        result.append(bytes[offset])
        offset += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

/// Recognises URLs that are put together from text and references.
package enum URLShape {
  /// The scheme, where the value begins with `scheme://` as text.
  package static func scheme(of expression: Expression) -> URLScheme? {
    let text: String
    switch expression {
    case .url(let url): return URLScheme(url.scheme, driver: url.driver)
    case .literal(let whole): text = whole
    case .concat(let parts):
      guard case .literal(let first)? = parts.first else { return nil }
      // What follows may be the host, so that the text alone need not be complete.
      text = first
    default: return nil
    }
    return URLText(text)?.scheme
  }
}
