/// Finds the host in a URL, or in a bare `host:port`.
package enum HostOfText {
  package static func find(in text: String) -> Range<Int>? {
    let bytes = Array(text.utf8)
    var start = 0
    if let scheme = firstIndex(of: "://", in: bytes) { start = scheme + 3 }
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
    if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) { start = at + 1 }
    if start == 0, bytes[..<end].firstIndex(of: UInt8(ascii: ":")) == nil { return nil }
    if let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")) { end = colon }
    return start < end ? start..<end : nil
  }

  private static func firstIndex(of needle: StaticString, in bytes: [UInt8]) -> Int? {
    let needle = UnsafeBufferPointer(start: needle.utf8Start, count: needle.utf8CodeUnitCount)
    guard bytes.count >= needle.count else { return nil }
    return (0...(bytes.count - needle.count)).first { bytes[$0...].starts(with: needle) }
  }
}
