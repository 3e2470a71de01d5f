/// The versions of actions in a workflow: what follows `@` on a line `uses:`. Dependabot changes them in the repository,
/// where infracc does not see it.
package enum ActionPins {
  /// The parts of a text that are no version, in their order: all of it where there is none.
  package static func parts(besides text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    var line = 0
    while line < text.count {
      let end = text[line...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      if let sign = version(UnsafeBufferPointer(rebasing: text[line..<end])) {
        parts.append(start..<line + sign)
        start = end
      }
      line = end + 1
    }
    parts.append(start..<text.count)
    return parts
  }

  /// Whether two texts are the same but for versions.
  package static func areSame(
    _ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let (a, b) = (parts(besides: one), parts(besides: other))
    return a.count == b.count
      && zip(a, b).allSatisfy { one[$0].elementsEqual(other[$1]) }
  }

  /// The position of `@` in a line of that kind.
  private static func version(_ line: UnsafeBufferPointer<UInt8>) -> Int? {
    var index = 0
    while index < line.count, line[index] == UInt8(ascii: " ") || line[index] == UInt8(ascii: "-") { index += 1 }
    guard line[index...].starts(with: "uses: ".utf8) else { return nil }
    return line[index...].firstIndex(of: UInt8(ascii: "@"))
  }
}
