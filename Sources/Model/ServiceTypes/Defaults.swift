import Engines

/// The versions that language version 1 has where a topology names none. They are what was current in November
/// 2026 and are frozen. Those of stores are in their engines.
package enum Defaults {
  package static let python = "3.13"
  package static let node = "24"

  /// The server of a proxy.
  package static let proxyImage = "caddy:2.11-alpine"

  /// The suffix of an image's tag.
  package enum Debian {
    package static func python(_ version: String) -> String { DebianSuite.of(version, since: [3, 9]) }
    package static func node(_ version: String) -> String { DebianSuite.of(version, since: [20]) }
  }
}
