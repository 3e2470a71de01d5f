/// The parts of a URL that is written as text, as UTF-8 ranges.
package struct URLText: Hashable, Sendable {
  package let scheme: URLScheme
  package let schemeRange: Range<Int>
  /// `user:password`, without the `@`.
  package let userRange: Range<Int>?
  package let host: String
  package let hostRange: Range<Int>
  package let port: String?
  package let portRange: Range<Int>?
  /// With its first `/`; empty when there is none.
  package let pathRange: Range<Int>
  /// Without the `?`.
  package let queryRange: Range<Int>?
  package let fragmentRange: Range<Int>?

  /// A parameter of the query.
  package struct Parameter: Hashable, Sendable {
    package let name: String
    package let nameRange: Range<Int>
    package let value: String
    package let range: Range<Int>
  }

  package let parameters: [Parameter]

  /// Nil where the text has no `scheme://`. Nothing is decoded and no part is judged.
  package init?(_ text: String) { self.init(bytes: Array(text.utf8)) }

  package init?(bytes: [UInt8]) {
    guard let first = bytes.first, ValueScanner.isLetter(first) else { return nil }
    let colon = bytes.firstIndex { byte in
      !(ValueScanner.isAlphanumeric(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "."))
    }
    guard let colon, bytes[colon...].starts(with: "://".utf8) else { return nil }
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    func offset(of characters: String, in range: Range<Int>) -> Int? {
      bytes[range].firstIndex { characters.utf8.contains($0) }
    }
    scheme = URLScheme(text: text(0..<colon))
    schemeRange = 0..<colon
    let start = colon + 3
    let end = offset(of: "/?#", in: start..<bytes.count) ?? bytes.count
    let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@"))
    userRange = at.map { start..<$0 }
    let hostStart = at.map { $0 + 1 } ?? start
    var hostEnd = end
    var port: Range<Int>?
    let bracket = bytes[hostStart..<end].lastIndex(of: UInt8(ascii: "]"))
    if let separator = bytes[(bracket ?? hostStart)..<end].lastIndex(of: UInt8(ascii: ":")) {
      hostEnd = separator
      port = (separator + 1)..<end
    }
    hostRange = hostStart..<hostEnd
    host = text(hostStart..<hostEnd)
    portRange = port
    self.port = port.map(text)
    let hash = bytes[end...].firstIndex(of: UInt8(ascii: "#"))
    let mark = bytes[end..<(hash ?? bytes.count)].firstIndex(of: UInt8(ascii: "?"))
    pathRange = end..<(mark ?? hash ?? bytes.count)
    let query = mark.map { ($0 + 1)..<(hash ?? bytes.count) }
    queryRange = query
    fragmentRange = hash.map { ($0 + 1)..<bytes.count }
    parameters = query.map { Self.parameters(bytes, $0) } ?? []
  }

  private static func parameters(_ bytes: [UInt8], _ range: Range<Int>) -> [Parameter] {
    bytes[range].split(separator: UInt8(ascii: "&")).map { part in
      let equals = part.firstIndex(of: UInt8(ascii: "="))
      let name = part[..<(equals ?? part.endIndex)]
      return Parameter(
        name: String(decoding: name, as: UTF8.self), nameRange: name.startIndex..<name.endIndex,
        value: equals.map { String(decoding: part[($0 + 1)...], as: UTF8.self) } ?? "",
        range: part.startIndex..<part.endIndex)
    }
  }
}
