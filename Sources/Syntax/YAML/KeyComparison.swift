/// Finds keys that are written twice in one mapping, in time linear in the number of keys.
///
/// A few keys are compared in pairs by fingerprint, many through a dictionary, whose hash is seeded by the run, so that
/// no text can be made to collide.
struct KeyComparison: ~Copyable {
  private static let pairLimit = 16
  /// The keys met so far of a small mapping. Kept, because most mappings are small and there are many.
  private let seenKeys: UnsafeMutablePointer<Seen>

  private struct Seen {
    let fingerprint: UInt64
    let index: Int
  }

  private struct KeyText: Hashable {
    let bytes: UnsafeBufferPointer<UInt8>

    static func == (a: KeyText, b: KeyText) -> Bool { a.bytes.elementsEqual(b.bytes) }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
  }

  init() { seenKeys = .allocate(capacity: Self.pairLimit) }

  deinit { seenKeys.deallocate() }

  /// Marks the keys of a closed mapping that are not to be read, and takes them from its count.
  func check(
    mapping: Int, in tape: inout Tape, source: UnsafeBufferPointer<UInt8>, _ remarks: inout [ReadRemark]
  ) {
    let isSmall = tape.nodes[mapping].second <= 2 * UInt32(Self.pairLimit)
    let found = tape.nodes.withUnsafeBufferPointer { nodes in
      tape.sideText.withUnsafeBufferPointer { side in
        let keys = MappingKeys(nodes: nodes, source: source, sideText: side, mapping: mapping)
        return isSmall ? inPairs(keys) : inDictionary(keys)
      }
    }
    for (key, remark) in found {
      remarks.append(remark)
      tape.nodes[key].flags.insert(.omittedKey)
      tape.nodes[mapping].second -= 2
    }
  }

  @inline(__always)
  private func inPairs(_ keys: MappingKeys) -> [(Int, ReadRemark)] {
    var found: [(Int, ReadRemark)] = []
    var count = 0
    var position = keys.first
    while let key = keys.next(&position) {
      guard let text = keys.text(key) else {
        found.append((key, .collectionKey(key)))
        continue
      }
      let fingerprint = Self.fingerprint(text)
      for earlier in 0..<count where seenKeys[earlier].fingerprint == fingerprint {
        let first = seenKeys[earlier].index
        if let other = keys.text(first), other.elementsEqual(text) {
          found.append((key, .duplicateKey(first: first, second: key)))
          break
        }
      }
      (seenKeys + count).initialize(to: Seen(fingerprint: fingerprint, index: key))
      count += 1
    }
    return found
  }

  private func inDictionary(_ keys: MappingKeys) -> [(Int, ReadRemark)] {
    var found: [(Int, ReadRemark)] = []
    var seen: [KeyText: Int] = Dictionary(minimumCapacity: keys.count)
    var position = keys.first
    while let key = keys.next(&position) {
      guard let text = keys.text(key) else {
        found.append((key, .collectionKey(key)))
        continue
      }
      if let first = seen[KeyText(bytes: text)] {
        found.append((key, .duplicateKey(first: first, second: key)))
      } else {
        seen[KeyText(bytes: text)] = key
      }
    }
    return found
  }

  /// Length, first and last bytes: equal for equal texts, and seldom equal for others.
  @inline(__always)
  private static func fingerprint(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var value = UInt64(truncatingIfNeeded: text.count)
    if text.count >= 8 {
      let raw = UnsafeRawBufferPointer(text)
      value ^= raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
      value = value &* 0x9E37_79B9_7F4A_7C15 ^ raw.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self)
    } else {
      for byte in text { value = value << 8 | UInt64(byte) }
    }
    return value
  }
}

/// The keys of one mapping on the tape.
private struct MappingKeys {
  let nodes: UnsafeBufferPointer<TapeNode>
  let source: UnsafeBufferPointer<UInt8>
  let sideText: UnsafeBufferPointer<UInt8>
  let mapping: Int

  var first: Int { mapping + 1 }
  var count: Int { Int(nodes[mapping].second) / 2 }

  /// The key at `position`, which moves to the next one.
  @inline(__always)
  func next(_ position: inout Int) -> Int? {
    guard position < Int(nodes[mapping].first) else { return nil }
    let key = position
    let value = nodes[key].next(after: key)
    position = nodes[value].next(after: value)
    return key
  }

  /// The text of a key; nil when it is a collection.
  @inline(__always)
  func text(_ key: Int) -> UnsafeBufferPointer<UInt8>? {
    var node = nodes[key]
    if node.kind == .alias { node = nodes[Int(node.first)] }
    guard node.kind == .scalar else { return nil }
    let buffer = node.flags.contains(.sideText) ? sideText : source
    return UnsafeBufferPointer(rebasing: buffer[Int(node.first)..<Int(node.second)])
  }
}
