import IR

/// The versions that language version 1 has where a topology names none. They are what was current in November
/// 2026 and are frozen: an upgrade of infracc must never upgrade a database. Railway's PostgreSQL template runs 18.
package enum Defaults {
  package static let postgres = "18"
  package static let redis = "8"
  package static let python = "3.13"
  package static let node = "24"

  /// The suffix of an image's tag: the Debian release that it is made of. Tags name it because another Debian under an
  /// unchanged tag changes glibc, and with it the order of text indexes.
  ///
  /// Docker Official Images have `trixie` since August 2025 for what was maintained then (docker-library/official-images:
  /// postgres 13 to 18, python from 3.9, node from 20, redis from 8.4 and its tag `8`); older versions stay on bookworm.
  package enum Debian {
    package static func postgres(_ version: String) -> String { suite(version, since: [13]) }
    package static func python(_ version: String) -> String { suite(version, since: [3, 9]) }
    package static func node(_ version: String) -> String { suite(version, since: [20]) }
    package static func redis(_ version: String) -> String {
      suite(version, since: version.contains(".") ? [8, 4] : [8])
    }

    private static func suite(_ version: String, since first: [Int]) -> String {
      let parts = version.split(separator: ".").map { Int($0) ?? 0 }
      return parts.lexicographicallyPrecedes(first) && parts.count >= first.count || (parts.first ?? 0) < first[0]
        ? "bookworm" : "trixie"
    }
  }
}
