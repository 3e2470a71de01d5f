/// A reference in the syntax of another tool. In a value it would stay as it is written.
package struct PlatformReference: Hashable, Sendable {
  /// UTF-8 offsets, delimiters included.
  package let range: Range<Int>
  /// What it names.
  package let name: String
  /// `y` of `${X:-y}`.
  package let fallback: String?
  /// Delimiters stand around the name, as in a reference of this language; `$X` and `%X%` have none.
  package let isDelimited: Bool

  /// The same in the language of topologies.
  package var translation: String { translation(of: name) }

  /// The same under the name that it has there.
  package func translation(of name: String) -> String {
    guard let fallback else { return "$<<\(name)>>" }
    let quoted = fallback.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "$<<\(name) ?? \"\(quoted)\">>"
  }
}

/// Finds `$X`, `${X}`, `{{X}}`, `$(X)`, `%X%`, `$<X>` and `<<a.X>>`.
package enum ForeignReferences {
  /// Looks at the text as it was written (escapes included), but not at `excluded` ranges: those of real references.
  package static func find(in text: String, excluding excluded: [Range<Int>] = []) -> [PlatformReference] {
    let fast = text.utf8.withContiguousStorageIfAvailable { bytes in
      bytes.contains {
        $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "<")
      }
    }
    if fast == false { return [] }
    var scanner = ForeignScanner(Array(text.utf8))
    return scanner.run(excluded)
  }
}

private struct ForeignScanner {
  private let bytes: [UInt8]
  /// A password hash such as `$2b$12$…`, where `$` separates.
  private let isHash: Bool

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    isHash = Self.isHash(bytes)
  }

  private static func isHash(_ bytes: [UInt8]) -> Bool {
    guard bytes.first == UInt8(ascii: "$"), let second = bytes.dropFirst().firstIndex(of: UInt8(ascii: "$")) else {
      return false
    }
    // `$2b$12$`, `$argon2id$v=19$`, `$6$salt$`: an identifier of small letters and digits, then further parts.
    let id = bytes[1..<second]
    guard !id.isEmpty, id.allSatisfy({ isDigit($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-") }) else {
      return false
    }
    return bytes[(second + 1)...].contains(UInt8(ascii: "$"))
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  private static func startsName(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }
  private static func isName(_ byte: UInt8) -> Bool { startsName(byte) || isDigit(byte) }
  private static func isPath(_ byte: UInt8) -> Bool {
    isName(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }

  mutating func run(_ excluded: [Range<Int>]) -> [PlatformReference] {
    var found: [PlatformReference] = []
    var next = 0
    var offset = 0
    while offset < bytes.count {
      if next < excluded.count, excluded[next].lowerBound <= offset {
        offset = max(offset + 1, excluded[next].upperBound)
        next += 1
        continue
      }
      if let reference = reference(at: offset) {
        found.append(reference)
        offset = reference.range.upperBound
      } else if at(offset) == UInt8(ascii: "$"), at(offset + 1) == UInt8(ascii: "$") {
        // `$$` is the shell's own, or with `<<` and `{{` an escape; of three the last two belong together.
        if at(offset + 2) == UInt8(ascii: "$") {
          offset += 1
          continue
        }
        offset += at(offset + 2) == UInt8(ascii: "{") ? 4 : 2
        while at(offset).map(Self.isName) ?? false { offset += 1 }
      } else {
        offset += 1
      }
    }
    return found
  }

  private func at(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private func reference(at offset: Int) -> PlatformReference? {
    switch bytes[offset] {
    case UInt8(ascii: "$") where !isHash:
      switch at(offset + 1) {
      case UInt8(ascii: "{"): return braced(offset)
      case UInt8(ascii: "("): return enclosed(offset, 2, UInt8(ascii: ")"))
      case UInt8(ascii: "<"): return enclosed(offset, 2, UInt8(ascii: ">"))
      case let byte? where Self.startsName(byte):
        let end = end(of: offset + 1, Self.isName)
        return reference(offset..<end, (offset + 1)..<end)
      default: return nil
      }
    case UInt8(ascii: "{") where at(offset + 1) == UInt8(ascii: "{"): return doubleBraced(offset)
    case UInt8(ascii: "%"): return percent(offset)
    case UInt8(ascii: "<") where at(offset + 1) == UInt8(ascii: "<"): return withoutSign(offset)
    default: return nil
    }
  }

  private func end(of start: Int, _ isPart: (UInt8) -> Bool) -> Int {
    var end = start
    while end < bytes.count, isPart(bytes[end]) { end += 1 }
    return end
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private func reference(_ range: Range<Int>, _ name: Range<Int>, fallback: String? = nil) -> PlatformReference {
    let isDelimited = range.upperBound > name.upperBound && bytes[range.lowerBound] != UInt8(ascii: "%")
    return PlatformReference(range: range, name: text(name), fallback: fallback, isDelimited: isDelimited)
  }

  private func enclosed(_ offset: Int, _ length: Int, _ close: UInt8) -> PlatformReference? {
    let start = offset + length
    guard let first = at(start), Self.startsName(first) else { return nil }
    let end = end(of: start, Self.isPath)
    guard at(end) == close else { return nil }
    return reference(offset..<(end + 1), start..<end)
  }

  /// `${X}`, `${X:-y}`, `${X-y}`, `${X:?why}`.
  private func braced(_ offset: Int) -> PlatformReference? {
    let start = offset + 2
    guard let first = at(start), Self.startsName(first) else { return nil }
    let end = end(of: start, Self.isName)
    // `${X-y}` has a fallback, `${my-service.X}` a dash in a name; variables are written in capitals.
    let isDashed = at(end) == UInt8(ascii: "-") && !bytes[start..<end].contains { (97...122).contains($0) }
    if !isDashed, let plain = enclosed(offset, 2, UInt8(ascii: "}")) { return plain }
    guard let sign = at(end), ":-?+".utf8.contains(sign) else { return nil }
    guard let close = bytes[end...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
    let isColon = sign == UInt8(ascii: ":")
    let isFallback = isColon ? at(end + 1) == UInt8(ascii: "-") : sign == UInt8(ascii: "-")
    let valueStart = end + (isColon ? 2 : 1)
    let fallback = isFallback && valueStart <= close ? text(valueStart..<close) : nil
    return reference(offset..<(close + 1), start..<end, fallback: fallback)
  }

  private func doubleBraced(_ offset: Int) -> PlatformReference? {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 }
    var start = end(of: offset + 2, isSpace)
    if at(start) == UInt8(ascii: ".") { start += 1 }
    guard let first = at(start), Self.startsName(first) else { return nil }
    let end = end(of: start, Self.isPath)
    let close = self.end(of: end, isSpace)
    guard at(close) == UInt8(ascii: "}"), at(close + 1) == UInt8(ascii: "}") else { return nil }
    return reference(offset..<(close + 2), start..<end)
  }

  /// `<<service.NAME>>`: a reference of this language whose `$` was left out.
  private func withoutSign(_ offset: Int) -> PlatformReference? {
    let start = offset + 2
    guard offset == 0 || at(offset - 1) != UInt8(ascii: "$"), let first = at(start), Self.startsName(first) else {
      return nil
    }
    let end = end(of: start, Self.isPath)
    guard at(end) == UInt8(ascii: ">"), at(end + 1) == UInt8(ascii: ">"), bytes[start..<end].contains(46) else {
      return nil
    }
    return reference(offset..<(end + 2), start..<end)
  }

  /// `%NAME%` of Windows; not `%E2%82`, which is an encoded character, nor `%H%M`, a format.
  private func percent(_ offset: Int) -> PlatformReference? {
    let isUpper: (UInt8) -> Bool = { (65...90).contains($0) || Self.isDigit($0) || $0 == UInt8(ascii: "_") }
    guard let first = at(offset + 1), isUpper(first), !Self.isDigit(first) else { return nil }
    let end = end(of: offset + 1, isUpper)
    guard at(end) == UInt8(ascii: "%"), end - offset > 3 else { return nil }
    return reference(offset..<(end + 1), (offset + 1)..<end)
  }
}
