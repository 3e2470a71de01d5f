/// What `.gitignore` files leave out of git (gitignore(5), git 2.39): patterns of the file's directory and of those above
/// it up to the top of the checkout, of which the last one that fits decides.
package struct GitIgnore {
  /// The patterns of one file: the directory that it is in, from the top of the checkout, and its lines.
  private var patterns:
    [(folder: [Substring], negates: Bool, onlyFolders: Bool, words: [Substring], isAnchored: Bool)] =
      []

  package init() {}

  /// - Parameters:
  ///   - text: of a `.gitignore`.
  ///   - folder: where it is, from the top of the checkout. Those of directories above come first.
  package mutating func add(_ text: String, in folder: [Substring]) {
    for line in text.split(whereSeparator: \.isNewline) {
      var line = line
      while line.last == " ", !line.hasSuffix("\\ ") { line.removeLast() }
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let negates = line.first == "!"
      if negates { line.removeFirst() }
      if line.hasPrefix("\\#") || line.hasPrefix("\\!") { line.removeFirst() }
      let onlyFolders = line.last == "/"
      if onlyFolders { line.removeLast() }
      let isAnchored = line.contains("/")
      let words = line.split(separator: "/")
      if words.isEmpty { continue }
      patterns.append((folder, negates, onlyFolders, words, isAnchored))
    }
  }

  /// Whether git leaves a file out.
  /// - Parameter path: from the top of the checkout.
  package func ignores(_ path: [Substring]) -> Bool {
    // What is below an ignored directory is ignored, whatever else says.
    for count in 1...max(1, path.count) where decides(Array(path.prefix(count)), isFolder: count < path.count) {
      return true
    }
    return false
  }

  private func decides(_ path: [Substring], isFolder: Bool) -> Bool {
    var isIgnored = false
    for pattern in patterns where path.starts(with: pattern.folder) && (isFolder || !pattern.onlyFolders) {
      let rest = Array(path.dropFirst(pattern.folder.count))
      let fits =
        pattern.isAnchored
        ? Self.fits(pattern.words[...], rest[...]) : rest.last.map { Self.fits(pattern.words[0], $0) } ?? false
      if fits { isIgnored = !pattern.negates }
    }
    return isIgnored
  }

  /// Whole paths; `**` stands for any number of directories.
  private static func fits(_ words: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
    guard let word = words.first else { return path.isEmpty }
    if word == "**" {
      let rest = words.drop { $0 == "**" }
      if rest.isEmpty { return !path.isEmpty }
      return path.indices.contains { fits(rest, path[$0...]) }
    }
    guard let part = path.first, fits(word, part) else { return false }
    return fits(words.dropFirst(), path.dropFirst())
  }

  /// One name; `*` and `?` stand for any characters, other patterns for themselves: what is not understood does not fit.
  /// Where a name does not fit, only the last `*` takes one character more, so that the time is bounded.
  private static func fits(_ word: Substring, _ name: Substring) -> Bool {
    let (word, name) = (Array(word), Array(name))
    var (place, index) = (0, 0)
    var star: (place: Int, index: Int)?
    while index < name.count {
      if place < word.count, word[place] == "*" {
        star = (place, index)
        place += 1
      } else if place < word.count, word[place] == "?" || word[place] == name[index] {
        place += 1
        index += 1
      } else if let last = star {
        star = (last.place, last.index + 1)
        (place, index) = (last.place + 1, last.index + 1)
      } else {
        return false
      }
    }
    return word[place...].allSatisfy { $0 == "*" }
  }
}
