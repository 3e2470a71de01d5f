import Model

/// The one judgment of what in a written value is secret: checks, masks, probes and imports ask it.
package enum SecretRecognizer {
  /// What makes a part of a value secret.
  package enum Ground: Hashable, Sendable {
    /// The form in which some provider gives out its keys.
    case form
    /// The password of a URL, whatever its scheme.
    case password
    /// A parameter of a URL or of a list of settings whose name is secret: `?token=`, `password=`.
    case parameter
    /// A long random text under a name that sounds secret.
    case random
    /// Any text under a name that sounds secret.
    case name
  }

  package struct Match: Hashable, Sendable {
    package let ground: Ground
    /// With its article: `a Stripe live key`.
    package let what: String
    /// UTF-8 offsets.
    package let range: Range<Int>
    /// The address that it belongs to leads to the reader's own machine.
    package var isLocal = false
  }

  /// Whether the value of a variable must not be copied into a file.
  package static func holdsSecret(_ text: String, named name: String) -> Bool {
    !matches(in: text, named: name).isEmpty
  }

  /// Everything secret in a value, the surest first. What a reference gives is never part of it.
  /// - Parameter name: of the variable, or the key; empty: nothing is known of it.
  package static func matches(in text: String, named name: String) -> [Match] {
    matches(in: text, named: name, soundsSecret: SecretNames.soundSecret(name))
  }

  /// The same, where it is known whether the name sounds secret.
  package static func matches(
    in text: String, named name: String, soundsSecret: @autoclosure () -> Bool
  ) -> [Match] {
    var found = matches(in: text)
    guard !name.isEmpty, text.utf8.count > 1, soundsSecret() else { return found }
    let whole = 0..<text.utf8.count
    if found.contains(where: { $0.range == whole }) || ReferenceRanges.mayHold(text)
      || EnvironmentHole.isWithoutValue(text.utf8)
    {
      return found
    }
    if let key = key(inAddress: text), found.isEmpty {
      found.append(Match(ground: .name, what: "a secret by its name", range: key))
    } else if Credentials.looksRandom(text) {
      found.append(Match(ground: .random, what: "what looks like a secret", range: whole))
    } else if found.isEmpty, isSecretText(text), !SecretNames.nameSetting(name) {
      found.append(Match(ground: .name, what: "a secret by its name", range: whole))
    }
    return found
  }

  /// What is secret in a text under whatever name it stands.
  package static func matches(in text: String) -> [Match] {
    // Most values are short words and numbers.
    guard text.utf8.count >= 8 else { return [] }
    let sieve = Sieve(text)
    let mayHavePassword = sieve.hasScheme && sieve.hasAt
    guard mayHavePassword || sieve.hasEquals || Credentials.mayHold(text) else { return [] }
    let references = ReferenceRanges.find(in: text)
    var found = Credentials.all(in: text).map { Match(ground: .form, what: $0.what, range: $0.range) }
    if mayHavePassword || sieve.hasEquals {
      // References keep their length, so that offsets stay, and no `@` of theirs parts a URL.
      var bytes = Array(text.utf8)
      for range in references { for offset in range { bytes[offset] = UInt8(ascii: "x") } }
      if mayHavePassword { found += passwords(bytes) }
      if sieve.hasEquals { found += parameters(bytes) }
    }
    found.removeAll { match in references.contains { $0.overlaps(match.range) } }
    return found
  }

  /// The bytes without which a text holds no address with a login and no parameter, looked for once.
  private struct Sieve {
    var hasScheme = false
    var hasEquals = false
    var hasAt = false

    init(_ text: String) {
      var text = text
      text.withUTF8 { bytes in
        for (index, byte) in bytes.enumerated() {
          switch byte {
          case UInt8(ascii: "="): hasEquals = true
          case UInt8(ascii: "@"): hasAt = true
          case UInt8(ascii: "/"):
            if index > 1, bytes[index - 1] == UInt8(ascii: "/"), bytes[index - 2] == UInt8(ascii: ":") {
              hasScheme = true
            }
          default: break
          }
        }
      }
    }
  }

  /// Switches, numbers, addresses, paths and publishable keys are no secrets, whatever their name.
  private static func isSecretText(_ text: String) -> Bool {
    if ["true", "false", "none", "null", "yes", "no", "on", "off"].contains(text.lowercased()) { return false }
    if text.utf8.allSatisfy({ (48...57).contains($0) }), text.utf8.count < 7 { return false }
    return URLText(text) == nil && !text.hasPrefix("/") && !text.hasPrefix("pk_")
      && ForeignReferences.find(in: text).isEmpty
  }

  // MARK: - Addresses

  /// The key that an address bears as its user: `https://0123456789abcdef@o1.ingest.sentry.io/1`.
  private static func key(inAddress text: String) -> Range<Int>? {
    guard text.utf8.contains(UInt8(ascii: "@")), let user = URLText(text)?.userRange, user.count >= 16,
      Array(text.utf8)[user].allSatisfy({ $0.isNameByte })
    else { return nil }
    return user
  }

  private static func isEnd(_ byte: UInt8) -> Bool { byte <= 0x20 || "\"'`,".utf8.contains(byte) }

  /// The passwords of all URLs in a text: from the first `:` of the login to the last `@` of the authority.
  private static func passwords(_ bytes: [UInt8]) -> [Match] {
    var found: [Match] = []
    for start in authorities(bytes) {
      let limit = bytes[start...].firstIndex(where: isEnd) ?? bytes.count
      let end = bytes[start..<limit].firstIndex { "/?#".utf8.contains($0) } ?? limit
      guard let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")) else { continue }
      var at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@"))
      if at == nil {
        // A password with an unencoded `/`; behind a port there is none.
        let isPort = bytes[colon + 1..<end].allSatisfy { (48...57).contains($0) }
        at = isPort ? nil : bytes[end..<limit].lastIndex(of: UInt8(ascii: "@"))
      }
      guard let at, colon + 1 < at, !EnvironmentHole.isWithoutValue(bytes[colon + 1..<at]) else { continue }
      let host = String(decoding: bytes[(at + 1)..<limit].prefix { !"/?#:".utf8.contains($0) }, as: UTF8.self)
      found.append(
        Match(
          ground: .password, what: "a password", range: colon + 1..<at, isLocal: Placeholders.isLoopback(host)))
    }
    return found
  }

  /// Where an authority begins: behind each `://`.
  private static func authorities(_ bytes: [UInt8]) -> [Int] {
    bytes.indices.dropFirst(2).compactMap { offset in
      bytes[offset] == UInt8(ascii: "/") && bytes[offset - 1] == UInt8(ascii: "/")
        && bytes[offset - 2] == UInt8(ascii: ":") ? offset + 1 : nil
    }
  }

  /// `name=value` at the beginning of a text, in the query of a URL, or between `;` and spaces.
  private static func parameters(_ bytes: [UInt8]) -> [Match] {
    var found: [Match] = []
    func isLocal() -> Bool {
      guard let start = authorities(bytes).first else { return false }
      let authority = bytes[start...].prefix { !isEnd($0) && !"/?#".utf8.contains($0) }
      let host = authority[(authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? start)...]
      return Placeholders.isLoopback(String(decoding: host.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self))
    }
    for part in bytes.split(whereSeparator: { $0 <= 0x20 || "?&;#\"'".utf8.contains($0) }) {
      guard let equals = part.firstIndex(of: UInt8(ascii: "=")), equals + 1 < part.endIndex else { continue }
      let name = String(decoding: part[..<equals], as: UTF8.self)
      let value = String(decoding: part[(equals + 1)...], as: UTF8.self)
      guard part.count <= 2_048, isSecretParameter(name), isSecretText(value), value.utf8.count >= 4,
        !Placeholders.isPlaceholder(value, isSecretName: true), !"$%{<".utf8.contains(part[equals + 1])
      else { continue }
      found.append(
        Match(
          ground: .parameter, what: "a secret in `\(name)`", range: equals + 1..<part.endIndex,
          isLocal: isLocal()))
    }
    return found
  }

  /// `key` and `auth` alone name columns, methods and objects as well.
  private static func isSecretParameter(_ name: String) -> Bool {
    guard name.utf8.count <= 64, !["key", "auth", "dsn"].contains(name.lowercased()) else { return false }
    let bare = String(name.drop { $0 == "-" })
    guard let first = bare.utf8.first, (97...122).contains(first | 0x20),
      bare.utf8.allSatisfy({ $0.isNameByte || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") })
    else { return false }
    return SecretNames.soundSecret(bare) && !SecretNames.nameSetting(bare)
  }
}

extension UInt8 {
  /// A letter, a digit or `_`.
  package var isNameByte: Bool {
    (97...122).contains(self | 0x20) || (48...57).contains(self) || self == UInt8(ascii: "_")
  }
}

/// Where the references of a text stand, closed or not: what they give is written nowhere.
package enum ReferenceRanges {
  package static func mayHold(_ text: String) -> Bool {
    text.utf8.contains(UInt8(ascii: "$")) && !find(in: text).isEmpty
  }

  /// UTF-8 offsets, delimiters included, ascending. An unclosed reference ends with its last name.
  package static func find(in text: String) -> [Range<Int>] {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return [] }
    let bytes = Array(text.utf8)
    var found: [Range<Int>] = []
    var offset = 0
    while offset + 2 < bytes.count {
      guard opens(bytes, offset), !isEscaped(bytes, offset) else {
        offset += 1
        continue
      }
      let end = end(of: bytes, from: offset + 3)
      found.append(offset..<end)
      offset = end
    }
    return found
  }

  private static func opens(_ bytes: [UInt8], _ offset: Int) -> Bool {
    bytes[offset] == UInt8(ascii: "$")
      && (bytes[offset + 1] == UInt8(ascii: "<") && bytes[offset + 2] == UInt8(ascii: "<")
        || bytes[offset + 1] == UInt8(ascii: "{") && bytes[offset + 2] == UInt8(ascii: "{"))
  }

  private static func isEscaped(_ bytes: [UInt8], _ offset: Int) -> Bool {
    offset > 0 && bytes[offset - 1] == UInt8(ascii: "$")
  }

  /// Behind the closing delimiter; a quoted text may hold one.
  private static func end(of bytes: [UInt8], from start: Int) -> Int {
    var quote: UInt8?
    var offset = start
    while offset + 1 < bytes.count {
      let byte = bytes[offset]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == bytes[offset + 1], byte == UInt8(ascii: ">") || byte == UInt8(ascii: "}") {
        return offset + 2
      }
      offset += 1
    }
    var end = start
    while end < bytes.count, bytes[end].isNameByte || ".- ".utf8.contains(bytes[end]) { end += 1 }
    return end
  }
}
