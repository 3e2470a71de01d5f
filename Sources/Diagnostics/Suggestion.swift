/// "Did you mean": the names that a misspelt word probably stands for.
package enum Suggestion {
  private static let mostSuggestions = 3

  /// Names are compared as services are: letter case does not count, and blank, `_` and `-` are the same. The result
  /// is written with `-`, as the DNS name of a service is.
  package static func fold(_ name: String) -> String {
    var name = name.utf8.allSatisfy { $0 < 0x80 } ? name : name.lowercased()
    return name.withUTF8 { bytes in
      String(unsafeUninitializedCapacity: bytes.count) { buffer in
        for (index, byte) in bytes.enumerated() { buffer[index] = folded(byte) }
        return bytes.count
      }
    }
  }

  /// Up to three candidates, in their own order: those that are equal after folding; otherwise those of the smallest
  /// optimal-string-alignment distance (insertion, deletion, substitution and the transposition of neighbours count 1
  /// each), if that is at most a third of the word's length, or 1 for words shorter than six letters. A distance that
  /// would replace every letter of the word suggests nothing.
  package static func nearest(
    to word: String, among candidates: [String], besides excluded: String? = nil
  ) -> [String] {
    var comparison = Comparison(with: fold(word))
    var equal: [String] = []
    var near: [String] = []
    for candidate in candidates where candidate != excluded {
      guard let distance = comparison.distance(to: candidate) else { continue }
      if distance == 0 {
        equal.append(candidate)
      } else {
        if distance < comparison.limit { near.removeAll() }
        comparison.limit = distance
        near.append(candidate)
      }
    }
    return Array((equal.isEmpty ? near : equal).prefix(mostSuggestions))
  }

  /// Whether two names differ by one letter: one more, one less, another one, or two neighbors that changed places.
  package static func areOneLetterApart(_ a: String, _ b: String) -> Bool {
    var comparison = Comparison(with: fold(a))
    comparison.limit = 1
    return comparison.distance(to: b) == 1
  }

  fileprivate static func folded(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    case UInt8(ascii: " "), UInt8(ascii: "_"): UInt8(ascii: "-")
    default: byte
    }
  }
}

/// One word that is compared with many. Most pairs are decided by their lengths or by which letters they hold; the
/// table of distances has three rows that are used again for every pair.
private struct Comparison {
  /// Longer words are compared for equality only: the table costs the product of the lengths.
  private static let longestWord = 100

  private let word: [UInt8]
  private let letters: UInt64
  /// Pairs further apart are not looked at.
  var limit: Int
  private var before: [Int]
  private var above: [Int]
  private var row: [Int]

  init(with word: String) {
    self.word = Array(word.utf8)
    self.letters = self.word.reduce(0) { $0 | Self.bit($1) }
    let count = self.word.count
    self.limit = count > Self.longestWord ? 0 : max(0, min(max(1, count / 3), count - 1))
    self.before = Array(repeating: 0, count: count + 1)
    self.above = before
    self.row = before
  }

  /// The distance after folding, nil when it is larger than `limit`.
  mutating func distance(to candidate: String) -> Int? {
    guard abs(candidate.utf8.count - word.count) <= limit else { return nil }
    var candidate = candidate
    return candidate.withUTF8 { bytes in
      var letters: UInt64 = 0
      var isEqual = bytes.count == word.count
      for index in bytes.indices {
        let byte = Suggestion.folded(bytes[index])
        letters |= Self.bit(byte)
        isEqual = isEqual && byte == word[index]
      }
      if isEqual { return 0 }
      // One change of a letter takes at most one bit away and adds another one.
      if (letters ^ self.letters).nonzeroBitCount > 2 * limit { return nil }
      return alignment(bytes)
    }
  }

  /// Optimal string alignment: the restricted Damerau-Levenshtein distance (Boytsov 2011, "Indexing methods for
  /// approximate dictionary searching", §2.1).
  private mutating func alignment(_ other: UnsafeBufferPointer<UInt8>) -> Int? {
    for column in row.indices { row[column] = column }
    for line in stride(from: 1, through: other.count, by: 1) {
      (before, above, row) = (above, row, before)
      let byte = Suggestion.folded(other[line - 1])
      row[0] = line
      var least = line
      for column in stride(from: 1, through: word.count, by: 1) {
        let isSame = word[column - 1] == byte
        var cost = min(above[column] + 1, row[column - 1] + 1, above[column - 1] + (isSame ? 0 : 1))
        if !isSame, line > 1, column > 1, word[column - 2] == byte,
          word[column - 1] == Suggestion.folded(other[line - 2])
        {
          cost = min(cost, before[column - 2] + 1)
        }
        row[column] = cost
        least = min(least, cost)
      }
      // Nothing below gets smaller. A transposition, which reaches two rows back, neither: where it costs `c`, the
      // substitution in the row between costs at most `c`.
      if least > limit { return nil }
    }
    let distance = row[word.count]
    return distance > 0 && distance <= limit ? distance : nil
  }

  private static func bit(_ byte: UInt8) -> UInt64 { 1 << UInt64(byte & 63) }
}
