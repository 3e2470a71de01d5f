import Compiler
import IR
import Testing

extension ReferenceTests {
  // MARK: Static positions and commands

  @Test(arguments: [
    ("port: $<<postgres.port>>", "E0315"), ("workers: $<<shared.N>>", "E0315"), ("region: $<<shared.N>>", "E0315"),
    ("resources: { memory: $<<shared.N>> }", "E0315"), ("root: $<<shared.N>>", "E0315"),
  ])
  func referenceInAStaticPosition(keys: String, code: String) {
    let checked = check(["X: $<<shared.N>>"], keys: keys, top: "variables: { N: one }")
    #expect(checked.codes == [code])
  }

  @Test func imagesMayBeKnown() {
    func image(_ top: String, _ text: String) -> Checked {
      Checked(
        "infracc: 1\nproject: p\ntargets: [compose]\n\(top)\nservices: { a: { type: web, port: 80, health: none, image: '\(text)' } }\n"
      )
    }
    let known = image("variables: { TAG: v1 }", "shop:$<<shared.TAG>>")
    #expect(known.codes == [])
    #expect(known.service("a")?.image == "shop:v1")
    #expect(image("secrets: { TAG: external }", "shop:$<<shared.TAG>>").codes == ["E0514"])
    #expect(image("", "shop:$<<nothing.TAG>>").codes == ["E0301"])
  }

  @Test(arguments: ["run $<<shared.MODE>>", "[run, $<<shared.MODE>>]"])
  func commandsMayRefer(text: String) {
    let checked = check(["X: y"], keys: "start: \(text)", top: "variables: { MODE: fast }")
    #expect(checked.codes == [])
    #expect(checked.service("api")?.command == .words([.text("run"), .text("fast")]))
    #expect(check(["X: y"], keys: "start: \(text.replacing("shared", with: "nothing"))").codes == ["E0301"])
  }

  // MARK: Variables that keys emit

  @Test(arguments: ["$PORT", "${PORT}", "'{{PORT}}'"])
  func shellTextForAnEmittedVariable(text: String) {
    #expect(check(["PORT: \(text)"]).codes == ["E0312"])
    #expect(check(["PORT: \(text)"], keys: "port: 9000").codes == ["E0312"])
  }

  @Test func literalsAreReadAsTheirKeys() {
    let port = check(["PORT: 9000"])
    #expect(port.codes == [])
    #expect(port.service("api")?.port == 9000)
    #expect(port.service("api")?.env.count { $0.name == "PORT" } == 1)
    #expect(check(["PORT: 9000"], keys: "port: 9000").codes == ["E0312"])
    let pool = check(["DATABASE_URL: $<<postgres.url>>", "DB_POOL_SIZE: 3", "DB_MAX_OVERFLOW: 1"])
    #expect(pool.codes == [])
    #expect(pool.service("api")?.pools.first == Pool(service: "postgres", size: 3, overflow: 1, isAssumed: false))
    #expect(check(["DB_POOL_SIZE: 3"], keys: "pools: { postgres: { size: 3, overflow: 0 } }").codes == ["E0312"])
    let workers = check(["WEB_CONCURRENCY: 3"])
    #expect(workers.codes == [])
    #expect(workers.service("api")?.workers == 3)
  }
}
