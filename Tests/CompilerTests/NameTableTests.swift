import IR
import Testing

/// A table of names numbers them as a dictionary would.
@Suite struct NameTableTests {
  private static func names(_ random: inout Random) -> [String] {
    let letters = Array("abcXYZ019_-é漢🦀")
    return (0..<200).map { _ in String((0..<random.below(30)).map { _ in letters[random.below(letters.count)] }) }
  }

  @Test(arguments: 0..<20)
  func lookUps(seed: Int) {
    var random = Random(seed: UInt64(seed))
    let list = Self.names(&random) + Self.names(&random).map { _ in "n\(random.below(40))" }
    var numbers: [String: Int] = [:]
    var table = NameTable()
    for name in list {
      let (number, isNew) = table.add(name)
      #expect(isNew == (numbers[name] == nil))
      #expect(number == numbers[name, default: numbers.count])
      numbers[name] = number
    }
    #expect(table.count == numbers.count)
    for name in list + Self.names(&random) { #expect(table[name] == numbers[name]) }
  }

  /// Of several equal names in a list the first counts, and those behind keep their positions.
  @Test(arguments: 0..<20)
  func positions(seed: Int) {
    var random = Random(seed: UInt64(seed))
    let list = Self.names(&random).flatMap { random.flip() ? [$0, $0] : [$0] }
    let table = NameTable(list)
    #expect(table.count == list.count)
    for name in Set(list) { #expect(table[name] == list.firstIndex(of: name)) }
    #expect(table["no such name"] == nil)
  }

  /// The same text in other bytes is the same name, as it is in a dictionary.
  @Test func canonicallyEqual() { #expect(NameTable(["caf\u{E9}"])["cafe\u{301}"] == 0) }
}
