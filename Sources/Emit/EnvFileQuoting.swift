/// A value in an env file, in the quoting of the one program that reads the file.
enum EnvFileQuoting {
  /// For Compose (compose-go 2.9): between single quotes a backslash counts before a quote alone; between double quotes
  /// `\`, `"` and `$` are escaped. Nil for line breaks and other control characters.
  static func compose(_ value: String) -> String? {
    guard !hasControl(value) else { return nil }
    if !value.utf8.contains(UInt8(ascii: "'")), value.utf8.last != UInt8(ascii: "\\") { return "'\(value)'" }
    var text = "\""
    for scalar in value.unicodeScalars {
      if "\\\"$".unicodeScalars.contains(scalar) { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }

  /// For honcho (2.0), which takes a line apart as a shell does and then makes a line break of `\n` and a tab of `\t`.
  static func honcho(_ value: String) -> String? {
    var previous: UInt8 = 0
    for byte in value.utf8 {
      if previous == UInt8(ascii: "\\"), byte == UInt8(ascii: "n") || byte == UInt8(ascii: "t") { return nil }
      previous = byte
    }
    return hasControl(value)
      ? nil : "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// What some reader takes for the end of a line, or cannot be in a variable.
  private static func hasControl(_ value: String) -> Bool {
    value.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x09: false
      case 0x00..<0x20, 0x7F, 0x85, 0x2028, 0x2029: true
      default: false
      }
    }
  }
}
