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
