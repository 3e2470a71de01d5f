import Engines

/// The versions that language version 1 has where a topology names none. They are what was current in November
/// 2026 and are frozen. Those of stores are in their engines.
package enum Defaults {
  package static let python = "3.13"
  package static let node = "24"

  /// Versions of package managers that no image of their language contains, and of Go.
  package enum Tools {
    package static let uv = "0.13.9"
    package static let poetry = "2.5.1"
    package static let pipenv = "2026.10.3"
    package static let pdm = "2.29.4"
    /// The newest that reads the lock files of pnpm 9 and 10 unchanged.
    package static let pnpm = "10.20.0"
    package static let yarn = "1.22.22"
    package static let yarnBerry = "4.18.1"
    package static let bun = "1.3"
    package static let go = "1.27"
  }

  /// The server of a proxy.
  package static let proxyImage = "caddy:2.11-alpine"

  /// The suffix of an image's tag.
  package enum Debian {
    package static func python(_ version: String) -> String { DebianSuite.of(version, since: [3, 9]) }
    package static func node(_ version: String) -> String { DebianSuite.of(version, since: [20]) }
  }
}
