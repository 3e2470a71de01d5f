/// Numbers names in the order in which they are first added, and finds the number of a name.
///
/// A dictionary that does one thing: names are looked up tens of thousands of times in a run, and Swift's own hash of a
/// text takes longer than everything else about a look-up.
package struct NameTable: Sendable {
  /// By number.
  package private(set) var names: [String] = []
  /// The hash of each name, by number.
  private var hashes: [UInt32] = []
  /// Numbers by hash; -1 is free. A power of two, at most half full.
  private var slots: [Int32]

  package init(expecting count: Int = 4) {
    slots = Array(repeating: -1, count: Self.size(for: count))
    names.reserveCapacity(count)
    hashes.reserveCapacity(count)
  }

  /// Of several equal names the first counts.
  package init(_ list: some Collection<String>) {
    self.init(expecting: list.count)
    for name in list {
      let hash = hash(name)
      let slot = slot(of: name, hash)
      if slots[slot] >= 0 {
        // Numbers are positions in the list.
        names.append(name)
        hashes.append(hash)
      } else {
        add(name, hash, at: slot)
      }
    }
  }

  package var count: Int { names.count }

  /// The number of a name; nil where it was not added.
  package subscript(name: String) -> Int? {
    let number = slots[slot(of: name, hash(name))]
    return number < 0 ? nil : Int(number)
  }

  /// The number of a name, and whether it was added by this call.
  package mutating func add(_ name: String) -> (number: Int, isNew: Bool) {
    let hash = hash(name)
    let slot = slot(of: name, hash)
    if slots[slot] >= 0 { return (Int(slots[slot]), false) }
    add(name, hash, at: slot)
    return (names.count - 1, true)
  }

  private mutating func add(_ name: String, _ hash: UInt32, at slot: Int) {
    slots[slot] = Int32(names.count)
    names.append(name)
    hashes.append(hash)
    if 2 * names.count > slots.count { grow() }
  }

  /// Where a name is, or the free slot where it would be.
  private func slot(of name: String, _ hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if hashes[number] == hash, names[number] == name { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: -1, count: 2 * old.count)
    let mask = slots.count - 1
    for number in old where number >= 0 {
      var slot = Int(hashes[Int(number)]) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = number
    }
  }

  private static func size(for count: Int) -> Int {
    var size = 8
    while size < 2 * count { size *= 2 }
    return size
  }

  // MARK: The hash

  /// What keeps chosen names from all falling into one slot: another one in each process.
  private static let seed = UInt64(truncatingIfNeeded: Hasher().finalize())

  /// Eight bytes at a time, each multiplied to twice its width and folded. Texts that are not ASCII can be equal without
  /// having the same bytes: those have the hash that Swift gives them.
  private func hash(_ name: String) -> UInt32 {
    let hash = name.utf8.withContiguousStorageIfAvailable { bytes -> UInt64? in
      let bytes = UnsafeRawBufferPointer(bytes)
      var state = Self.seed ^ UInt64(truncatingIfNeeded: bytes.count)
      var signs: UInt64 = 0
      var index = 0
      while index + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        signs |= word
        state = Self.mixed(state, word)
        index += 8
      }
      var rest: UInt64 = 0
      while index < bytes.count {
        rest = rest << 8 | UInt64(bytes[index])
        index += 1
      }
      signs |= rest
      return signs & 0x8080_8080_8080_8080 == 0 ? Self.mixed(state, rest) : nil
    }
    if let hash = hash ?? nil { return UInt32(truncatingIfNeeded: hash) }
    return UInt32(truncatingIfNeeded: name.hashValue)
  }

  private static func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}
