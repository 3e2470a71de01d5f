import Model

/// Recognises credentials that were written down.
package enum Credentials {
  /// A credential in a text.
  package struct Match: Hashable, Sendable {
    /// With its article: `a Stripe live key`.
    package let what: String
    /// UTF-8 offsets.
    package let range: Range<Int>
    /// How much of it may be shown: the prefix that all keys of the kind share, at most four characters.
    package let visible: Int
  }

  private enum Alphabet {
    case alphanumeric
    case upper
    case hexadecimal
    /// Letters, digits, `_` and `-`.
    case token
    /// The same and `.`.
    case dotted
  }

  private struct Rule {
    let what: String
    let prefix: [UInt8]
    let alphabet: Alphabet
    /// How many characters follow the prefix, at least.
    let least: Int

    init(_ what: String, _ prefix: String, _ alphabet: Alphabet, _ least: Int) {
      self.what = what
      self.prefix = Array(prefix.utf8)
      self.alphabet = alphabet
      self.least = least
    }
  }

  /// Prefixes and lengths as the providers document them, and as secret scanners use them (as of 2025). The lengths
  /// are lower bounds, so that examples such as `sk_live_51…` count too.
  private static let rules: [Rule] = [
    Rule("a Stripe live key", "sk_live_", .alphanumeric, 10), Rule("a Stripe test key", "sk_test_", .alphanumeric, 10),
    Rule("a Stripe live key", "rk_live_", .alphanumeric, 10), Rule("a Stripe test key", "rk_test_", .alphanumeric, 10),
    Rule("a Stripe webhook secret", "whsec_", .token, 16), Rule("an AWS access key", "AKIA", .upper, 16),
    Rule("an AWS access key", "ASIA", .upper, 16), Rule("a GitHub token", "ghp_", .alphanumeric, 30),
    Rule("a GitHub token", "gho_", .alphanumeric, 30), Rule("a GitHub token", "ghu_", .alphanumeric, 30),
    Rule("a GitHub token", "ghs_", .alphanumeric, 30), Rule("a GitHub token", "ghr_", .alphanumeric, 30),
    Rule("a GitHub token", "github_pat_", .token, 40), Rule("a GitLab token", "glpat-", .token, 20),
    Rule("a Slack token", "xoxb-", .token, 20), Rule("a Slack token", "xoxp-", .token, 20),
    Rule("a Slack token", "xoxa-", .token, 20), Rule("a Slack token", "xoxr-", .token, 20),
    Rule("a Slack token", "xapp-", .token, 20), Rule("a SendGrid key", "SG.", .dotted, 40),
    Rule("an Anthropic key", "sk-ant-", .token, 20), Rule("an OpenAI key", "sk-", .token, 32),
    Rule("a Google API key", "AIza", .token, 35), Rule("an npm token", "npm_", .alphanumeric, 36),
    Rule("a PyPI token", "pypi-", .token, 50), Rule("a Hugging Face token", "hf_", .alphanumeric, 30),
    Rule("a DigitalOcean token", "dop_v1_", .hexadecimal, 64), Rule("a Docker Hub token", "dckr_pat_", .token, 20),
    Rule("a Mailgun key", "key-", .hexadecimal, 32), Rule("a JSON web token", "eyJ", .dotted, 40),
    Rule("a Sentry token", "sntrys_", .token, 30), Rule("a Sentry token", "sntryu_", .hexadecimal, 40),
    Rule("a Shopify token", "shpat_", .hexadecimal, 32), Rule("a Grafana token", "glsa_", .token, 30),
    Rule("a PlanetScale password", "pscale_pw_", .token, 30), Rule("a Linear key", "lin_api_", .alphanumeric, 30),
  ]

  private static let byFirst: [[Rule]] = {
    var rulesOfByte = [[Rule]](repeating: [], count: 256)
    for rule in rules { rulesOfByte[Int(rule.prefix.first ?? 0)].append(rule) }
    return rulesOfByte
  }()

  /// The first credential in the text that is known by its form.
  package static func find(in text: String) -> Match? { all(in: text).first }

  /// Every credential in the text that is known by its form, in order.
  package static func all(in text: String) -> [Match] {
    let byFirst = byFirst
    guard mayHold(text) else { return [] }
    let bytes = Array(text.utf8)
    if let key = privateKey(bytes) { return [key] }
    var found: [Match] = []
    var isBoundary = true
    var offset = 0
    while offset < bytes.count {
      let rules = isBoundary ? byFirst[Int(bytes[offset])] : []
      isBoundary = !contains(.token, bytes[offset])
      offset += 1
      for rule in rules where bytes[(offset - 1)...].starts(with: rule.prefix) {
        guard let match = match(rule, bytes, offset - 1) else { continue }
        found.append(match)
        offset = match.range.upperBound
        isBoundary = true
        break
      }
    }
    return found
  }

  /// Whether some word of the text starts as some rule does, or a key in PEM form might: no more than a sieve.
  static func mayHold(_ text: String) -> Bool {
    // The shortest credential there is.
    guard text.utf8.count >= 14 else { return false }
    let byFirst = byFirst
    var text = text
    return text.withUTF8 { bytes in
      var isBoundary = true
      for (offset, byte) in bytes.enumerated() {
        if byte == UInt8(ascii: "-"), holds(bytes, "-----".utf8, at: offset) { return true }
        if isBoundary, byFirst[Int(byte)].contains(where: { holds(bytes, $0.prefix, at: offset) }) { return true }
        isBoundary = !contains(.token, byte)
      }
      return false
    }
  }

  private static func holds(
    _ bytes: UnsafeBufferPointer<UInt8>, _ part: some Collection<UInt8>, at offset: Int
  ) -> Bool {
    part.count <= bytes.count - offset && bytes[offset..<(offset + part.count)].elementsEqual(part)
  }

  private static func match(_ rule: Rule, _ bytes: [UInt8], _ offset: Int) -> Match? {
    let start = offset + rule.prefix.count
    var end = start
    while end < bytes.count, contains(rule.alphabet, bytes[end]) { end += 1 }
    // A run that goes on in other characters is another kind of text.
    guard end - start >= rule.least, end == bytes.count || !contains(.token, bytes[end]) else { return nil }
    let tail = bytes[start..<end]
    // `sk_live_xxxxxxxxxxxx` is a placeholder.
    guard Set(tail).count > 3 else { return nil }
    if rule.alphabet == .dotted, tail.count(where: { $0 == UInt8(ascii: ".") }) < (rule.what.hasSuffix("key") ? 1 : 2) {
      return nil
    }
    return Match(what: rule.what, range: offset..<end, visible: min(4, rule.prefix.count))
  }

  private static func privateKey(_ bytes: [UInt8]) -> Match? {
    guard let start = bytes.firstIndex(of: UInt8(ascii: "-")), bytes[start...].starts(with: "-----BEGIN ".utf8) else {
      return nil
    }
    let line = bytes[start...].prefix(80).split(separator: UInt8(ascii: "\n")).first ?? []
    guard String(decoding: line, as: UTF8.self).contains("PRIVATE KEY-----") else { return nil }
    return Match(what: "a private key", range: start..<bytes.count, visible: 4)
  }

  private static func contains(_ alphabet: Alphabet, _ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return true
    case UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return alphabet != .hexadecimal || byte <= UInt8(ascii: "F")
    case UInt8(ascii: "a")...UInt8(ascii: "z"):
      return alphabet == .hexadecimal ? byte <= UInt8(ascii: "f") : alphabet != .upper
    case UInt8(ascii: "_"), UInt8(ascii: "-"): return alphabet == .token || alphabet == .dotted
    case UInt8(ascii: "."): return alphabet == .dotted
    default: return false
    }
  }

  /// Whether a text begins as the keys of some provider do.
  static func hasProviderPrefix(_ bytes: [UInt8]) -> Bool {
    byFirst[Int(bytes.first ?? 0)].contains { $0.prefix.count >= 4 && bytes.starts(with: $0.prefix) }
  }

  /// Whether a text looks like random characters: at least 24 of them, with at least 4 bits each. Only means something
  /// in a variable that sounds secret; paths, addresses and sentences are not counted.
  package static func looksRandom(_ text: String) -> Bool {
    let bytes = Array(text.utf8.prefix(512))
    guard bytes.count >= 24, bytes[0] != UInt8(ascii: "/"), bytes[0] != UInt8(ascii: ".") else { return false }
    guard !bytes.contains(where: { $0 <= 0x20 }), URLText(bytes: bytes) == nil else { return false }
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let total = Double(bytes.count)
    let bits = counts.reduce(0.0) { sum, count in
      count == 0 ? sum : sum - Double(count) / total * (binaryLogarithm(count) - binaryLogarithm(bytes.count))
    }
    return bits >= 4
  }

  /// The logarithm to base 2, by squaring: exact enough for a threshold, and without a mathematical library.
  private static func binaryLogarithm(_ number: Int) -> Double {
    let value = Double(number)
    var result = Double(value.exponent)
    var rest = value.significand
    var weight = 0.5
    for _ in 0..<30 {
      rest *= rest
      if rest >= 2 {
        result += weight
        rest /= 2
      }
      weight /= 2
    }
    return result
  }

  /// `live` or `test`, for keys that say so (Stripe).
  package static func liveness(of text: String) -> String? {
    for (kind, prefixes) in [
      ("live", ["sk_live_", "rk_live_", "pk_live_"]), ("test", ["sk_test_", "rk_test_", "pk_test_"]),
    ]
    where prefixes.contains(where: text.hasPrefix) {
      return kind
    }
    return nil
  }
}
