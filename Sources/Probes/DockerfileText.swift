import Resolution

/// A hand-written Dockerfile, as far as rules ask.
package struct DockerfileText {
  package struct Instruction {
    /// In capitals: `FROM`.
    package let keyword: String
    /// Behind the keyword, with lines that go on joined by blanks.
    package let text: String
    /// The place of its first line.
    package let place: Range<Int>
    /// How many `FROM`s stand at or before it.
    package let stage: Int
  }

  package private(set) var instructions: [Instruction] = []

  package init(_ bytes: [UInt8]) {
    var position = 0
    var stage = 0
    while position < bytes.count {
      let first = position
      var text: [UInt8] = []
      var placeEnd: Int?
      var continues = true
      while continues, position < bytes.count {
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        var line = bytes[position..<end]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        if placeEnd == nil { placeEnd = line.endIndex }
        position = end + 1
        let start = line.firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } ?? line.endIndex
        // Comments may stand between the lines of one instruction.
        if start < line.endIndex, line[start] == UInt8(ascii: "#") {
          continues = !text.isEmpty
          continue
        }
        continues = line.last == UInt8(ascii: "\\")
        if continues { line.removeLast() }
        if !text.isEmpty { text.append(UInt8(ascii: " ")) }
        text += line
      }
      let words = text.split(maxSplits: 1, omittingEmptySubsequences: true) { $0 == UInt8(ascii: " ") || $0 == 9 }
      guard let keyword = words.first, keyword.allSatisfy({ $0.isCodeWord }) else { continue }
      let name = String(decoding: keyword, as: UTF8.self).uppercased()
      if name == "FROM" { stage += 1 }
      instructions.append(
        Instruction(
          keyword: name, text: words.count > 1 ? String(decoding: words[1], as: UTF8.self) : "",
          place: first..<(placeEnd ?? first), stage: stage))
    }
  }

  /// Names and values of `ARG` and `ENV`: `A=1 B="x y"`, `A`, `A value`.
  package static func assignments(of instruction: Instruction) -> [(name: String, value: String?)] {
    let words = Self.words(instruction.text)
    if instruction.keyword == "ENV", let first = words.first, !first.contains("=") {
      return [(first, words.dropFirst().joined(separator: " "))]
    }
    return words.map { word in
      guard let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")) else { return (word, nil) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
  }

  /// Splits at blanks outside of quotes; quotes are taken off.
  package static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var isOpen = false
    var quote: UInt8?
    for byte in text.utf8 {
      switch byte {
      case quote: quote = nil
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if quote == nil {
          quote = byte
          isOpen = true
        } else {
          word.append(byte)
        }
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        if quote != nil {
          word.append(byte)
        } else if isOpen || !word.isEmpty {
          words.append(String(decoding: word, as: UTF8.self))
          word = []
          isOpen = false
        }
      default: word.append(byte)
      }
    }
    if isOpen || !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }

  /// What the image runs: the words of the last `CMD`, of `ENTRYPOINT` before it.
  package var command: (words: [String], instruction: Instruction)? {
    let entry = instructions.last { $0.keyword == "ENTRYPOINT" && $0.stage == stageCount }
    let command = instructions.last { $0.keyword == "CMD" && $0.stage == stageCount }
    guard let shown = command ?? entry else { return nil }
    let words = [entry, command].compactMap { $0 }.flatMap { instruction in
      // The list form is JSON; without its punctuation it is a list of words.
      Self.words(
        instruction.text.first == "["
          ? String(instruction.text.map { "[],".contains($0) ? " " : $0 }) : instruction.text)
    }
    return (words, shown)
  }

  /// The same as one line of a shell: the list form is quoted, the other one is a line already. Nil: there is none.
  package var commandLine: String? {
    let parts = ["ENTRYPOINT", "CMD"].compactMap { keyword in
      instructions.last { $0.keyword == keyword && $0.stage == stageCount }
    }
    if parts.isEmpty { return nil }
    return parts.map { part in
      guard part.text.first == "[" else { return part.text }
      return Self.words(String(part.text.map { "[],".contains($0) ? " " : $0 }))
        .map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    }.joined(separator: " ")
  }

  /// The programs that a HEALTHCHECK runs, the shell that its line needs last; empty for `NONE`.
  static func programs(ofHealthcheck instruction: Instruction) -> [String] {
    guard let mark = instruction.text.utf8Range(of: "CMD ") else { return [] }
    let text = String(decoding: Array(instruction.text.utf8)[mark.upperBound...], as: UTF8.self)
    func tool(_ word: String) -> String { word.split(separator: "/").last.map(String.init) ?? word }
    if text.first(where: { $0 != " " }) == "[" {
      return words(String(text.map { "[],".contains($0) ? " " : $0 })).prefix(1).map(tool)
    }
    var programs: [String] = []
    var isFirst = true
    for word in words(text) {
      if isFirst, !word.contains("=") {
        programs.append(tool(word))
        isFirst = false
      }
      if ["|", "||", "&&", ";"].contains(word) || word.hasSuffix(";") { isFirst = true }
    }
    return programs + ["sh"]
  }

  package var stageCount: Int { instructions.last?.stage ?? 0 }
}
