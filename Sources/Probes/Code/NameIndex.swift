import Resolution

/// Finds which of some names occur in code, in any letter case: pydantic reads `DATABASE_URL` into `database_url`.
struct NameIndex {
  private var positions: [UInt64: Int] = [:]
  /// Most words are none of the names; one bit tells.
  private var filter = [UInt64](repeating: 0, count: 64)
  private(set) var names: [String] = []
  private(set) var isFound: [Bool] = []

  mutating func add(_ name: String) {
    let hash = name.utf8.reduce(NameIndex.seed, Self.step)
    guard positions[hash] == nil else { return }
    positions[hash] = names.count
    filter[Int(hash >> 6 & 63)] |= 1 << (hash & 63)
    names.append(name)
    isFound.append(false)
  }

  func contains(_ name: String) -> Bool { positions[name.utf8.reduce(NameIndex.seed, Self.step)] != nil }

  func isFound(_ name: String) -> Bool {
    positions[name.utf8.reduce(NameIndex.seed, Self.step)].map { isFound[$0] } ?? false
  }

  mutating func markFound(_ name: String) { note(name.utf8.reduce(NameIndex.seed, Self.step)) }

  /// FNV-1a (Fowler, Noll, Vo 1991), 64 bits, with letters folded.
  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  @inline(__always)
  private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    let folded = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte & 0xDF : byte
    return (hash ^ UInt64(folded)) &* 0x0000_0100_0000_01B3
  }

  @inline(__always)
  private mutating func note(_ hash: UInt64) {
    guard filter[Int(hash >> 6 & 63)] & 1 << (hash & 63) != 0, let position = positions[hash] else { return }
    isFound[position] = true
  }

  /// Looks at every word of a text.
  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    var hash = Self.seed
    var isInWord = false
    for offset in range {
      let byte = bytes[offset]
      if byte.isCodeWord {
        hash = Self.step(hash, byte)
        isInWord = true
      } else if isInWord {
        note(hash)
        hash = Self.seed
        isInWord = false
      }
    }
    if isInWord { note(hash) }
  }

  /// Looks at one word.
  mutating func readWord(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    var hash = Self.seed
    for offset in range { hash = Self.step(hash, bytes[offset]) }
    note(hash)
  }
}
