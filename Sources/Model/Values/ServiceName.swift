/// The name of a service as declared. Two names that differ only in letter case, or in blanks, `_` and `-`, are one.
package struct ServiceName: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  package var description: String { text }

  /// Lower case with `-` for blanks and `_`; also the name under which others reach the service.
  package var folded: String { Self.fold(text) }

  /// Names that references give another meaning.
  package static let reserved = ["shared", "self", "project", "environment", "secrets"]
  /// Railway's limit (documentation of July 2025).
  package static let maximalLength = 32

  package static func fold(_ text: String) -> String {
    // Most names are written as they are folded.
    let isFolded = text.utf8.withContiguousStorageIfAvailable {
      $0.allSatisfy { $0 != 0x20 && $0 != UInt8(ascii: "_") && !ValueScanner.isUppercase($0) }
    }
    if isFolded == true { return text }
    return String(
      decoding: text.utf8.map { byte in
        switch byte {
        case 0x20, UInt8(ascii: "_"): UInt8(ascii: "-")
        case _ where ValueScanner.isUppercase(byte): byte | 0x20
        default: byte
        }
      }, as: UTF8.self)
  }

  package static func parse(_ text: String) -> Result<ServiceName, ValueProblem> {
    let bytes = Array(text.utf8)
    let whole = 0..<bytes.count
    if reserved.contains(fold(text)) {
      return .failure(
        ValueProblem(
          .reservedName, whole, "`\(text)` is reserved", label: "has a meaning of its own in references",
          help: ["choose another name: `$<<\(fold(text)).NAME>>` would not mean the service"]))
    }
    guard let reason = mistake(in: bytes) else { return .success(ServiceName(text: text)) }
    return .failure(
      ValueProblem(
        .notAName, whole, "\(text.quotedForMessage) is not a valid name", label: reason,
        help: ["write letters, digits, `-` or `_`, a letter first: `backend`, `api-v2`"]))
  }

  private static func mistake(in bytes: [UInt8]) -> String? {
    guard let first = bytes.first, let last = bytes.last else { return "a name has at least one letter" }
    if !ValueScanner.isLetter(first) { return "a name begins with a letter" }
    if bytes.count > maximalLength { return "at most \(maximalLength) characters" }
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case 0x20 where index > 0 && bytes[index - 1] == 0x20: return "blanks stand one by one"
      case 0x20, UInt8(ascii: "-"), UInt8(ascii: "_"): break
      case _ where ValueScanner.isAlphanumeric(byte): break
      default: return "letters, digits, `-`, `_` and single blanks"
      }
    }
    return ValueScanner.isAlphanumeric(last) ? nil : "a name ends with a letter or digit"
  }
}
