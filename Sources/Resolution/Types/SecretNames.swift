/// Reads the words of a name and judges whether they speak of a secret.
///
/// The base is BuildKit's rule for `SecretsUsedInArgOrEnv` (version 0.20): one word among the secret ones, none among
/// the open ones. It is widened by `dsn`, `passphrase` and `creds`, by words that are secret at the end of a name only
/// (`DB_PASS`, `GITHUB_PAT`, `PASSWORD_SALT`), by compounds (`PGPASSWORD`) and by numbers (`STRIPE_KEY2`), and narrowed by `id`,
/// `price`, `expire` and `publishable`. Words are parted by `_`, `-`, `.` and by a change from small to capital
/// letters.
package struct SecretNames {
  /// Words of at most sixteen letters, one in each number: every variable of a topology is looked up several times.
  private struct Words {
    private let packed: [UInt128]
    /// A bit for each number of letters and each last letter that there is: most words have another one.
    private let lengths: UInt32
    private let ends: UInt32

    init(_ words: String...) {
      packed = words.map { word in word.utf8.reduce(0) { $0 << 8 | UInt128($1) } }
      lengths = words.reduce(0) { $0 | 1 << UInt32($1.utf8.count) }
      ends = packed.reduce(0) { $0 | SecretNames.bit(ofLastLetter: $1) }
    }

    func contains(_ word: UInt128, length: Int) -> Bool {
      lengths >> UInt32(length) & 1 == 1 && ends & SecretNames.bit(ofLastLetter: word) != 0 && packed.contains(word)
    }
  }

  /// One bit of 32, by the last letter.
  private static func bit(ofLastLetter word: UInt128) -> UInt32 { 1 << UInt32(truncatingIfNeeded: word & 31) }

  private static let secret = Words(
    "apikey", "auth", "credential", "credentials", "creds", "key", "password", "pword", "passwd", "passphrase",
    "passcode", "secret", "token", "dsn")
  private static let open = Words("public", "publishable", "file", "version", "id", "price", "expire")
  /// Secret as the last word only: `PASS_RATE` and `PAT_ID` are none.
  private static let secretAtEnd = Words("pass")
  /// The same behind another word only: `PWD` alone is the working directory.
  private static let secretAtEndOfSeveral = Words("pat", "pwd", "pw", "salt", "pepper")

  /// What compounds end in: `PGPASSWORD`, `TS_AUTHKEY`. Only stems that no other word ends in.
  private static let stems: [(word: UInt128, length: Int)] = [
    "password", "passwd", "passphrase", "secret", "token", "apikey", "authkey", "accesskey", "secretkey", "privatekey",
    "masterkey", "signingkey", "encryptionkey",
  ].map { stem in (stem.utf8.reduce(0) { $0 << 8 | UInt128($1) }, stem.utf8.count) }
  private static let endsOfStems: UInt32 = stems.reduce(0) { $0 | bit(ofLastLetter: $1.word) }

  /// Words that, behind the secret one, make a setting of the name: `JWT_SECRET_ALGORITHM`, `TOKEN_COOKIE`.
  private static let settings: Set<String> = [
    "algorithm", "alg", "type", "method", "mode", "name", "header", "prefix", "issuer", "audience", "ttl", "lifetime",
    "expires", "expiry", "length", "rounds", "backend", "provider", "domain", "host", "user", "username", "path", "url",
    "uri", "format", "region", "scope", "scopes", "strategy", "cookie", "policy", "enabled", "count", "hashers",
    "rotation", "interval", "limit", "timeout", "rate", "endpoint", "port", "scheme",
  ]

  private var isSecret = false
  private var isOpen = false
  private var isLastSecret = false
  private var words = 0
  private var word: UInt128 = 0
  private var length = 0
  /// The same without the digits at the end.
  private var stem: UInt128 = 0
  private var stemLength = 0
  private var isAfterSmall = false

  /// Whether the name of a variable, of a parameter or of a key sounds like a secret.
  package static func soundSecret(_ name: String) -> Bool {
    var reader = SecretNames()
    for byte in name.utf8 { reader.read(byte) }
    reader.finishWord()
    return !reader.isOpen && (reader.isSecret || reader.isLastSecret)
  }

  /// Whether the name speaks of a secret, but the value is one of its settings: an algorithm, a lifetime, a user.
  package static func nameSetting(_ name: String) -> Bool {
    let words = name.utf8.split { "_-.".utf8.contains($0) }.map { String(Substring($0)).lowercased() }
    // The access key of an S3 is the name of a user; its partner is the secret.
    if words.contains("access"), !words.contains("secret"), !words.contains("token") { return true }
    let last = words.lastIndex { soundSecret($0) }
    return words[(last.map { $0 + 1 } ?? 0)...].contains(where: settings.contains)
  }

  private mutating func read(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
      finishWord()
      isAfterSmall = false
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      if isAfterSmall { finishWord() }
      isAfterSmall = false
      append(byte | 0x20)
    default:
      isAfterSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      append(byte)
    }
  }

  private mutating func append(_ byte: UInt8) {
    word = word << 8 | UInt128(byte)
    length += 1
    guard !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return }
    (stem, stemLength) = (word, length)
  }

  private mutating func finishWord() {
    defer { (word, length, stem, stemLength) = (0, 0, 0, 0) }
    // A number alone belongs to the word before it: `API_KEY_2`.
    guard stemLength > 0 else { return }
    words += 1
    isLastSecret = false
    if stemLength <= 16 {
      if Self.open.contains(stem, length: stemLength) { isOpen = true }
      if Self.secret.contains(stem, length: stemLength) { isSecret = true }
      isLastSecret =
        Self.secretAtEnd.contains(stem, length: stemLength)
        || (words > 1 && Self.secretAtEndOfSeveral.contains(stem, length: stemLength))
    }
    if isSecret || Self.endsOfStems & Self.bit(ofLastLetter: stem) == 0 { return }
    isSecret = Self.stems.contains { known in
      stemLength >= known.length && stem & (1 << UInt128(8 * known.length) - 1) == known.word
    }
  }
}
