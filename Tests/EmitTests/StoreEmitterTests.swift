import Emit
import IR
import JSON
import TestSupport
import Testing

@Suite("Emitters of stores")
struct StoreEmitterTests {
  private func emit(_ emitter: any Emitter.Type, _ program: Program, targets: [String]? = nil) -> Emission {
    emitter.emit(
      EmitRequest(programs: [program], layout: OutputLayout(), targets: targets ?? program.targets))
  }

  private func text(_ emission: Emission, _ name: String) -> String {
    emission.files.first { $0.path.hasSuffix("/" + name) }?.content ?? ""
  }

  @Test("every store has a folder of its own")
  func folders() {
    var program = SamplePrograms.gayedStaging
    var second = program.services[0]
    second.name = "Orders DB"
    second.dns = "orders-db"
    program.services.append(second)
    #expect(
      emit(PostgresEmitter.self, program).files.map(\.path).sorted() == [
        "staging/postgres/orders-db/README.md", "staging/postgres/orders-db/init.sql",
        "staging/postgres/orders-db/postgresql.conf", "staging/postgres/orders-db/settings.sql",
        "staging/postgres/orders-db/tuning.sql",
        "staging/postgres/postgres/README.md", "staging/postgres/postgres/init.sql",
        "staging/postgres/postgres/postgresql.conf", "staging/postgres/postgres/settings.sql",
        "staging/postgres/postgres/tuning.sql",
      ])
  }

  @Test("what is written follows the targets of the topology, not those of this run")
  func targets() {
    var program = SamplePrograms.gayedStaging
    let all = emit(PostgresEmitter.self, program)
    let narrowed = emit(PostgresEmitter.self, program, targets: ["railway"])
    #expect(all.files.map(\.content) == narrowed.files.map(\.content))

    program.targets = ["railway"]
    let names =
      emit(PostgresEmitter.self, program).files.map(\.path) + emit(RedisEmitter.self, program).files.map(\.path)
    #expect(
      names == [
        "staging/postgres/postgres/tuning.sql", "staging/postgres/postgres/README.md",
      ])
    // The project file carries the start command; beside the old form it is entered by hand.
    program.options["railway"] = ["format": "json"]
    #expect(emit(RedisEmitter.self, program).files.map(\.path) == ["staging/redis/redis/railway-start-command.txt"])
    program.targets = ["compose"]
    #expect(
      emit(RedisEmitter.self, program).files.map(\.path) == [
        "staging/redis/redis/redis.conf", "staging/redis/redis/settings.txt",
      ])
    #expect(!text(emit(PostgresEmitter.self, program), "README.md").contains("Railway"))
  }

  @Test("budgets read as they were computed")
  func budgets() {
    let file = text(emit(PostgresEmitter.self, SamplePrograms.gayedProduction), "postgresql.conf")
    #expect(file.contains("# backend  3 replicas x 2 workers x (4 + 3) = 42 of 97 (100 - 3 for superusers)\n"))
    #expect(file.contains("878 of 1024 (86 %)"))
    #expect(file.contains("# Not in the sum: release 1, backup 1, people 3."))
    #expect(!file.contains("\nstatement_timeout"))
  }

  @Test("TLS is on where a reference demands it")
  func encryption() {
    let with = text(emit(PostgresEmitter.self, SamplePrograms.tradesenseStaging), "postgresql.conf")
    #expect(with.contains("\nssl_key_file = '/etc/postgresql/tls/server.key'\n"))
    let without = text(emit(PostgresEmitter.self, SamplePrograms.gayedStaging), "postgresql.conf")
    #expect(!without.contains("\nssl"))
  }

  @Test("no password is written down, and roles follow `user`")
  func roles() {
    var program = SamplePrograms.gayedStaging
    let script = text(emit(PostgresEmitter.self, program), "init.sql")
    #expect(script.contains("PASSWORD :'app_password';"))
    for user in [nil, "postgres"] {
      for index in program.services.indices { program.services[index].store?.user = user }
      let script = text(emit(PostgresEmitter.self, program), "init.sql")
      #expect(!script.contains("CREATE ROLE") && !script.contains("app_password"))
      let settings = text(emit(PostgresEmitter.self, program), "settings.sql")
      #expect(settings.contains("ALTER ROLE \"postgres\" IN DATABASE \"gayed_signals\" SET statement_timeout = '25s';"))
    }
    let redis = text(emit(RedisEmitter.self, program), "redis.conf")
    #expect(!redis.contains("\nrequirepass"))
  }

  @Test("what a syntax cannot hold is refused and left out")
  func refused() {
    var program = SamplePrograms.gayedStaging
    program.services[0].store?.settings += [
      Setting("cluster_name", .text("a\nb"), group: .other, reason: ""),
      Setting("two words", .text("x"), group: .other, reason: ""),
    ]
    let emission = emit(PostgresEmitter.self, program)
    #expect(emission.findings.map(\.code) == ["E0916", "E0916"])
    #expect(emission.findings.allSatisfy { $0.span == program.services[0].span })
    #expect(!emission.files.contains { $0.content.contains("two words") })
    #expect(!text(emission, "tuning.sql").contains("cluster_name"))

    program.services[0].store?.database = "a\0b"
    #expect(text(emit(PostgresEmitter.self, program), "init.sql") == "")

    program.services[1].store?.settings.append(Setting("a b", .text("x"), group: .other, reason: ""))
    #expect(emit(RedisEmitter.self, program).findings.map(\.code) == ["E0916"])
  }
}
