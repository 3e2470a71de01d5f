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
      let matches = part.count < 8 ? [] : SecretRecognizer.matches(in: String(decoding: part, as: UTF8.self))
      for match in matches {
        let range = part.startIndex + match.range.lowerBound..<part.startIndex + match.range.upperBound
        // `KEY=os.environ["KEY"]` reads a value: the bracket before the quote is no part of one.
        let isCode = range.upperBound == part.endIndex && range.upperBound < line.upperBound
        if isCode, let last = bytes[range].last, "[(".utf8.contains(last) { continue }
        found.append(range)
      }
    }
    while start < line.upperBound, bytes[start] == 0x20 || bytes[start] == UInt8(ascii: "-") { start += 1 }
    guard let colon = bytes[start..<line.upperBound].firstIndex(of: UInt8(ascii: ":")), colon - start <= 64 else {
      return
    }
    // The mark of a setting is no part of the name.
    let isMarked = colon > start && bytes[colon - 1] == UInt8(ascii: "?")
    let name = String(decoding: bytes[start..<(isMarked ? colon - 1 : colon)], as: UTF8.self)
    guard SecretNames.soundSecret(name) else { return }
    let isEdge = { (byte: UInt8) in
      byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "}")
    }
    var value = colon + 1..<line.upperBound
    while let first = bytes[value].first, isEdge(first) { value = value.lowerBound + 1..<value.upperBound }
    while let last = bytes[value].last, isEdge(last) { value = value.lowerBound..<value.upperBound - 1 }
    let text = String(decoding: bytes[value], as: UTF8.self)
    for match in SecretRecognizer.matches(in: text, named: name)
    where match.ground == .random || match.ground == .name && mayBeValue(text, of: name) {
      found.append(value)
    }
  }

  /// Whether a line sets a variable: its name is in capitals, and what follows is neither the source of a secret nor
  /// a part of the YAML.
  private static func mayBeValue(_ text: String, of name: String) -> Bool {
    guard name.utf8.allSatisfy({ !(97...122).contains($0) && $0 > 0x20 }) else { return false }
    if Placeholders.isPlaceholder(text, isSecretName: true) { return false }
    if ["generate", "external", "optional"].contains(where: text.hasPrefix) { return false }
    return !"{[&*|>!#".utf8.contains(text.utf8.first ?? UInt8(ascii: "#"))
  }
}
