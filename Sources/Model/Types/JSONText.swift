/// Tests whether a text is JSON (RFC 8259), without building anything.
enum JSONText {
  static func isJSON(_ text: String) -> Bool {
    var scanner = Scanner(bytes: Array(text.utf8))
    return scanner.value(depth: 0) && scanner.isAtEnd
  }

  private struct Scanner {
    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func skipBlanks() {
      while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
      position += 1
      skipBlanks()
      return true
    }

    mutating func value(depth: Int) -> Bool {
      skipBlanks()
      guard depth < 64, position < bytes.count else { return false }
      defer { skipBlanks() }
      switch bytes[position] {
      case UInt8(ascii: "{"): return object(depth: depth)
      case UInt8(ascii: "["): return array(depth: depth)
      case UInt8(ascii: "\""): return string()
      default: return word()
      }
    }

    private mutating func object(depth: Int) -> Bool {
      guard take("{") else { return false }
      if take("}") { return true }
      repeat {
        guard string(), take(":"), value(depth: depth + 1) else { return false }
      } while take(",")
      return take("}")
    }

    private mutating func array(depth: Int) -> Bool {
      guard take("[") else { return false }
      if take("]") { return true }
      repeat {
        guard value(depth: depth + 1) else { return false }
      } while take(",")
      return take("]")
    }

    private mutating func string() -> Bool {
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return false }
      position += 1
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "\""):
          position += 1
          return true
        case UInt8(ascii: "\\"):
          guard position + 1 < bytes.count, "\"\\/bfnrtu".utf8.contains(bytes[position + 1]) else { return false }
          position += 2
        case 0..<0x20: return false
        default: position += 1
        }
      }
      return false
    }

    private mutating func word() -> Bool {
      let start = position
      while position < bytes.count, ValueScanner.isAlphanumeric(bytes[position]) || "+-.".utf8.contains(bytes[position])
      {
        position += 1
      }
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      if ["true", "false", "null"].contains(text) { return true }
      guard let first = text.utf8.first, first == UInt8(ascii: "-") || ValueScanner.isDigit(first) else { return false }
      return Double(text) != nil
    }
  }
}
