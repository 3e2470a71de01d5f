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

  // MARK: - `self` in what is inherited

  /// - Parameters:
  ///   - parent: variables of `backend`.
  ///   - child: keys of `worker`.
  private func inheriting(_ parent: String, child: String = "", backend: String = "public: true") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        backend:
          type: fastapi
          health: /h
          port: 9000
          build: { args: { OWNER: $<<self.name>>, PORT_OF: $<<self.PORT>> } }
          \(backend)
          variables: { \(parent) }
        worker: { extends: backend, type: worker, start: run, \(child) }
        last: { extends: worker, type: worker, start: run }

      """)
  }

  @Test func anOutputThatTheCarrierLacksIsThatOfTheWriter() {
    let checked = inheriting("CORS_ORIGINS: $<<self.origins>>, OWN: $<<self.name>>, PEER: $<<self.private_url>>")
    #expect(checked.codes == [], "\(checked.report)")
    for service in ["worker", "last"] {
      let origins = checked.variable("CORS_ORIGINS", of: service)
      #expect(origins?.value == .join(separator: ",", items: [.output(service: "backend", name: "origins")]))
      #expect(origins?.summary == "backend.origins")
      #expect(checked.variable("OWN", of: service)?.value == .literal(service))
      #expect(checked.variable("PEER", of: service)?.summary == "backend.private_url")
    }
  }

  @Test func aVariableThatOnlyTheWriterHasIsTheWriters() {
    let checked = inheriting("ADDRESS: \"http://x:$<<PORT>>\", OTHER: \"y:$<<self.PORT>>\", A: a, B: $<<self.A>>")
    #expect(checked.codes == [], "\(checked.report)")
    #expect(checked.variable("ADDRESS", of: "worker")?.value == checked.variable("ADDRESS", of: "backend")?.value)
    #expect(checked.variable("OTHER", of: "last")?.value == checked.variable("OTHER", of: "backend")?.value)
    #expect(checked.variable("B", of: "worker")?.value == .literal("a"))
  }

  @Test func whatBothHaveIsTheCarriers() {
    let checked = inheriting(
      "N: \"$<<self.replicas>>\", M: $<<self.memory | mib>>, A: a, B: $<<self.A>>",
      child: "scale: { replicas: 3 }, resources: { memory: 128MiB }, variables: { A: own }")
    #expect(checked.codes == [], "\(checked.report)")
    #expect(checked.variable("N", of: "worker")?.value == .literal("3"))
    #expect(checked.variable("M", of: "worker")?.value == .literal("128"))
    #expect(checked.variable("B", of: "worker")?.value == .literal("own"))
    #expect(checked.variable("N", of: "last")?.value == .literal("1"))
  }

  @Test func whereNeitherHasItItIsMissing() {
    // Written by the child itself: no other service is meant.
    let own = inheriting("A: a", child: "variables: { CORS: $<<self.origins>> }")
    #expect(own.codes == ["E0306"], "\(own.report)")
    let neither = inheriting("CORS: $<<self.origins>>", backend: "public: false")
    #expect(neither.codes.contains("E0306") && !neither.codes.contains("E0302"), "\(neither.report)")
    let unknown = inheriting("A: $<<self.nothing>>")
    #expect(unknown.codes == ["E0302"], "\(unknown.report)")
  }

  @Test func aWriterThatIsDisabledHasNoAddress() {
    let checked = inheriting("CORS_ORIGINS: $<<self.origins>>", backend: "public: true\n    enabled: false")
    #expect(checked.codes.contains("E0803"), "\(checked.report)")
  }

  @Test func filesBelongToTheCode() throws {
    let checked = inheriting(
      "A: a", backend: "public: true\n    files: { /etc/app.conf: app.conf }\n    volumes: { /d: 1GiB }")
    #expect(checked.codes == [], "\(checked.report)")
    #expect(checked.service("worker")?.files == [FileMount(path: "/etc/app.conf", source: .repository("app.conf"))])
    #expect(checked.service("worker")?.volumes == [])
  }
}
