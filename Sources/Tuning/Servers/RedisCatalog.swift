/// The directives of redis.conf, Redis 6.2 to 8: which version has them, and what those take whose range is known.
///
/// Names: `CONFIG GET *` of 6.2.5, 7.0.15 and 8.2.3, and `src/config.c` of 6.2.16, 7.2.5 and 7.4.0 (2026-11-21), without
/// those that Redis tests itself with. The columns are those of `PostgresCatalog`; the versions are major ones. Ranges
/// are compared with a running server by the oracle tests.
package enum RedisCatalog {
  package static let versions = 6...8

  /// The directive as that major version has it; nil: it has none of that name.
  package static func setting(_ name: String, in version: Int) -> ServerSetting? {
    settings(named: name).first { $0.versions.contains(version) }
  }

  /// What the versions together know of a name, oldest first. `policy` of the topology is `maxmemory-policy`.
  package static func settings(named name: String) -> [ServerSetting] {
    SettingTable(directives).rows(named: name == "policy" ? "maxmemory-policy" : name.lowercased())
  }

  /// The version that other servers of the protocol began with.
  package static let shared = 7

  /// A directive of that version, for a server that has kept it up to a version of its own; none: it has no such one.
  package static func kept(named name: String, to version: Int) -> [ServerSetting] {
    if changed.contains(name.lowercased()) { return [] }
    return settings(named: name).filter { $0.versions.contains(shared) }.map { setting in
      ServerSetting(
        name: setting.name, versions: shared...version, kind: setting.kind, context: setting.context,
        unit: setting.unit)
    }
  }

  /// Directives that another server of the protocol accepts with other values (Valkey 9.1.2: more threads, and a word that
  /// it no longer reads).
  private static let changed: Set<String> = ["dynamic-hz", "io-threads"]

  /// Every row, for tests.
  package static var all: [ServerSetting] { SettingTable(directives).all }
}
