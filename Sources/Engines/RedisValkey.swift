import IR
import Tuning

extension StoreEngine.Flavor {
  /// Valkey, which began as Redis 7.2.4: the same protocol, settings and files. Its image has programs and a user of its
  /// own name (valkey-io/valkey-container, 2026-08).
  static let valkey = StoreEngine.Flavor("valkey", title: "Valkey", version: "8") { engine in
    engine.images = [StoreEngine.Image("valkey/valkey")]
    engine.image = { version, _ in "valkey/valkey:\(version)-\(DebianSuite.of(version, since: [9]))" }
    // valkey.io, November 2026: a release is maintained for three years, so none has ended.
    engine.support = StoreEngine.Support(ended: [], current: "9", newest: 9)
    // No platform here has it ready-made.
    engine.managed = nil
    engine.settings.versions = 7...9
    engine.settings.rows = { RedisCatalog.kept(named: $0, to: 9) }
    engine.settings.names = { RedisCatalog.all.map(\.name).filter { !RedisCatalog.kept(named: $0, to: 9).isEmpty } }
    // What came after the two parted is not known here.
    engine.settings.isForeign = { RedisCatalog.kept(named: $0, to: 9).isEmpty }
  }
}
