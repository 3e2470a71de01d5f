/// Names of variables that hold a key with which a program signs or encrypts what it gives away.
package enum SigningKeys {
  private static let names: Set<String> = [
    "SECRET_KEY", "SECRET_KEY_BASE", "SESSION_SECRET", "NEXTAUTH_SECRET", "AUTH_SECRET",
  ]

  package static func contains(_ name: String) -> Bool {
    // Every one of them ends in `T`, `Y` or `E`, or begins like this.
    guard let last = name.utf8.last, "TYE".utf8.contains(last) || name.utf8.first == UInt8(ascii: "J") else {
      return false
    }
    return names.contains(name) || name.hasPrefix("JWT_SECRET") || name.hasSuffix("_SESSION_SECRET")
      || name.hasSuffix("_SIGNING_KEY") || name.hasSuffix("_SECRET_KEY") && name.hasPrefix("JWT")
  }

  /// Auth.js reads one key under two names, the old and the new one.
  package static func areOneKey(_ a: String, _ b: String) -> Bool {
    let both: Set<String> = ["NEXTAUTH_SECRET", "AUTH_SECRET"]
    return both.contains(a) && both.contains(b)
  }
}

/// Names that say who uses an address.
package enum AddressNames {
  private static let people: Set<String> = [
    "PUBLIC", "FRONT", "FRONTEND", "WEB", "SITE", "APP", "AUTH", "REDIRECT", "CALLBACK", "ORIGIN", "ORIGINS",
  ]
  private static let listening: Set<String> = ["BIND", "LISTEN", "CORS", "CSRF", "ALLOWED", "SELF", "HEALTHCHECK"]

  /// People see the address, so it must be the public one.
  package static func arePeoples(_ name: String) -> Bool { has(people, name) }

  /// The address is not one that the service itself calls.
  package static func areNotCalled(_ name: String) -> Bool { has(people, name) || has(listening, name) }

  private static func has(_ words: Set<String>, _ name: String) -> Bool {
    name.utf8.split(separator: UInt8(ascii: "_")).contains { words.contains(String(Substring($0))) }
  }
}
