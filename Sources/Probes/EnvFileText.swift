import Resolution

/// An env file: names and values, as they stand in it.
package enum EnvFileText {
  package struct Entry {
    package let name: String
    package let place: Range<Int>
    package let value: String

    /// Where a part of the value is written; nil where the value is not written as it is.
    package func valuePlace(of range: Range<Int>?, in bytes: [UInt8]) -> Range<Int>? {
      guard let range else { return nil }
      let end = bytes[place.upperBound...].firstIndex(of: 0x0A) ?? bytes.count
      guard let found = bytes[place.upperBound..<end].firstRange(of: Array(value.utf8)) else { return nil }
      return found.lowerBound + range.lowerBound..<found.lowerBound + range.upperBound
    }
  }

  package static func entries(in bytes: [UInt8]) -> [Entry] {
    var entries: [Entry] = []
    var position = 0
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      defer { position = end + 1 }
      var start = position
      while start < end, bytes[start] <= 0x20 { start += 1 }
      if bytes[start..<end].starts(with: "export ".utf8) { start += 7 }
      guard let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")) else { continue }
      var nameEnd = equals
      while nameEnd > start, bytes[nameEnd - 1] <= 0x20 { nameEnd -= 1 }
      guard start < nameEnd, bytes[start..<nameEnd].allSatisfy(\.isCodeWord) else { continue }
      var value = bytes[(equals + 1)..<end].drop { $0 <= 0x20 }
      while let last = value.last, last <= 0x20 { value.removeLast() }
      if let first = value.first, value.count > 1, first == value.last, first == UInt8(ascii: "\"") || first == 0x27 {
        value = value.dropFirst().dropLast()
      }
      entries.append(
        Entry(
          name: String(decoding: bytes[start..<nameEnd], as: UTF8.self), place: start..<nameEnd,
          value: String(decoding: value, as: UTF8.self)))
    }
    return entries
  }

  package static func names(in bytes: [UInt8]) -> [String] { entries(in: bytes).map(\.name) }
}
