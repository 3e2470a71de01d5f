/// Credentials in a text as it lies on disk. What stands in a part of the file that could not be read, or in a key that
/// no check looks at, must not be shown either.
package enum WrittenSecrets {
  /// The bytes that no report may show, in order of lines.
  package static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      scan(bytes, start..<end, &found)
      start = end + 1
    }
    return found
  }

  private static func scan(_ bytes: [UInt8], _ line: Range<Int>, _ found: inout [Range<Int>]) {
    var start = line.lowerBound
    // Of a line as long as a file only the parts that may be one matter.
    for part in bytes[line].split(whereSeparator: { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") })
    {
      guard part.count >= 8 else { continue }
      let text = String(decoding: part, as: UTF8.self)
      if let match = Credentials.find(in: text) {
        found.append(part.startIndex + match.range.lowerBound..<part.startIndex + match.range.upperBound)
      } else if let password = Credentials.password(inURL: text) {
        found.append(part.startIndex + password.lowerBound..<part.startIndex + password.upperBound)
      }
    }
    while start < line.upperBound, bytes[start] == 0x20 || bytes[start] == UInt8(ascii: "-") { start += 1 }
    guard let colon = bytes[start..<line.upperBound].firstIndex(of: UInt8(ascii: ":")), colon - start <= 64,
      Conventions.soundsSecret(String(decoding: bytes[start..<colon], as: UTF8.self))
    else { return }
    let isEdge = { (byte: UInt8) in
      byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "}")
    }
    var value = colon + 1..<line.upperBound
    while let first = bytes[value].first, isEdge(first) { value = value.lowerBound + 1..<value.upperBound }
    while let last = bytes[value].last, isEdge(last) { value = value.lowerBound..<value.upperBound - 1 }
    let text = String(decoding: bytes[value], as: UTF8.self)
    if !text.contains("$<<"), !text.contains("${{"), Credentials.looksRandom(text) { found.append(value) }
  }
}
