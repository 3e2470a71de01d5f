package import Diagnostics
import Syntax

/// A URL in a compose file with the spans of its parts. Holes are opaque: any part may contain `${PASSWORD}`.
package struct Endpoint {
  package let scheme: String
  /// The whole value is what is used where an operator's environment has none.
  package let isFallback: Bool
  private let flat: FlatText
  private let ranges: Parts

  private struct Parts {
    var user: Range<Int>?
    var password: Range<Int>?
    var host: Range<Int>
    var port: Range<Int>?
    var path: Range<Int>?
    var query: Range<Int>?
  }

  /// Nil where the value is no URL, or where its host is not written out.
  package init?(_ text: HoledText) {
    flat = FlatText(text)
    isFallback = text.only?.operation == .fallback
    let bytes = flat.bytes
    guard let mark = bytes.firstRange(of: Array("://".utf8)), mark.lowerBound > 0,
      bytes[..<mark.lowerBound].allSatisfy({ Self.isOfScheme($0) }), let first = bytes.first, Self.isLetter(first)
    else { return nil }
    // Lists of URLs and texts around one are something else.
    guard !bytes.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") }) else { return nil }
    scheme = String(decoding: bytes[..<mark.lowerBound], as: UTF8.self).lowercased()
    let start = mark.upperBound
    let end = bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.count
    var parts = Parts(host: start..<end)
    if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) {
      let colon = bytes[start..<at].firstIndex(of: UInt8(ascii: ":"))
      parts.user = start..<(colon ?? at)
      parts.password = colon.map { $0 + 1..<at }
      parts.host = at + 1..<end
    }
    if let colon = bytes[parts.host].lastIndex(of: UInt8(ascii: ":")), bytes[parts.host].first != UInt8(ascii: "[") {
      parts.port = colon + 1..<end
      parts.host = parts.host.lowerBound..<colon
    }
    if end < bytes.count, bytes[end] == UInt8(ascii: "/") {
      let close = bytes[end...].firstIndex { "?#".utf8.contains($0) } ?? bytes.count
      parts.path = end + 1..<close
    }
    if let mark = bytes[end...].firstIndex(of: UInt8(ascii: "?")) {
      parts.query = mark + 1..<(bytes[mark...].firstIndex(of: UInt8(ascii: "#")) ?? bytes.count)
    }
    ranges = parts
    guard let host = flat.text(parts.host), !host.isEmpty else { return nil }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }

  private static func isOfScheme(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte >= 0x30 && byte <= 0x39 || "+-.".utf8.contains(byte)
  }

  /// Where its scheme is written, with what names a driver.
  package var schemeSpan: Span { flat.span(0..<scheme.utf8.count) }
  /// The names of the parameters of its query.
  package var parameters: [(name: String, span: Span)] {
    guard let query = ranges.query else { return [] }
    return flat.bytes[query].split(separator: UInt8(ascii: "&")).compactMap { part in
      let end = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
      return flat.text(part.startIndex..<end).map { ($0, flat.span(part.startIndex..<end)) }
    }
  }

  package var host: String { flat.text(ranges.host) ?? "" }
  package var hostSpan: Span { flat.span(ranges.host) }
  package var user: String? { ranges.user.flatMap(flat.text) }
  package var port: Int? { ranges.port.flatMap(flat.text).flatMap { Int($0) } }
  package var portSpan: Span? { ranges.port.map(flat.span) }
  /// The path without its `/`; nil where there is none, or a part of it is not known.
  package var path: String? { ranges.path.flatMap(flat.text) }
  /// The scheme without what names a driver: `postgresql` of `postgresql+asyncpg`.
  package var baseScheme: String { scheme.split(separator: "+").first.map(String.init) ?? scheme }
  package var driver: String? { scheme.split(separator: "+").dropFirst().first.map(String.init) }
  package var userSpan: Span? { ranges.user.map(flat.span) }
  package var passwordSpan: Span? { ranges.password.map(flat.span) }
  /// The password as it is written out; nil where a part of it is not known.
  package var password: String? { ranges.password.flatMap(flat.text) }
}

/// The bytes of a value, a hole being one byte that no text has.
private struct FlatText {
  private static let hole: UInt8 = 0
  private(set) var bytes: [UInt8] = []
  /// For each byte, the bytes of the scalar's decoded text.
  private var places: [Range<Int>] = []
  private let text: HoledText

  init(_ text: HoledText) {
    self.text = text
    for atom in text.atoms {
      switch atom {
      case .unknown(let hole):
        bytes.append(Self.hole)
        places.append(hole.range)
      case .text(let part, let range):
        let isVerbatim = part.utf8.count == range.count
        for (offset, byte) in part.utf8.enumerated() {
          bytes.append(byte)
          let start = range.lowerBound + offset
          places.append(isVerbatim ? start..<start + 1 : range)
        }
      }
    }
  }

  /// Nil where a hole is in it.
  func text(_ range: Range<Int>) -> String? {
    bytes[range].contains(Self.hole) ? nil : String(decoding: bytes[range], as: UTF8.self)
  }

  func span(_ range: Range<Int>) -> Span {
    guard let first = places[range].first, let last = places[range].last else { return text.span }
    return text.node.span(of: first.lowerBound..<max(first.upperBound, last.upperBound))
  }
}
