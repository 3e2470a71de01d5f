import IR
import Tuning

extension StoreEngine.Flavor {
  /// MariaDB: the protocol and most settings of MySQL, programs and variables of its own name, and a check of the health
  /// in its image (mariadb.com, "Using healthcheck.sh", 2026).
  static let mariadb = StoreEngine.Flavor("mariadb", title: "MariaDB", version: "11.4") { engine in
    engine.images = [StoreEngine.Image("mariadb")]
    engine.image = { version, _ in "mariadb:\(version)" }
    // mariadb.org's maintenance policy, November 2026: 10.11, 11.4 and 11.8 are long-term releases.
    engine.support = StoreEngine.Support(
      ended: [([10, 5], "June 2025"), ([10, 6], "July 2026")], current: "11.4", newest: 12,
      upgradeNote: "the server converts its files at the first start and cannot go back: make a dump before")
    // Railway has MySQL ready-made, not MariaDB.
    engine.managed = nil
    engine.facts = { MysqlFacts(.mariadb).fill($0, &$1) }
    engine.settings = MysqlFacts.settings(.mariadb)
    engine.tune = { MysqlTuner.tuned($0, .mariadb) }
    engine.connections = StoreEngine.Connections(setting: "max_connections", mebibytesEach: 1) {
      MysqlTuner($0, .mariadb).maxConnections
    }
    engine.evidence =
      "Tests start MariaDB 10.11 with the emitted file, read every setting back, fill its connections, and bring a dump back."
  }
}
