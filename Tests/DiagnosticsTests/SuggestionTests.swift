import Diagnostics
import Testing

@Suite struct SuggestionTests {
  @Test(
    arguments: [
      ("Postgress", ["postgres", "redis"], ["postgres"]), ("resorces", ["resources", "restart"], ["resources"]),
      // Equal after folding comes before anything that is near.
      ("docs frontend", ["docs_frontenD", "docs-frontend", "docs_frontends"], ["docs_frontenD", "docs-frontend"]),
      // A transposition counts once.
      ("hots", ["host", "hits"], ["host", "hits"]), ("ab", ["ba"], ["ba"]), ("drvier", ["driver"], ["driver"]),
      // At most a third of the length.
      ("abcdef", ["abxyef"], ["abxyef"]), ("abcde", ["abxye"], []), ("abcdef", ["axxxef"], []),
      // Ties, up to three of them.
      ("cat", ["bat", "hat", "dog", "rat", "mat"], ["bat", "hat", "rat"]),
      ("cats", ["bats", "cat", "c", "cats1"], ["bats", "cat", "cats1"]),
      // Nothing would be left of the word.
      ("a", ["b", "ab"], []), ("", ["a", ""], [""]), ("x", [], []),
      ("größe", ["große", "GRÖSSE"], ["große"]), ("GRÖẞE", ["größe"], ["größe"]),
    ] as [(String, [String], [String])])
  func nearest(_ word: String, _ candidates: [String], _ expected: [String]) {
    #expect(Suggestion.nearest(to: word, among: candidates) == expected)
  }

  @Test func foldingJoinsCaseAndSeparators() {
    #expect(Suggestion.fold("Docs Front_End-1") == "docs-front-end-1")
    #expect(Suggestion.fold("ÄB_c") == "äb-c")
    #expect(Suggestion.fold("") == "")
  }

  /// Against the whole table of the definition, on words made by deletions, reversals and insertions.
  @Test func distancesAreThoseOfTheDefinition() {
    let word = "abbabacab"
    var candidates = [word]
    for length in 1...3 {
      for start in 0...(word.count - length) {
        var letters = Array(word)
        letters.removeSubrange(start..<start + length)
        candidates.append(String(letters))
        letters = Array(word)
        letters[start..<start + length].reverse()
        candidates.append(String(letters))
        letters.insert("z", at: start)
        candidates.append(String(letters))
      }
    }
    for candidate in candidates {
      let distance = definition(Array(word), Array(candidate))
      #expect(
        Suggestion.nearest(to: word, among: [candidate]) == (distance <= 3 ? [candidate] : []),
        "\(candidate) is \(distance) away")
    }
  }

  private func definition(_ a: [Character], _ b: [Character]) -> Int {
    var table = (0...a.count).map { row in (0...b.count).map { max(row, $0) } }
    for i in a.indices {
      for j in b.indices {
        let change = table[i][j] + (a[i] == b[j] ? 0 : 1)
        table[i + 1][j + 1] = min(table[i][j + 1] + 1, table[i + 1][j] + 1, change)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          table[i + 1][j + 1] = min(table[i + 1][j + 1], table[i - 1][j - 1] + 1)
        }
      }
    }
    return table[a.count][b.count]
  }
}
