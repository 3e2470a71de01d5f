package import Tuning

/// The settings that a server has: those of `tuning:`, and what is known of all others.
package struct EngineSettings: Sendable {
  /// The settings that the topology can name, in the order of the reference page.
  package var keys: [(name: String, kind: TuningKind)] = []
  /// The major versions that the catalogue knows; nil: there is no catalogue.
  package var versions: ClosedRange<Int>?
  /// What the versions together know of a name, oldest first.
  package var rows: @Sendable (String) -> [ServerSetting] = { _ in [] }
  package var names: @Sendable () -> [String] = { [] }
  /// Settings that say whether its data may be lost. Where none of them is written, its use decides.
  package var deciding: Set<String> = []
  /// The setting of a file of one's own that makes the server ask for a password; nil: there is none.
  package var passwordSetting: String?
  /// Names that extensions and modules bring, which no catalogue has.
  package var isForeign: @Sendable (String) -> Bool = { _ in true }

  package init() {}
}
