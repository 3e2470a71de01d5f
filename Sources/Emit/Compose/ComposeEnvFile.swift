/// Values in the env file that Compose reads.
enum ComposeEnvFile {
  /// A value with its quotes (compose-go 2.9): between single ones a backslash counts before a quote alone; between double
  /// ones `\`, `"` and `$` are escaped, and `\n` is a line break. Nil for other control characters.
  static func text(of value: String) -> String? {
    let hasLineBreak = value.hasByte(UInt8(ascii: "\n"))
    let line = hasLineBreak ? String(value.split(separator: "\n", omittingEmptySubsequences: false).joined()) : value
    if DotenvDocument.hasControl(line) { return nil }
    if !hasLineBreak, !value.hasByte(UInt8(ascii: "'")), value.utf8.last != UInt8(ascii: "\\") { return "'\(value)'" }
    var text = "\""
    for scalar in value.unicodeScalars {
      if scalar == "\\" || scalar == "\"" || scalar == "$" { text += "\\" }
      if scalar == "\n" { text += "\\n" } else { text.unicodeScalars.append(scalar) }
    }
    return text + "\""
  }

  /// The values of an environment as an env file.
  static let form = SecretsForm("env", "an env file of Docker Compose") { values, _ in
    var text = ""
    for name in values.names {
      guard let value = values[name] else { continue }
      guard let written = Self.text(of: value) else {
        return .failure(.init("no line of an env file can hold the value of `\(name)`"))
      }
      text += "\(name)=\(written)\n"
    }
    return .success(text)
  }
}
