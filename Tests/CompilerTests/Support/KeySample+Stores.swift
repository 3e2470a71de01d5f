import IR

extension KeySample {
  /// The same for the keys of stores.
  static func ofStores(_ key: ServiceKey) -> [KeySample] {
    func pooler(_ keys: String) -> KeySample {
      KeySample(
        database + "\npooler: { mode: transaction }", becomes: database + "\npooler: { mode: transaction, \(keys) }")
    }
    func copied(to keys: String) -> KeySample {
      let backup = "\nbackup: { schedule: \"0 3 * * *\""
      return KeySample(database + backup + " }", becomes: database + backup + ", to: { \(keys) } }")
    }
    return switch key {
    case .vhost: [KeySample(broker, "vhost: jobs")]
    case .bucket: [KeySample(files, "bucket: uploads")]
    case .management: [KeySample(broker, "management: true")]
    case .replicaSet: [KeySample("type: mongodb", "replica_set: rs0")]
    case .flavor: [KeySample(cache, "flavor: valkey"), KeySample("type: mysql", "flavor: mariadb")]
    case .version: [KeySample(database, "version: 15"), KeySample(cache, "version: 6.2")]
    case .databaseOf: [KeySample(database, "database_of: postgres")]
    case .database: [KeySample(database, "database: books")]
    case .user: [KeySample(database, "user: keeper")]
    case .tuning:
      [KeySample(database, "tuning: { work_mem: 7MB }"), KeySample(cache, "tuning: { policy: volatile-ttl }")]
    case .pooler, .poolerMode: [KeySample(database, "pooler: session")]
    case .poolerSize: [pooler("size: 7")]
    case .poolerClients: [pooler("clients: 77")]
    case .poolerImage: [pooler("image: \"edoburu/pgbouncer:v1.23.1-p2\"")]
    case .backup, .backupSchedule:
      [
        KeySample(database, "backup: { schedule: \"0 3 * * *\" }"),
        KeySample(
          cache + "\ntuning: { appendonly: true }\nresources: { storage: 1GiB }", "backup: { schedule: \"0 3 * * *\" }"),
      ]
    case .backupKeep:
      [
        KeySample(
          database + "\nbackup: { schedule: \"0 3 * * *\" }",
          becomes: database + "\nbackup: { schedule: \"0 3 * * *\", keep: 9d }")
      ]
    case .backupTo, .backupToURL, .backupToSecret: [copied(to: "url: s3://backups/shop, secret: TOKEN")]
    case .backupToEndpoint:
      [
        KeySample(
          copied(to: "url: s3://backups/shop, secret: TOKEN").with,
          becomes: copied(to: "url: s3://backups/shop, secret: TOKEN, endpoint: \"https://s3.example.net\"").with)
      ]
    case .extensions: [KeySample(database, "extensions: [pg_trgm]")]
    case .external: [KeySample(database, "external: { host: db.example.com, password: TOKEN }")]
    case .initFiles: [KeySample(database, "init: [db/schema.sql]")]
    default: []
    }
  }
}
