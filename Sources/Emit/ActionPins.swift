/// The versions of actions in a workflow: what follows `@` on a line `uses:`. Dependabot changes them in the repository,
/// where infracc does not see it.
package enum ActionPins {
  /// The lines with an action: its name, and from `@` on to the end of the line its version.
  private static func lines(of text: UnsafeBufferPointer<UInt8>) -> [(name: Range<Int>, version: Range<Int>)] {
    var lines: [(name: Range<Int>, version: Range<Int>)] = []
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      if let line = action(text, start..<end) { lines.append(line) }
      start = end + 1
    }
    return lines
  }

  /// The parts of a text that are no version, in their order: all of it where there is none.
  package static func parts(besides text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    for line in lines(of: text) {
      parts.append(start..<line.version.lowerBound)
      start = line.version.upperBound
    }
    return parts + [start..<text.count]
  }

  /// Whether two texts are the same but for versions.
  package static func areSame(
    _ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let (a, b) = (parts(besides: one), parts(besides: other))
    return a.count == b.count
      && zip(a, b).allSatisfy { one[$0].elementsEqual(other[$1]) }
  }

  /// A text with the versions that another one has of the same actions.
  /// - Parameter other: the first line of each action counts.
  /// - Returns: nil where that is the text itself.
  package static func keeping(
    _ other: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>
  ) -> [UInt8]? {
    var versions: [[UInt8]: Range<Int>] = [:]
    for line in lines(of: other) where versions[Array(other[line.name])] == nil {
      versions[Array(other[line.name])] = line.version
    }
    var result: [UInt8] = []
    var start = 0
    for line in lines(of: text) {
      guard let version = versions[Array(text[line.name])] else { continue }
      result += text[start..<line.version.lowerBound]
      result += other[version]
      start = line.version.upperBound
    }
    result += text[start...]
    return result.elementsEqual(text) ? nil : result
  }

  /// Nil: the line names no action with a version.
  private static func action(
    _ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>
  ) -> (name: Range<Int>, version: Range<Int>)? {
    let key = "uses: ".utf8
    let start = text[line].firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") } ?? line.upperBound
    guard text[start..<line.upperBound].starts(with: key),
      let sign = text[start..<line.upperBound].firstIndex(of: UInt8(ascii: "@"))
    else { return nil }
    return (start + key.count..<sign, sign..<line.upperBound)
  }
}
