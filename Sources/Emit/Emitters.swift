/// All built-in emitters, in the order in which tables list them. `--target` choices, `infracc targets`, the reference
/// and the golden tests read this list; a test compares it with the folder.
package enum Emitters {
  package static let all: [any Emitter.Type] = [
    RailwayEmitter.self, ComposeEmitter.self, ProcfileEmitter.self, DockerfileEmitter.self, PostgresEmitter.self,
    PgBouncerEmitter.self, RedisEmitter.self, GunicornEmitter.self, DotenvEmitter.self,
  ]

  package static func named(_ name: String) -> (any Emitter.Type)? { all.first { $0.name == name } }
}
