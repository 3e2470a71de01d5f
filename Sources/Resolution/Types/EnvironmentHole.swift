/// `${NAME}`, as shells and compose files take a variable of their environment.
enum EnvironmentHole {
  /// Whether a text is one hole that holds no value itself: `$NAME`, `${NAME}`, `${NAME:?message}`. One with a default
  /// has its value in the text.
  static func isWithoutValue(_ text: some Collection<UInt8>) -> Bool {
    var rest = text[...]
    guard rest.popFirst() == UInt8(ascii: "$") else { return false }
    let isBraced = rest.first == UInt8(ascii: "{")
    if isBraced { rest.removeFirst() }
    let name = rest.prefix { isOfName($0) }
    guard !name.isEmpty else { return false }
    rest = rest.dropFirst(name.count)
    guard isBraced else { return rest.isEmpty }
    if rest.first == UInt8(ascii: ":") { rest.removeFirst() }
    if rest.first == UInt8(ascii: "?") {
      guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return false }
      return rest[end...].count == 1
    }
    return rest.count == 1 && rest.first == UInt8(ascii: "}")
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
  }
}
