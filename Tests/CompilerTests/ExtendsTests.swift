import Compiler
import Diagnostics
import IR
import Testing

/// The order of `extends` and environments: first each service through its own chain, then the parent's code below the
/// child's word.
@Suite struct ExtendsTests {
  private func check(child: String, staging: String = "{}", more: String = "") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { KEY: external, OTHER: external }
      services:
        postgres: { backup: { schedule: "0 3 * * *" } }
        backend:
          type: fastapi
          root: ./src
          public: true
          health: /h
          port: 9000
          workers: 4
          scale: { replicas: 3 }
          restart: always
          release: migrate
          pools: { postgres: { size: 2, overflow: 0 } }
          use: [KEY, OTHER]
          variables: { FLAG: base, OWN: parent, LIST: [one], SELF: $<<self.name>>, DATABASE_URL: $<<postgres.DATABASE_URL>> }
        worker: { extends: backend, type: worker, start: run, \(child) }
      \(more)environments:
        production: {}
        staging: \(staging)

      """)
  }

  private func text(_ name: String, _ checked: Checked, in environment: String = "staging") -> String? {
    guard case .literal(let text)? = checked.variable(name, of: "worker", in: environment)?.value else { return nil }
    return text
  }

  @Test func codeIsCopiedAndDeploymentIsNot() throws {
    let checked = check(child: "")
    #expect(checked.codes == [])
    let worker = try #require(checked.service("worker"))
    #expect(worker.build?.root == "src")
    #expect(worker.codeOf == "backend")
    #expect(worker.env.map(\.name) == ["KEY", "OTHER", "FLAG", "OWN", "LIST", "SELF", "DATABASE_URL"])
    #expect(!worker.env.contains { $0.inheritedFrom != "backend" })
    #expect(worker.port == nil)
    #expect(!worker.exposure.isPublic)
    #expect(worker.workers == nil)
    #expect(worker.scale.replicas == 1)
    #expect(worker.restart.policy == .onFailure)
    #expect(worker.release == nil)
    #expect(!worker.pools.contains { !$0.isAssumed }, "the parent's pool is not the child's")
    #expect(
      worker.needs == [Need(service: "postgres", condition: .healthy), Need(service: "backend", condition: .done)])
  }

  @Test func theParentsFlagOfAnEnvironmentReachesTheChild() {
    let checked = check(
      child: "", staging: "{ services: { backend: { variables: { FLAG: staging }, scale: { replicas: 5 } } } }")
    #expect(text("FLAG", checked, in: "production") == "base")
    #expect(text("FLAG", checked) == "staging")
    #expect(checked.service("worker", in: "staging")?.scale.replicas == 1)
  }

  @Test func theChildsWordWinsEvenFromItsBase() {
    let checked = check(
      child: "variables: { FLAG: child }", staging: "{ services: { backend: { variables: { FLAG: staging } } } }")
    #expect(text("FLAG", checked) == "child")
    #expect(checked.variable("FLAG", of: "worker")?.inheritedFrom == nil)
  }

  @Test func theChildsEnvironmentWinsOverItsBase() {
    let checked = check(
      child: "variables: { FLAG: child }", staging: "{ services: { worker: { variables: { FLAG: childs staging } } } }")
    #expect(text("FLAG", checked) == "childs staging")
  }

  @Test func nullAndUseMinusInTheBaseOfTheChild() {
    let checked = check(
      child: "use-: [KEY], variables: { OWN: null }",
      staging: "{ services: { backend: { variables: { OWN: staging } } } }")
    #expect(checked.codes == [])
    for environment in ["production", "staging"] {
      #expect(checked.variable("KEY", of: "worker", in: environment) == nil)
      #expect(checked.variable("OWN", of: "worker", in: environment) == nil)
      #expect(checked.variable("OTHER", of: "worker", in: environment) != nil)
    }
    #expect(checked.variable("KEY", of: "backend") != nil)
  }

  @Test func nullAndUseMinusInAnEnvironmentOfTheChild() {
    let checked = check(child: "", staging: "{ services: { worker: { use-: [KEY], variables: { OWN: null } } } }")
    #expect(checked.codes == [])
    #expect(checked.variable("KEY", of: "worker") != nil)
    #expect(checked.variable("KEY", of: "worker", in: "staging") == nil)
    #expect(checked.variable("OWN", of: "worker", in: "staging") == nil)
  }

  @Test func useNullTakesNothing() {
    let checked = check(child: "use: null")
    #expect(checked.service("worker")?.env.filter { $0.origin == .use }.map(\.name) == [])
    #expect(checked.service("backend")?.env.filter { $0.origin == .use }.map(\.name) == ["KEY", "OTHER"])
  }

  @Test func keyPlusAppendsToWhatIsInherited() {
    #expect(text("LIST", check(child: "variables: { LIST+: [two, one] }")) == "one,two")
  }

  @Test func selfMeansTheChild() {
    #expect(text("SELF", check(child: "")) == "worker")
  }

  @Test func aChildHasNoAddressOfItsOwn() {
    let checked = check(child: "variables: { ADDRESS: $<<self.private_url>> }")
    #expect(checked.codes == ["E0306"])
  }

  @Test func chains() {
    let checked = check(
      child: "variables: { OWN: worker }",
      more: "  nightly: { extends: worker, type: cron, start: run, schedule: \"0 1 * * *\", use-: [OTHER] }\n")
    let nightly = checked.service("nightly")
    #expect(nightly?.variable("OWN")?.value == .literal("worker"))
    #expect(nightly?.variable("OWN")?.inheritedFrom == "worker")
    #expect(nightly?.variable("FLAG")?.inheritedFrom == "backend")
    #expect(nightly?.variable("OTHER") == nil)
    #expect(nightly?.build?.root == "src")
  }

  @Test func aDisabledParentStillLendsItsCode() {
    let checked = check(child: "", staging: "{ services: { backend: { enabled: false } } }")
    #expect(checked.codes == [])
    #expect(text("FLAG", checked) == "base")
    #expect(checked.service("worker", in: "staging")?.needs.map(\.service) == ["postgres"])
  }

  @Test(arguments: [
    ("  other: { extends: backnd, type: worker, start: run }\n", "backnd"),
    ("  other: { extends: other, type: worker, start: run }\n", "other"),
    ("  other: { extends: postgres, type: worker, start: run }\n", "postgres"),
    ("  a: { extends: b, type: worker, start: run }\n  b: { extends: a, type: worker, start: run }\n", "b"),
  ])
  func whatCannotBeExtended(services: String, marked: String) {
    let checked = check(child: "", more: services)
    #expect(checked.codes == ["E0219"])
    #expect(checked.marked("E0219") == marked)
  }
}
