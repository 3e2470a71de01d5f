import Compiler
import Diagnostics
import Emit
import IR
import TestSupport
import Testing

/// Pools of programs that nothing is known of: finished images and hand-written Dockerfiles of no framework.
@Suite struct UnknownClientTests {
  private static let head = "infracc: 1\nproject: shop\nservices:\n  postgres: { version: 17 }\n"

  private static func services(_ count: Int, _ keys: String) -> Checked {
    Checked(
      head
        + (0..<count).map { index in
          "  service-\(index): { type: web, port: \(8000 + index), health: none, \(keys),"
            + " variables: { DATABASE_URL: $<<postgres.url>> } }\n"
        }.joined())
  }

  private static func budget(_ checked: Checked) -> ConnectionBudget? {
    checked.program()?.connectionBudget(of: "postgres")
  }

  @Test(arguments: ["image: \"acme/tool:1.2\"", "build: { dockerfile: Dockerfile }"])
  func eachCountsAsTen(keys: String) throws {
    let budget = try #require(Self.budget(Self.services(6, keys)))
    #expect(budget.used == 60)
    #expect(budget.isLowerBound)
    #expect(budget.consumers.allSatisfy { $0.isUnknown && $0.total == 10 })
    #expect(Self.services(6, keys).codes == [])
  }

  /// What may open more is given memory for all that the server accepts.
  @Test func memoryIsCountedForAllConnections() throws {
    let unknown = try #require(Self.services(3, "image: \"acme/tool:1.2\"").program()?.memoryBudget(of: "postgres"))
    #expect(unknown.worst == nil)
    #expect(unknown.percent <= 90)
    let declared = Self.services(3, "image: \"acme/tool:1.2\", pools: { postgres: { size: 10 } }")
    #expect(try #require(declared.program()?.memoryBudget(of: "postgres")).worst != nil)
  }

  /// However many there are, guesses make no more than one warning.
  @Test(arguments: [7, 9, 10, 30])
  func guessesAreNoError(count: Int) throws {
    let checked = Self.services(count, "image: \"acme/tool:1.2\"")
    #expect(Set(checked.codes).isSubset(of: ["W0702"]), "\(checked.report)")
    if count > 8 {
      let found = try #require(checked.first("W0702"))
      #expect(found.message.hasPrefix("≥\(10 * count) of "))
      #expect(found.notes.allSatisfy { $0.contains("(pool ≥10) = ≥10: its pool is unknown") })
    }
  }

  @Test func whatIsWrittenSaysThatItIsTheLeast() throws {
    let checked = Self.services(2, "image: \"acme/tool:1.2\"")
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files.map { $0.file }
    let configuration = try #require(files.first { $0.path.hasSuffix("postgresql.conf") }).content
    #expect(configuration.contains("1 replica x 1 worker x (>= 10) = >= 10"))
    #expect(configuration.contains(">= 20 of "))
  }

  /// A program reads names of its own: those of SQLAlchemy would be noise in its environment.
  @Test(arguments: [
    ("{ size: 3 }", [String: String](), 3), ("{ size: 3, as: { size: PG_POOL } }", ["PG_POOL": "3"], 3),
    ("{ size: 3, overflow: 2, as: { overflow: PG_EXTRA } }", ["PG_EXTRA": "2"], 5),
    ("{ size: 3, as: { size: PG_POOL, overflow: PG_EXTRA } }", ["PG_POOL": "3", "PG_EXTRA": "0"], 3),
  ])
  func onlyNamesThatAreWrittenAreGiven(pool: String, expected: [String: String], used: Int) throws {
    let checked = Self.services(1, "image: \"acme/tool:1.2\", pools: { postgres: \(pool) }")
    let service = try #require(checked.service("service-0"))
    let given = service.env.filter { $0.name != "DATABASE_URL" && $0.name != "PORT" }
    #expect(Dictionary(given.map { ($0.name, $0.value) }) { first, _ in first } == expected.mapValues { .literal($0) })
    #expect(Self.budget(checked)?.used == used)
    #expect(Self.budget(checked)?.isLowerBound == false, "it is declared")
  }

  /// A framework, and every service with its code, is known: SQLAlchemy's defaults hold.
  @Test func codeOfAFrameworkIsKnown() throws {
    let checked = Checked(
      Self.head + """
          api:
            type: fastapi
            health: /health
            build: { dockerfile: Dockerfile }
            pools: { postgres: { size: 3 } }
            variables: { DATABASE_URL: $<<postgres.url>> }
          worker: { type: worker, extends: api, start: python -m jobs, pools: { postgres: { size: 2, overflow: 1 } } }
          report: { type: job, extends: worker, start: python -m report, variables: { OTHER_URL: $<<postgres.url>> } }
        """)
    #expect(checked.variable("DB_POOL_SIZE", of: "worker")?.value == .literal("2"))
    #expect(checked.variable("DB_MAX_OVERFLOW", of: "worker")?.value == .literal("1"))
    let report = try #require(Self.budget(checked)?.consumers.first { $0.service == "report" })
    #expect(report.size + report.overflow == 15)
    #expect(!report.isUnknown)
  }
}
