/// The Debian release that an official image is made of, as its tags name it. Tags state it because another Debian under
/// an unchanged tag changes glibc, and with it the order of text indexes.
///
/// Docker Official Images have `trixie` since August 2025 for what was maintained then (docker-library/official-images:
/// postgres 13 to 18, python from 3.9, node from 20, redis from 8.4 and its tag `8`); older versions stay on bookworm.
package enum DebianSuite {
  /// - Parameters:
  ///   - version: of the program.
  ///   - first: its first version that has the newer release.
  package static func of(_ version: String, since first: [Int]) -> String {
    let parts = version.split(separator: ".").map { Int($0) ?? 0 }
    return parts.lexicographicallyPrecedes(first) && parts.count >= first.count || (parts.first ?? 0) < first[0]
      ? "bookworm" : "trixie"
  }
}
