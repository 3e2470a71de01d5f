/// How generated values look.
package struct SecretForm {
  let alphabet: String
  let bytes: Int
  let prefix: String

  /// - Parameters:
  ///   - alphabet: `base64url`, `base64`, `hex`, `alnum` or `uuid`.
  ///   - bytes: of randomness.
  ///   - prefix: what every value begins with.
  package init(alphabet: String, bytes: Int, prefix: String) {
    self.alphabet = alphabet
    self.bytes = bytes
    self.prefix = prefix
  }

  /// Supplied values below that can be tried out.
  static let shortestSupplied = 8

  /// How many characters a value has, its prefix included: those of `openssl` and `secrets.sh` for as many random bytes.
  var length: Int { prefix.unicodeScalars.count + randomLength }

  /// The characters behind the prefix.
  var randomLength: Int {
    switch alphabet {
    case "hex": 2 * bytes
    case "uuid": 36
    case "base64": (bytes + 2) / 3 * 4
    // Six bits in a character of base64url, a little less in one of 62.
    default: (4 * bytes + 2) / 3
    }
  }

  /// Fewer different characters are no random value: 32 hexadecimal digits, the fewest that are made, have less than 6 in
  /// one of 10^12 cases (C(16, 5) (5/16)^32), and 22 characters of 62 have less than 10 in one of 10^8.
  var fewestDifferent: Int { ["hex", "uuid"].contains(alphabet) ? 6 : 10 }
}
