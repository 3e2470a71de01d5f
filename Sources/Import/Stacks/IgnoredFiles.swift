import Probes

/// The patterns of a repository's `.gitignore` files, as far as deciding whether one path may be ignored: where a pattern is
/// not understood, it counts as covering.
struct IgnoredFiles {
  /// A pattern is sure where it has one reading, and its file takes nothing back.
  private var patterns: [(folder: String, pattern: String, isSure: Bool)] = []

  /// - Parameter folders: the directories whose `.gitignore` counts.
  init(_ folders: [String], _ repository: RepositoryReader) {
    for folder in folders { add(folder, repository) }
  }

  private mutating func add(_ folder: String, _ repository: RepositoryReader) {
    guard let file = repository.file(RepositoryReader.join(folder, ".gitignore")) else { return }
    let lines = file.bytes.split(separator: 0x0A).map { line in
      String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
    }
    let takesBack = lines.contains { $0.first == "!" }
    for text in lines where !text.isEmpty && text.first != "#" && text.first != "!" {
      let isPlain = !text.contains { "[\\ ".contains($0) } && !text.contains("**")
      patterns.append((folder, text, isPlain && !takesBack))
    }
  }

  /// The same with the file of one more directory.
  func adding(_ folder: String, _ repository: RepositoryReader) -> IgnoredFiles {
    var result = self
    result.add(folder, repository)
    return result
  }

  /// Whether git certainly leaves a directory out, given that it does not leave out those above it.
  func leavesOut(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    return patterns.contains { folder, pattern, isSure in
      let above = folder == "." ? [] : folder.split(separator: "/").map(String.init)
      guard isSure, parts.starts(with: above), let name = parts.last else { return false }
      let body = pattern.hasSuffix("/") ? String(pattern.dropLast()) : pattern
      if !body.contains("/") { return Self.matches(name[...], body[...]) }
      let (inner, segments) = (parts.dropFirst(above.count), body.split(separator: "/").map(String.init))
      return inner.count == segments.count && zip(inner, segments).allSatisfy { Self.matches($0[...], $1[...]) }
    }
  }

  /// Whether a path, or a directory above it, matches a pattern.
  func covers(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    return patterns.contains { folder, pattern, _ in
      var inner = parts
      if folder != "." {
        let prefix = folder.split(separator: "/").map(String.init)
        guard parts.starts(with: prefix) else { return false }
        inner = Array(parts.dropFirst(prefix.count))
      }
      let body = pattern.hasSuffix("/") ? String(pattern.dropLast()) : pattern
      let isAnchored = body.dropLast().contains("/")
      let segments = body.split(separator: "/").map(String.init)
      if !isAnchored { return inner.contains { Self.matches($0[...], body[...]) } }
      return segments.contains("**")
        || inner.count >= segments.count
          && zip(inner, segments).allSatisfy { Self.matches($0[...], $1[...]) }
    }
  }

  /// `*` is any characters, `?` is one.
  private static func matches(_ text: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    switch first {
    case "*":
      let rest = pattern.drop { $0 == "*" }
      return rest.isEmpty || text.indices.contains { matches(text[$0...], rest) }
    case "[": return true
    case "?": return !text.isEmpty && matches(text.dropFirst(), pattern.dropFirst())
    default: return text.first == first && matches(text.dropFirst(), pattern.dropFirst())
    }
  }
}
