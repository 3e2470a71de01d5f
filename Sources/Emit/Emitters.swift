/// All built-in emitters, in the order in which tables list them. `--target` choices, `infracc targets`, the reference
/// and the golden tests read this list; a test compares it with the folder.
package enum Emitters {
  package static let all: [any Emitter.Type] = [
    RailwayEmitter.self,
    ComposeEmitter.self,
    ProcfileEmitter.self,
    KubernetesEmitter.self,
    ScriptsEmitter.self,
    GitHubActionsEmitter.self,
    MonitoringEmitter.self,
    DockerfileEmitter.self,
    PostgresEmitter.self,
    PgBouncerEmitter.self,
    RedisEmitter.self,
    MysqlEmitter.self,
    MongodbEmitter.self,
    StoresEmitter.self,
    GunicornEmitter.self,
    DotenvEmitter.self,
    RunbookEmitter.self,
    GitignoreEmitter.self,
  ]

  /// Whether a path ends like one of a target that writes the file without a header: `api/railway.json`, and
  /// `railway.api.json` where several are in one directory.
  package static func writesWithoutHeader(_ path: String) -> Bool {
    all.flatMap { $0.withoutHeader }.contains { known in
      if path == known || path.hasSuffix("/" + known) { return true }
      let name = path.split(separator: "/").last ?? ""
      guard let dot = known.lastIndex(of: "."), !known.contains("/") else { return false }
      return name.hasPrefix(known[..<dot] + ".") && name.hasSuffix(known[dot...])
    }
  }

  package static func named(_ name: String) -> (any Emitter.Type)? { all.first { $0.name == name } }
}
