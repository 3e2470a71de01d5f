package import IR

/// How values of PostgreSQL settings are spelled, in postgresql.conf and in SQL.
package enum PostgresText {
  /// The value without quotes: `256MB`, `25s`, `on`, `1.1`.
  package static func plain(_ value: Setting.Value) -> String {
    switch value {
    case .bytes(let bytes): size(bytes)
    case .milliseconds(let duration): self.duration(duration)
    case .integer(let number): String(number)
    case .real(let text), .word(let text), .text(let text): text
    case .boolean(let flag): flag ? "on" : "off"
    case .list(let items): items.joined(separator: ", ")
    }
  }

  /// The right side of a line of postgresql.conf; nil for a text with NUL, which the server cannot hold.
  package static func configuration(_ value: Setting.Value) -> String? {
    let text = plain(value)
    switch value {
    case .bytes, .milliseconds, .integer, .boolean: return text
    case .real, .word: if isBare(text) { return text }
    case .text, .list: break
    }
    var result = "'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\0": return nil
      case "'": result += "''"
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "'"
  }

  /// The right side of `ALTER SYSTEM SET name = …`; nil for what the statement refuses: NUL and line breaks.
  package static func system(_ name: String, _ value: Setting.Value) -> String? {
    let text = plain(value)
    guard !text.hasByte(UInt8(ascii: "\n")) else { return nil }
    guard lists.contains(name) else { return SQLScript.literal(text) }
    // One literal would become one element, its comma included.
    let items = text.split(separator: ",").map { SQLScript.literal($0.trimmed) }
    return items.isEmpty ? "''" : items.contains(nil) ? nil : items.compactMap(\.self).joined(separator: ", ")
  }

  /// Whether the text can stand as a parameter's name: words of letters, digits, `_` and `$`, joined by dots.
  package static func isParameterName(_ name: String) -> Bool {
    let dot = UInt8(ascii: ".")
    var name = name
    return name.withUTF8 { bytes in
      var previous = dot
      for byte in bytes {
        guard isLetter(byte) || previous != dot && (isDigit(byte) || byte == UInt8(ascii: "$") || byte == dot) else {
          return false
        }
        previous = byte
      }
      return previous != dot
    }
  }

  /// Parameters that the server keeps as lists of names (GUC_LIST_QUOTE in guc_tables.c, 13 to 18).
  private static let lists: Set<String> = [
    "local_preload_libraries", "search_path", "session_preload_libraries", "shared_preload_libraries",
    "temp_tablespaces", "unix_socket_directories",
  ]

  /// The largest unit that divides exactly. Case matters to the server; its units are binary.
  private static func size(_ bytes: Int) -> String {
    guard bytes != 0 else { return "0" }
    if bytes % (1 << 40) == 0 { return "\(bytes >> 40)TB" }
    if bytes % (1 << 30) == 0 { return "\(bytes >> 30)GB" }
    if bytes % (1 << 20) == 0 { return "\(bytes >> 20)MB" }
    if bytes % (1 << 10) == 0 { return "\(bytes >> 10)kB" }
    return "\(bytes)B"
  }

  private static func duration(_ milliseconds: Milliseconds) -> String {
    guard milliseconds != 0 else { return "0" }
    if milliseconds % 86_400_000 == 0 { return "\(milliseconds / 86_400_000)d" }
    if milliseconds % 3_600_000 == 0 { return "\(milliseconds / 3_600_000)h" }
    if milliseconds % 60_000 == 0 { return "\(milliseconds / 60_000)min" }
    if milliseconds % 1000 == 0 { return "\(milliseconds / 1000)s" }
    return "\(milliseconds)ms"
  }

  /// Whether the server's scanner takes it without quotes as one word or number.
  private static func isBare(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first else { return false }
    if isLetter(first) {
      return bytes.allSatisfy {
        isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
      }
    }
    let digits = first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
    let halves = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return halves.count <= 2 && halves.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
