/// Values in the env file that honcho reads.
enum ProcfileEnvFile {
  /// A value with its quotes: honcho 2.0 takes a line apart as a shell does, and then makes a line break of `\n` and a tab of
  /// `\t`. Nil for a value with one of these, and for control characters.
  static func text(of value: String) -> String? {
    var previous: UInt8 = 0
    for byte in value.utf8 {
      if previous == UInt8(ascii: "\\"), byte == UInt8(ascii: "n") || byte == UInt8(ascii: "t") { return nil }
      previous = byte
    }
    if DotenvDocument.hasControl(value) { return nil }
    let parts = value.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }
}
