/// Finds keys that are written twice in one mapping, in time linear in the number of keys.
///
/// A few keys are compared in pairs by fingerprint, many through a set, whose hash is seeded by the run, so that no
/// text can be made to collide.
struct KeyComparison {
  private static let pairLimit = 16
  /// Kept between calls for their memory only.
  private var indices: [Int] = []
  private var prints: [UInt64] = []

  private struct KeyText: Hashable {
    let bytes: UnsafeBufferPointer<UInt8>

    static func == (a: KeyText, b: KeyText) -> Bool { a.bytes.elementsEqual(b.bytes) }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
  }

  /// Marks the keys of a closed mapping that are not to be read, and takes them from its count.
  mutating func check(
    mapping: Int, in tape: inout Tape, source: UnsafeBufferPointer<UInt8>, _ remarks: inout [ReadRemark]
  ) {
    let end = Int(tape.nodes[mapping].first)
    indices.removeAll(keepingCapacity: true)
    var index = mapping + 1
    while index < end {
      if tape.nodes[tape.resolved(index)].kind == .scalar {
        indices.append(index)
      } else {
        remarks.append(.collectionKey(index))
        omit(index, of: mapping, in: &tape)
      }
      let value = tape.nodes[index].next(after: index)
      index = tape.nodes[value].next(after: value)
    }
    guard indices.count > 1 else { return }
    let duplicates =
      tape.sideText.withUnsafeBufferPointer { side in
        indices.count <= Self.pairLimit
          ? pairs(tape, source, side) : inLargeMapping(tape, source, side)
      }
    for (first, second) in duplicates {
      remarks.append(.duplicateKey(first: first, second: second))
      omit(second, of: mapping, in: &tape)
    }
  }

  private func omit(_ key: Int, of mapping: Int, in tape: inout Tape) {
    tape.nodes[key].flags.insert(.omittedKey)
    tape.nodes[mapping].second -= 2
  }

  private mutating func pairs(
    _ tape: Tape, _ source: UnsafeBufferPointer<UInt8>, _ side: UnsafeBufferPointer<UInt8>
  ) -> [(Int, Int)] {
    var found: [(Int, Int)] = []
    prints.removeAll(keepingCapacity: true)
    for index in indices {
      let fingerprint = Self.fingerprint(Self.text(index, tape, source, side))
      for earlier in 0..<prints.count where prints[earlier] == fingerprint {
        let first = indices[earlier]
        if Self.text(first, tape, source, side).elementsEqual(Self.text(index, tape, source, side)) {
          found.append((first, index))
          break
        }
      }
      prints.append(fingerprint)
    }
    return found
  }

  private func inLargeMapping(
    _ tape: Tape, _ source: UnsafeBufferPointer<UInt8>, _ side: UnsafeBufferPointer<UInt8>
  ) -> [(Int, Int)] {
    var found: [(Int, Int)] = []
    var seen: [KeyText: Int] = Dictionary(minimumCapacity: indices.count)
    for index in indices {
      let text = KeyText(bytes: Self.text(index, tape, source, side))
      if let first = seen[text] { found.append((first, index)) } else { seen[text] = index }
    }
    return found
  }

  private static func text(
    _ index: Int, _ tape: Tape, _ source: UnsafeBufferPointer<UInt8>, _ side: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    let node = tape.nodes[tape.resolved(index)]
    let buffer = node.flags.contains(.sideText) ? side : source
    return UnsafeBufferPointer(rebasing: buffer[Int(node.first)..<Int(node.second)])
  }

  /// Length, first and last bytes: equal for equal texts, and seldom equal for others.
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
