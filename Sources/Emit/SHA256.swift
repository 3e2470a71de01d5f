package import CSHA256

/// SHA-256 (FIPS 180-4), fed piece by piece and computed by the processor's own instructions where it has them.
package struct SHA256 {
  private var state = csha256_state()

  /// - Parameter compressor: what takes in the blocks; the digest is the same with each.
  package init(_ compressor: csha256_compressor = csha256_fastest()) { csha256_begin(&state, compressor) }

  package mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    csha256_add(&state, start, bytes.count)
  }

  /// The digest in lower-case hexadecimal digits.
  package consuming func finish() -> String {
    String(unsafeUninitializedCapacity: Self.digits) { buffer in
      // The digest takes the second half, and its digits the whole: each byte is read before it is written over.
      guard let start = buffer.baseAddress else { return 0 }
      let half = Self.digits / 2
      csha256_end(&state, start + half)
      for index in 0..<half {
        let byte = start[half + index]
        start[2 * index] = Self.digit(byte >> 4)
        start[2 * index + 1] = Self.digit(byte & 15)
      }
      return Self.digits
    }
  }

  /// How many digits a digest has.
  package static let digits = 64

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}

/// The SHA-256 of `bytes` as `sha256sum` prints it: 64 lower-case hexadecimal digits.
package func sha256Hex(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
  var hash = SHA256()
  hash.update(bytes)
  return hash.finish()
}

/// The same of an array.
package func sha256Hex(_ bytes: [UInt8]) -> String { bytes.withUnsafeBufferPointer { sha256Hex($0) } }

/// The SHA-256 of the UTF-8 bytes of `text`.
package func sha256Hex(_ text: String) -> String {
  var text = text
  return text.withUTF8 { sha256Hex($0) }
}
