import Diagnostics

/// The name of an environment variable: `[A-Za-z_][A-Za-z0-9_]*`.
package struct VariableName: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  package var description: String { text }

  /// Lower-case letters are allowed, but not the custom.
  package var isUpperCase: Bool { !text.utf8.contains(where: ValueScanner.isLowercase) }

  /// `databaseUrl` and `database-url` as variables are commonly spelled: `DATABASE_URL`.
  package static func upperCased(_ text: String) -> String {
    var result = ""
    var wasLower = false
    for scalar in text.unicodeScalars {
      let byte = scalar.isASCII ? UInt8(scalar.value) : UInt8(ascii: "_")
      if ValueScanner.isUppercase(byte), wasLower { result += "_" }
      wasLower = ValueScanner.isLowercase(byte) || ValueScanner.isDigit(byte)
      result += ValueScanner.isAlphanumeric(byte) ? String(scalar).uppercased() : "_"
    }
    return result
  }

  package static func parse(_ text: String) -> Result<VariableName, ValueProblem> {
    let bytes = Array(text.utf8)
    let bad = bytes.indices.first { index in
      let byte = bytes[index]
      if byte == UInt8(ascii: "_") || ValueScanner.isLetter(byte) { return false }
      return index == 0 || !ValueScanner.isDigit(byte)
    }
    guard bad != nil || bytes.isEmpty else { return .success(VariableName(text: text)) }
    var problem = ValueProblem(
      .notAName, 0..<bytes.count, "\(text.quotedForMessage) is not a valid name",
      label: "letters, digits and `_`, no digit first")
    let upper = upperCased(text)
    if let first = upper.utf8.first, !ValueScanner.isDigit(first), upper.utf8.contains(where: ValueScanner.isLetter) {
      problem.replacement = ValueProblem.Replacement(upper, .display)
      problem.help = ["write `\(upper)`, if the program reads that"]
    }
    return .failure(problem)
  }
}
