import Compiler
import Emit

/// Places that the messages of other tools name in generated files.
enum ToolMessages {
  struct Place {
    let file: BuiltFile
    /// From 1.
    let line: Int
    let message: String
  }

  /// Each place once, in the order of the messages.
  static func places(in text: String, _ build: WhyBuild) -> [Place] {
    var seen: Set<String> = []
    var result: [Place] = []
    for message in text.split(whereSeparator: \.isNewline).map(String.init) {
      for (file, line) in named(in: message, build) {
        let place = "\(build.location(of: file)):\(line)"
        if seen.insert(place).inserted { result.append(Place(file: file, line: line, message: message)) }
      }
    }
    return result
  }

  private static func named(in message: String, _ build: WhyBuild) -> [(BuiltFile, Int)] {
    let words = message.split { " \t\"'`(),<>=".contains($0) }.map(String.init)
    // `Dockerfile:12`, `Dockerfile:12:5`: hadolint, shellcheck and most compilers.
    let direct = words.compactMap { word -> (BuiltFile, Int)? in
      let parts = word.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count >= 2, let line = Int(parts[1]), line > 0, let file = build.file(String(parts[0])) else {
        return nil
      }
      return (file, line)
    }
    if !direct.isEmpty { return direct }
    let file = words.lazy.compactMap { build.file(trimmed($0)) }.first
    // `file "/etc/postgresql/postgresql.conf" line 12`, `parsing docker-compose.yml: yaml: line 12`.
    if let line = number(behind: "line", in: words) {
      if let file { return [(file, line)] }
      let configurations = words.compactMap { word in word.split(separator: "/").last }.filter { $0.contains(".") }
      let same = build.files.filter { file in
        configurations.contains { trimmed(String($0)) == file.file.path.split(separator: "/").last.map(String.init) }
      }
      if !same.isEmpty { return same.map { ($0, line) } }
    }
    // `>>> 'maxmemory-polcy noeviction'`: redis-server quotes the line of its configuration.
    if let quoted = quoted(in: message) {
      let lines = build.files.compactMap { file in line(quoted, of: file).map { (file, $0) } }
      if !lines.isEmpty { return lines }
    }
    // `invalid value for parameter "max_connections": "lots"`: a setting, without a place.
    if let parameter = word(behind: "parameter", in: words) {
      let lines = build.files.compactMap { file in
        setting(parameter, of: file).map { (file, $0) }
      }
      if !lines.isEmpty { return lines }
    }
    let keys = keys(in: words, message, file, build)
    // A file alone is its first line.
    return keys.isEmpty ? file.map { [($0, 1)] } ?? [] : keys
  }

  private static func word(behind word: String, in words: [String]) -> String? {
    words.firstIndex(of: word).flatMap { $0 + 1 < words.count ? trimmed(words[$0 + 1]) : nil }
  }

  private static func setting(_ name: String, of file: BuiltFile) -> Int? {
    guard file.file.path.hasSuffix(".conf") else { return nil }
    return file.file.content.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.hasPrefix("\(name) = ") || $0.hasPrefix("\(name) ") }.map { $0 + 1 }
  }

  private static func trimmed(_ word: String) -> String {
    var word = word[...]
    while let last = word.last, ":.;]".contains(last) { word.removeLast() }
    while let first = word.first, first == "[" { word.removeFirst() }
    return String(word)
  }

  private static func number(behind word: String, in words: [String]) -> Int? {
    for (number, candidate) in words.enumerated() where candidate == word && number + 1 < words.count {
      if let line = Int(trimmed(words[number + 1])), line > 0 { return line }
    }
    return nil
  }

  private static func quoted(in message: String) -> String? {
    guard let start = message.firstRange(of: ">>> '")?.upperBound, let end = message.lastIndex(of: "'"), start < end
    else { return nil }
    return String(message[start..<end])
  }

  private static func line(_ text: String, of file: BuiltFile) -> Int? {
    file.file.content.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0 == text }
      .map { $0 + 1 }
  }

  // MARK: Keys of documents

  /// `services.backend.environment.PORT`, or `Deployment "backend" … spec.template.spec.containers[0].image`.
  private static func keys(
    in words: [String], _ message: String, _ file: BuiltFile?, _ build: WhyBuild
  ) -> [(BuiltFile, Int)] {
    let documents = file.map { [$0] } ?? build.files.filter { isDocument($0.file.path) }
    let quoted = message.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter {
      $0.offset % 2 == 1
    }
    .map { String($0.element) }
    for word in words.map(trimmed) where word.contains(".") && !word.contains("/") {
      let path = YAMLLines.path(word)
      guard path.count > 1 else { continue }
      let found = documents.compactMap { document -> (BuiltFile, Int)? in
        let lines = YAMLLines(document.file.content)
        return lines.line(of: path, named: quoted).map { (document, $0) }
      }
      if !found.isEmpty { return found }
    }
    // `service "backend" depends on …`: the service itself.
    if words.first.map({ $0.lowercased() == "service" }) == true, let name = quoted.first {
      return documents.compactMap { document in
        YAMLLines(document.file.content).line(of: ["services", name], named: []).map { (document, $0) }
      }
    }
    return []
  }

  private static func isDocument(_ path: String) -> Bool { path.hasSuffix(".yml") || path.hasSuffix(".yaml") }
}

/// The lines of keys in YAML as infracc writes it: a key a line, two spaces a level, items of lists below their key.
struct YAMLLines {
  private let lines: [Substring]

  init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// `spec.containers[0].image` as names and numbers of items.
  static func path(_ text: String) -> [String] {
    text.split { $0 == "." || $0 == "[" || $0 == "]" }.map(String.init)
  }

  /// The line, from 1, of the deepest key of a path that is there; nil: not even the second name is.
  /// - Parameter names: of the object that is meant, in a file of several documents; empty: the first that has the path.
  func line(of path: [String], named names: [String]) -> Int? {
    var best: (depth: Int, line: Int)?
    for document in documents {
      if !names.isEmpty, documents.count > 1, !names.contains(where: { isNamed($0, document) }) { continue }
      guard let found = descend(path[...], in: document, depth: 0) else { continue }
      if found.depth > best?.depth ?? 1 { best = found }
    }
    return best.map { $0.line + 1 }
  }

  private var documents: [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    for (number, line) in lines.enumerated() where line == "---" {
      if number > start { result.append(start..<number) }
      start = number + 1
    }
    return result + [start..<lines.count]
  }

  private func isNamed(_ name: String, _ document: Range<Int>) -> Bool {
    lines[document].contains { $0 == "  name: \(name)" || $0.contains("metadata: { name: \(name)") }
  }

  private func indent(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }

  /// The deepest part of a path below an indentation.
  private func descend(_ path: ArraySlice<String>, in range: Range<Int>, depth: Int) -> (depth: Int, line: Int)? {
    guard let name = path.first else { return nil }
    guard let level = range.lazy.map({ lines[$0] }).filter({ !$0.isEmpty && !isComment($0) }).map(indent).min() else {
      return nil
    }
    var item = -1
    for number in range where !lines[number].isEmpty && indent(lines[number]) == level && !isComment(lines[number]) {
      let text = lines[number].dropFirst(level)
      let isMatch: Bool
      if text.hasPrefix("- ") {
        item += 1
        isMatch = Int(name) == item
      } else {
        isMatch = text.hasPrefix("\(name):") || text.hasPrefix("\"\(name)\":")
      }
      guard isMatch else { continue }
      let end = range.first { $0 > number && !lines[$0].isEmpty && indent(lines[$0]) <= level } ?? range.upperBound
      // The first key of an item stands on the line of its dash.
      if Int(name) == item, let next = path.dropFirst().first, text.dropFirst(2).hasPrefix("\(next):") {
        return (depth + 2, number)
      }
      return descend(path.dropFirst(), in: number + 1..<end, depth: depth + 1) ?? (depth + 1, number)
    }
    return nil
  }

  private func isComment(_ line: Substring) -> Bool { line.drop { $0 == " " }.first == "#" }
}
