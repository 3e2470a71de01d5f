/// A set of keys of a service: a bit for each, so that asking, copying and comparing take a few instructions. Its
/// elements come in the order of `ServiceKey`.
package struct ServiceKeys: SetAlgebra, Sequence, Hashable, Sendable {
  private var low: UInt64 = 0
  private var middle: UInt64 = 0
  private var high: UInt64 = 0

  package init() {}

  /// One bit in one of three words. A test compares their room with the number of keys.
  private static func mask(_ key: ServiceKey) -> (low: UInt64, middle: UInt64, high: UInt64) {
    let position = key.position
    let bit: UInt64 = 1 << UInt64(position & 63)
    return (position < 64 ? bit : 0, position & ~63 == 64 ? bit : 0, position >= 128 ? bit : 0)
  }

  package var isEmpty: Bool { low | middle | high == 0 }

  /// How many there are.
  package var count: Int { low.nonzeroBitCount + middle.nonzeroBitCount + high.nonzeroBitCount }

  package func contains(_ key: ServiceKey) -> Bool {
    let mask = Self.mask(key)
    return low & mask.low | middle & mask.middle | high & mask.high != 0
  }

  @discardableResult
  package mutating func insert(_ key: ServiceKey) -> (inserted: Bool, memberAfterInsert: ServiceKey) {
    let isNew = !contains(key)
    let mask = Self.mask(key)
    low |= mask.low
    middle |= mask.middle
    high |= mask.high
    return (isNew, key)
  }

  @discardableResult
  package mutating func remove(_ key: ServiceKey) -> ServiceKey? {
    guard contains(key) else { return nil }
    let mask = Self.mask(key)
    low &= ~mask.low
    middle &= ~mask.middle
    high &= ~mask.high
    return key
  }

  @discardableResult
  package mutating func update(with key: ServiceKey) -> ServiceKey? { insert(key).inserted ? nil : key }

  package mutating func formUnion(_ other: ServiceKeys) {
    low |= other.low
    middle |= other.middle
    high |= other.high
  }

  package mutating func formIntersection(_ other: ServiceKeys) {
    low &= other.low
    middle &= other.middle
    high &= other.high
  }

  package mutating func formSymmetricDifference(_ other: ServiceKeys) {
    low ^= other.low
    middle ^= other.middle
    high ^= other.high
  }

  package func union(_ other: ServiceKeys) -> ServiceKeys {
    var result = self
    result.formUnion(other)
    return result
  }

  package func intersection(_ other: ServiceKeys) -> ServiceKeys {
    var result = self
    result.formIntersection(other)
    return result
  }

  package func symmetricDifference(_ other: ServiceKeys) -> ServiceKeys {
    var result = self
    result.formSymmetricDifference(other)
    return result
  }

  /// How many of them come before a key in the order of `ServiceKey`.
  fileprivate func rank(of key: ServiceKey) -> Int {
    let mask = Self.mask(key)
    if mask.low != 0 { return (low & (mask.low - 1)).nonzeroBitCount }
    if mask.middle != 0 { return low.nonzeroBitCount + (middle & (mask.middle - 1)).nonzeroBitCount }
    return low.nonzeroBitCount + middle.nonzeroBitCount + (high & (mask.high - 1)).nonzeroBitCount
  }

  package struct Iterator: IteratorProtocol {
    fileprivate var low: UInt64
    fileprivate var middle: UInt64
    fileprivate var high: UInt64

    package mutating func next() -> ServiceKey? {
      if low != 0 {
        defer { low &= low - 1 }
        return ServiceKey.all[low.trailingZeroBitCount]
      }
      if middle != 0 {
        defer { middle &= middle - 1 }
        return ServiceKey.all[64 + middle.trailingZeroBitCount]
      }
      guard high != 0 else { return nil }
      defer { high &= high - 1 }
      return ServiceKey.all[128 + high.trailingZeroBitCount]
    }
  }

  package func makeIterator() -> Iterator { Iterator(low: low, middle: middle, high: high) }
}

/// A number for each of some keys of a service: in one array, in the order of `ServiceKey`.
package struct NumbersOfKeys: Hashable, Sendable, Sequence, ExpressibleByDictionaryLiteral {
  /// The keys that have a number.
  package private(set) var keys = ServiceKeys()
  private var numbers: [Int32] = []

  package init() {}

  package init(dictionaryLiteral elements: (ServiceKey, Int)...) {
    for (key, number) in elements { self[key] = number }
  }

  /// The number of a key. Numbers are those of places in a list, so that 31 bits hold each; nil takes one away.
  package subscript(key: ServiceKey) -> Int? {
    get { keys.contains(key) ? Int(numbers[keys.rank(of: key)]) : nil }
    set {
      let rank = keys.rank(of: key)
      switch (newValue.map { Int32(clamping: $0) }, keys.contains(key)) {
      case (let number?, true): numbers[rank] = number
      case (let number?, false):
        numbers.insert(number, at: rank)
        keys.insert(key)
      case (nil, true):
        numbers.remove(at: rank)
        keys.remove(key)
      case (nil, false): break
      }
    }
  }

  package func makeIterator() -> some IteratorProtocol<(key: ServiceKey, value: Int)> {
    zip(keys, numbers).lazy.map { (key: $0, value: Int($1)) }.makeIterator()
  }
}
