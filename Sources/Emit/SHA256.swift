import CLibMD

/// SHA-256 (FIPS 180-4), fed piece by piece and computed by libmd.
struct SHA256 {
  private var context = SHA2_CTX()

  init() { SHA256Init(&context) }

  mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    SHA256Update(&context, start, bytes.count)
  }

  mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update($0) }
  }

  /// The digest in lower-case hexadecimal digits.
  consuming func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    return String(unsafeUninitializedCapacity: 2 * digest.count) { buffer in
      for (index, byte) in digest.enumerated() {
        buffer[2 * index] = hexDigit(byte >> 4)
        buffer[2 * index + 1] = hexDigit(byte & 15)
      }
      return 2 * digest.count
    }
  }
}

private func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}

/// The SHA-256 of `bytes` as `sha256sum` prints it: 64 lower-case hexadecimal digits.
package func sha256Hex(_ bytes: [UInt8]) -> String {
  var hash = SHA256()
  bytes.withUnsafeBufferPointer { hash.update($0) }
  return hash.finish()
}

/// The SHA-256 of the UTF-8 bytes of `text`.
package func sha256Hex(_ text: String) -> String {
  var hash = SHA256()
  hash.update(text)
  return hash.finish()
}
