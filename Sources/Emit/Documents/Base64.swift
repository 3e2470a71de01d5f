/// Bytes as text (RFC 4648, sections 4 and 5).
package enum Base64 {
  private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let forURLs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// With its padding, on one line.
  package static func text(_ bytes: some Collection<UInt8>) -> String {
    let digits = digits(bytes, standard)
    return digits + String(repeating: "=", count: (4 - digits.utf8.count % 4) % 4)
  }

  /// Of letters, digits, `-` and `_`, without padding.
  package static func textForURLs(_ bytes: some Collection<UInt8>) -> String { digits(bytes, forURLs) }

  private static func digits(_ bytes: some Collection<UInt8>, _ alphabet: [UInt8]) -> String {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        result.append(alphabet[Int(bits >> UInt32(count)) & 63])
      }
    }
    if count > 0 { result.append(alphabet[Int(bits << UInt32(6 - count)) & 63]) }
    return String(decoding: result, as: UTF8.self)
  }
}
