import Probes

/// The patterns of a repository's `.gitignore` files, as far as deciding whether one path may be ignored: where a pattern is
/// not understood, it counts as covering.
struct IgnoredFiles {
  private var patterns: [(folder: String, pattern: String)] = []

  /// - Parameter folders: the directories whose `.gitignore` counts.
  init(_ folders: [String], _ repository: RepositoryReader) {
    for folder in folders {
      guard let file = repository.file(RepositoryReader.join(folder, ".gitignore")) else { continue }
      for line in file.bytes.split(separator: 0x0A) {
        let text = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
        if !text.isEmpty, text.first != "#", text.first != "!" { patterns.append((folder, text)) }
      }
    }
  }

  /// Whether a path, or a directory above it, matches a pattern.
  func covers(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    return patterns.contains { folder, pattern in
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
