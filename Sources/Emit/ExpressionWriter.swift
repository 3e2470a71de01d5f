package import IR

/// Writes an expression as text of one target. A target says how each kind of leaf is written; concatenation, URLs and
/// lists are put together here, once.
package protocol ExpressionWriter {
  /// Text known now, escaped for the target's value syntax.
  func literal(_ text: String) -> String
  /// An output of a service. A list-valued one (`origins`, `public_domains`) comes with the separator of its list.
  func output(service: String, name: String, separator: String) -> String
  func secret(id: String) -> String
  /// A variable by name; only for writers that are given a `surface`.
  func variable(service: String?, name: String) -> String
  func environment(name: String) -> String
  /// An encoding that the target must do at run time. `Portability` has refused it where it cannot.
  func encoded(_ encoding: Expression.Encoding, _ inner: String) -> String
}

extension ExpressionWriter {
  package func write(_ expression: Expression) -> String { write(expression, separator: ",", inURL: false) }

  private func write(_ expression: Expression, separator: String, inURL: Bool) -> String {
    switch expression {
    case .literal(let text): return literal(inURL ? percentEncoded(text) : text)
    case .output(let service, let name): return output(service: service, name: name, separator: separator)
    case .secret(let id): return secret(id: id)
    case .variable(let service, let name): return variable(service: service, name: name)
    case .environment(let name): return environment(name: name)
    case .concat(let parts): return parts.map { write($0, separator: separator, inURL: inURL) }.joined()
    case .join(let separator, let items):
      return items.map { write($0, separator: separator, inURL: false) }.joined(separator: literal(separator))
    case .encode(let encoding, let inner): return encoded(encoding, write(inner, separator: separator, inURL: false))
    case .alternative(let parts): return parts.first.map { write($0, separator: separator, inURL: inURL) } ?? ""
    case .url(let url): return write(url)
    }
  }

  private func write(_ url: URLExpression) -> String {
    func part(_ expression: Expression) -> String { write(expression, separator: ",", inURL: true) }
    func plain(_ expression: Expression) -> String { write(expression, separator: ",", inURL: false) }
    var text = literal(url.fullScheme + "://")
    if url.user != nil || url.password != nil {
      text += url.user.map(part) ?? ""
      if let password = url.password { text += literal(":") + part(password) }
      text += literal("@")
    }
    text += plain(url.host)
    if let port = url.port { text += literal(":") + plain(port) }
    if let path = url.path { text += plain(path) }
    for (index, item) in url.query.enumerated() {
      text += literal((index == 0 ? "?" : "&") + percentEncoded(item.name) + "=") + part(item.value)
    }
    return text
  }
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
package func percentEncoded(_ text: String) -> String {
  var result = ""
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      result.unicodeScalars.append(Unicode.Scalar(byte))
    default:
      let digits = String(byte, radix: 16, uppercase: true)
      result += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
    }
  }
  return result
}
