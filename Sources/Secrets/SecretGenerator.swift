import Emit

/// Makes random values.
package struct SecretGenerator {
  /// That many random bytes.
  private let bytes: (Int) -> [UInt8]

  /// - Parameter bytes: gives that many random bytes; another source is for tests.
  package init(bytes: @escaping (Int) -> [UInt8] = Self.systemBytes) { self.bytes = bytes }

  /// Those of the kernel: on Linux the generator of the system asks `getrandom(2)` for each number (Swift 6.3,
  /// `stdlib/public/stubs/Random.cpp`).
  package static func systemBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// A value of that form. One that a person would take for no random value is made anew, once in 10^8 cases.
  package func value(_ form: SecretForm) -> String {
    while true {
      let value = form.prefix + random(form)
      if Set(value.unicodeScalars).count >= form.fewestDifferent { return value }
    }
  }

  private func random(_ form: SecretForm) -> String {
    switch form.alphabet {
    case "hex": return hexadecimal(bytes(form.bytes))
    case "base64": return Base64.text(bytes(form.bytes))
    case "alnum": return letters(form.randomLength)
    case "uuid": return uuid()
    default: return Base64.textForURLs(bytes(form.bytes))
    }
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Letters and digits, each as likely as any other: bytes from 248 on are left out, because 62 divides 248.
  private func letters(_ count: Int) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    let limit = 256 / alphabet.count * alphabet.count
    var result: [UInt8] = []
    while result.count < count {
      for byte in bytes(count) where Int(byte) < limit && result.count < count {
        result.append(alphabet[Int(byte) % alphabet.count])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Version 4 (RFC 9562, section 5.4).
  private func uuid() -> String {
    var bytes = bytes(16)
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = Array(hexadecimal(bytes).utf8)
    let ends = [8, 12, 16, 20, 32]
    return zip([0] + ends, ends).map { String(decoding: digits[$0..<$1], as: UTF8.self) }.joined(separator: "-")
  }
}
