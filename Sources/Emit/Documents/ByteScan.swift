extension StringProtocol {
  /// Whether all bytes of the UTF-8 form are such: a scan of the bytes where they lie, without iterating characters.
  @inline(__always)
  func allBytes(_ isSuch: (UInt8) -> Bool) -> Bool {
    utf8.withContiguousStorageIfAvailable { $0.allSatisfy(isSuch) } ?? utf8.allSatisfy(isSuch)
  }

  @inline(__always)
  func hasByte(_ isSuch: (UInt8) -> Bool) -> Bool { !allBytes { !isSuch($0) } }

  @inline(__always)
  func hasByte(_ byte: UInt8) -> Bool { hasByte { $0 == byte } }
}

extension String {
  /// How many characters there are; of a text of ASCII alone the bytes need not be looked at as characters.
  var columns: Int { allBytes { $0 < 0x80 && $0 != 0x0D } ? utf8.count : count }

  /// Whether the bytes of a text occur in this one.
  func hasText(_ text: StaticString) -> Bool {
    let found = utf8.withContiguousStorageIfAvailable { bytes in
      let count = text.utf8CodeUnitCount
      if bytes.count < count { return false }
      return (0...bytes.count - count).contains { start in
        (0..<count).allSatisfy { bytes[start + $0] == text.utf8Start[$0] }
      }
    }
    return found ?? false
  }

  /// Texts one after the other, written once into a text of their length: what is put together thousands of times, as a
  /// reference is.
  init(parts: String...) {
    let count = parts.reduce(0) { $0 + $1.utf8.count }
    self.init(unsafeUninitializedCapacity: count) { buffer in
      var end = 0
      for var part in parts {
        part.withUTF8 { bytes in
          guard let from = bytes.baseAddress, let to = buffer.baseAddress else { return }
          (to + end).update(from: from, count: bytes.count)
          end += bytes.count
        }
      }
      return end
    }
  }

  /// One ASCII character again and again.
  init(_ byte: UInt8, times: Int) {
    let count = Swift.max(0, times)
    self.init(unsafeUninitializedCapacity: count) { buffer in
      for index in 0..<count { buffer[index] = byte }
      return count
    }
  }
}
