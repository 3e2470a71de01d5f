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
}

extension ExpressionWriter {
  package func write(_ expression: Expression) -> String {
    switch expression {
    case .literal(let text): return literal(text)
    case .output(let service, let name): return output(service: service, name: name, separator: ",")
    case .secret(let id): return secret(id: id)
    case .variable(let service, let name): return variable(service: service, name: name)
    case .environment(let name): return environment(name: name)
    case .concat, .join, .encode, .alternative, .url:
      var writer = TextWriter(capacity: 256)
      write(expression, separator: ",", inURL: false, &writer)
      return writer.text
    }
  }

  private func write(_ expression: Expression, separator: String, inURL: Bool, _ writer: inout TextWriter) {
    switch expression {
    case .literal(let text): writer.write(literal(inURL ? percentEncoded(text) : text))
    case .output(let service, let name): writer.write(output(service: service, name: name, separator: separator))
    case .secret(let id): writer.write(secret(id: id))
    case .variable(let service, let name): writer.write(variable(service: service, name: name))
    case .environment(let name): writer.write(environment(name: name))
    case .concat(let parts): for part in parts { write(part, separator: separator, inURL: inURL, &writer) }
    case .join(let separator, let items):
      for (index, item) in items.enumerated() {
        if index > 0 { writer.write(literal(separator)) }
        write(item, separator: separator, inURL: false, &writer)
      }
    // `Portability` has refused what a target would have to do at run time and cannot.
    case .encode(_, let inner): write(inner, separator: separator, inURL: false, &writer)
    case .alternative(let parts):
      if let first = parts.first { write(first, separator: separator, inURL: inURL, &writer) }
    case .url(let url): write(url, &writer)
    }
  }

  private func write(_ url: URLExpression, _ writer: inout TextWriter) {
    func part(_ expression: Expression) { write(expression, separator: ",", inURL: true, &writer) }
    func plain(_ expression: Expression) { write(expression, separator: ",", inURL: false, &writer) }
    writer.write(literal(url.fullScheme + "://"))
    if url.user != nil || url.password != nil {
      if let user = url.user { part(user) }
      if let password = url.password {
        writer.write(literal(":"))
        part(password)
      }
      writer.write(literal("@"))
    }
    plain(url.host)
    if let port = url.port {
      writer.write(literal(":"))
      plain(port)
    }
    if let path = url.path { plain(path) }
    for (index, item) in url.query.enumerated() {
      writer.write(literal((index == 0 ? "?" : "&") + percentEncoded(item.name) + "="))
      part(item.value)
    }
  }
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
package func percentEncoded(_ text: String) -> String {
  if text.allBytes(isUnreserved) { return text }
  var writer = TextWriter(capacity: 3 * text.utf8.count)
  for byte in text.utf8 {
    if isUnreserved(byte) {
      writer.write(byte: byte)
    } else {
      let digits = String(byte, radix: 16, uppercase: true)
      writer.write(digits.utf8.count == 1 ? "%0" : "%")
      writer.write(digits)
    }
  }
  return writer.text
}

private func isUnreserved(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
    UInt8(ascii: "~"):
    true
  default: false
  }
}
