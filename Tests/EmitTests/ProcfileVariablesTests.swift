import Emit
import IR
import TestSupport
import Testing

/// Which variables stand in a Procfile's env file and which on the lines of its processes.
struct ProcfileVariablesTests {
  @Test func webHasItsPortFromTheEnvFile() throws {
    let program = EmittedSamples.gayed[0]
    let variables = ProcfileVariables(program)
    #expect(variables.processes.map(\.name) == ["backend", "backtrader", "frontend"])
    #expect(variables.web?.name == "backend")
    func line(_ name: String) throws -> [String] { variables.assignments(try #require(program.service(name))) }
    #expect(try line("backend").isEmpty)
    #expect(try line("backtrader") == ["PORT=5000"])
    #expect(try line("frontend") == ["PORT=3000", "HOSTNAME=127.0.0.1", "NODE_ENV=production"])
    #expect(variables.entries.first { $0.variable.name == "LOG_LEVEL" }?.services == ["backend", "backtrader"])
    #expect(!variables.entries.contains { $0.variable.name == "PORT" })
  }

  @Test func whatDiffersStandsOnTheLines() throws {
    let program = EmittedSamples.tradesense[0]
    let variables = ProcfileVariables(program)
    #expect(variables.processes.map(\.name) == ["backend", "worker"])
    let worker = variables.assignments(try #require(program.service("worker")))
    #expect(worker == ["WEB_CONCURRENCY=1", "DB_POOL_SIZE=5", "DB_MAX_OVERFLOW=2"])
    #expect(!variables.entries.contains { $0.variable.name == "DB_POOL_SIZE" })
    let backup = variables.assignments(try #require(program.service("backup")))
    #expect(backup == ["DB_POOL_SIZE=1", "DB_MAX_OVERFLOW=0"])
    #expect(variables.lineSecrets.map(\.env) == ["BACKUP_BUCKET_KEY"])
  }

  @Test func secretsOnALineComeFromTheEnvFile() throws {
    var program = EmittedSamples.tradesense[0]
    for (name, id) in [("backend", "shared/SECRET_KEY"), ("worker", "shared/JWT_SECRET_KEY")] {
      let index = try #require(program.services.firstIndex { $0.name == name })
      program.services[index].env.append(
        Variable(name: "TOKEN", value: .joined([.literal("a \"$b-"), .secret(id: id)])))
    }
    // Inside a text of the env file both would be the same placeholder.
    let variables = ProcfileVariables(program)
    let worker = variables.assignments(try #require(program.service("worker")))
    #expect(worker.contains(#"TOKEN="a \"\$b-${JWT_SECRET_KEY}""#))
  }
}
