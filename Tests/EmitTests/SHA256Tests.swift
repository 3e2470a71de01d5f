import CSHA256
import Emit
import Testing

@Suite struct SHA256Tests {
  /// All that this machine has.
  private static let compressors: [csha256_compressor] = [
    csha256_portable(), csha256_fastest(), csha256_accelerated() ?? csha256_portable(),
  ]

  private static func digest(_ bytes: [UInt8], pieces: Int, _ compressor: csha256_compressor) -> String {
    var hash = SHA256(compressor)
    bytes.withUnsafeBufferPointer { all in
      for start in stride(from: 0, to: all.count, by: pieces) {
        hash.update(UnsafeBufferPointer(rebasing: all[start..<min(start + pieces, all.count)]))
      }
    }
    return hash.finish()
  }

  /// FIPS 180-4 and its test vectors (NIST, "SHA Test Vectors for Hashing Byte-Oriented Messages").
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func digestsAreThoseOfTheStandard(_ text: String, _ expected: String) {
    #expect(sha256Hex(text) == expected)
    for compressor in Self.compressors {
      #expect(Self.digest(Array(text.utf8), pieces: 1000, compressor) == expected)
    }
  }

  @Test func aMillionLetters() {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    for compressor in Self.compressors {
      #expect(
        Self.digest(bytes, pieces: 997, compressor)
          == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }
  }

  /// Every length around the ends of blocks, in pieces of any size.
  @Test func allCompressorsAgreeHoweverTheBytesCome() {
    let bytes = (0..<400).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
    for count in bytes.indices {
      let message = Array(bytes[..<count])
      let expected = Self.digest(message, pieces: 1000, csha256_portable())
      for (index, compressor) in Self.compressors.enumerated() {
        #expect(Self.digest(message, pieces: 1 + count % 131, compressor) == expected, "\(count) bytes, \(index)")
      }
    }
  }
}
