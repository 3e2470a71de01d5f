import Compiler
import Diagnostics
import IR
import Testing

/// Every row of the table of merge rules, on one small topology.
@Suite struct EnvironmentTests {
  /// A base with one service of each kind, and one overlay.
  private func check(_ overlay: String, base: String = "", environment: String = "staging") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      lints: { W0806: off, W0807: off, W0609: off }
      secrets: { KEY: external, OTHER: external, THIRD: external }
      variables: { LEVEL: low }
      services:
        postgres: { backup: { schedule: "0 3 * * *", keep: 14d }, resources: { cpu: 1, memory: 1GiB } }
        api:
          type: fastapi
          health: { path: /h, timeout: 200s }
          restart: { policy: always, max_retries: 3 }
          build: { packages: [curl, jq] }
          use: [KEY, OTHER, THIRD, LEVEL]
          variables: { PLAIN: base, LIST: [one, two], LONG: { value: [one], sep: ";" } }
      \(base)environments:
        production: {}
        staging: \(overlay)

      """)
  }

  @Test func mappingsMergeKeyByKey() {
    let checked = check("{ services: { postgres: { resources: { memory: 2GiB } } } }")
    #expect(checked.service("postgres", in: "staging")?.resources.memoryBytes == 2 << 30)
    #expect(checked.service("postgres", in: "staging")?.resources.cpuMilli == 1000)
    #expect(checked.service("postgres")?.resources.memoryBytes == 1 << 30)
  }

  @Test func scalarsAndListsAreReplaced() {
    let checked = check(
      "{ services: { api: { build: { packages: [git] }, variables: { PLAIN: other, LIST: [three] } } } }")
    #expect(checked.variable("PLAIN", of: "api", in: "staging")?.value == .literal("other"))
    #expect(checked.variable("LIST", of: "api", in: "staging")?.value == .literal("three"))
    #expect(checked.variable("LIST", of: "api")?.value == .literal("one,two"))
    #expect(checked.codes == [])
  }

  @Test(arguments: [
    ("LIST+: [two, three]", "LIST", "one,two,three"), ("LONG+: [two]", "LONG", "one;two"),
    ("PLAIN+: [more]", "PLAIN", "base,more"),
    ("NEW+: [a, b]", "NEW", "a,b"),
  ])
  func keyPlusAppendsWithoutDuplicates(overlay: String, name: String, text: String) {
    let checked = check("{ services: { api: { variables: { \(overlay) } } } }")
    #expect(checked.codes == [])
    #expect(checked.variable(name, of: "api", in: "staging")?.value == .literal(text))
    #expect(checked.service("api", in: "staging")?.env.count { $0.name == name } == 1)
  }

  @Test func keyPlusWorksBelowANewMapping() throws {
    let checked = check("{ services: { web: { type: flask, build: { packages+: [curl] } } } }")
    #expect(checked.codes == [])
  }

  @Test func keyAndKeyPlusTogether() {
    let checked = check("{ services: { api: { build: { packages: [a], packages+: [b] } } } }")
    #expect(checked.codes == ["E0107"])
    #expect(checked.marked("E0107") == "packages+")
  }

  @Test func nullRemovesAKey() {
    let checked = check(
      "{ services: { postgres: { backup: null, resources: { memory: ~ } }, api: { variables: { PLAIN: } } } }")
    #expect(checked.codes == [])
    #expect(checked.service("postgres")?.store?.backup != nil)
    #expect(checked.service("postgres", in: "staging")?.store?.backup == nil)
    #expect(checked.service("postgres", in: "staging")?.resources.memoryBytes == 1 << 30, "the default applies again")
    #expect(checked.variable("PLAIN", of: "api", in: "staging") == nil)
  }

  @Test func nullRemovesWhereTheBaseHasNothing() {
    let checked = check("{ services: { api: { scale: { replicas: null }, stop_grace: null } } }")
    #expect(checked.codes == ["W0810"])
    #expect(checked.first("W0810")?.path == "services.api.stop_grace")
  }

  @Test func whatWasRemovedCanComeBack() {
    let checked = check(
      """
      { services: { postgres: { backup: null }, api: { use: null, variables: { PLAIN: null } } } }
        late: { from: staging, services: { postgres: { backup: { schedule: "0 4 * * *" } }, api: { use: [KEY], variables: { PLAIN: again } } } }
      """)
    #expect(checked.codes == [])
    #expect(checked.service("postgres", in: "late")?.store?.backup?.schedule == "0 4 * * *")
    #expect(checked.variable("PLAIN", of: "api", in: "late")?.value == .literal("again"))
    #expect(checked.service("api", in: "staging")?.env.filter { $0.origin == .use }.map(\.name) == [])
    #expect(checked.service("api", in: "late")?.env.filter { $0.origin == .use }.map(\.name) == ["KEY"])
  }

  @Test func aServiceCannotBeNull() {
    let checked = check("{ services: { api: null } }")
    #expect(checked.codes == ["E0204"])
    #expect(checked.first("E0204")?.help.first?.contains("enabled: false") == true)
  }

  @Test func shortOverLongChangesOneKey() {
    let checked = check("{ services: { api: { health: /x, restart: never, variables: { LONG: [two, three] } } } }")
    let api = checked.service("api", in: "staging")
    #expect(api?.health?.timeout == 200_000)
    #expect(api?.health.map { "\($0.check)" }?.contains("/x") == true)
    #expect(api?.restart.policy == .never)
    #expect(api?.restart.maxRetries == 3)
    #expect(checked.variable("LONG", of: "api", in: "staging")?.value == .literal("two;three"))
    #expect(checked.codes == [])
  }

  @Test func longOverShortKeepsTheValue() {
    let checked = check(
      "{ variables: { LEVEL: { doc: how loud } }, services: { api: { variables: { PLAIN: { doc: what it is } } } }, secrets: { KEY: { pattern: \"k.*\" } } }"
    )
    #expect(checked.codes == [])
    #expect(checked.variable("PLAIN", of: "api", in: "staging")?.value == .literal("base"))
    #expect(checked.variable("PLAIN", of: "api", in: "staging")?.doc == "what it is")
    #expect(checked.variable("LEVEL", of: "api", in: "staging")?.value == .literal("low"))
    #expect(checked.program("staging")?.secret("shared/KEY")?.pattern == "k.*")
  }

  @Test func noneIsNoPath() {
    let checked = check("{ services: { api: { health: none } } }")
    #expect(checked.service("api", in: "staging")?.health.map { "\($0.check)" } == "none")
  }

  @Test func otherwiseTheKindMustBeRight() {
    #expect(check("{ services: { api: { build: docker } } }").codes == ["E0204"])
    #expect(check("{ services: { api: { variables: [A] } } }").codes == ["E0204"])
  }

  @Test func useIsUnitedAndUseMinusRemoves() {
    let checked = check(
      """
      { secrets: { MORE: external }, services: { api: { use-: [OTHER], use: [MORE, KEY] } } }
        late: { from: staging, services: { api: { use: [OTHER] } } }
      """)
    #expect(checked.codes == [])
    func used(_ environment: String) -> [String]? {
      checked.service("api", in: environment)?.env.filter { $0.origin == .use }.map(\.name)
    }
    #expect(used("production") == ["KEY", "OTHER", "THIRD", "LEVEL"])
    #expect(used("staging") == ["KEY", "THIRD", "LEVEL", "MORE"])
    #expect(used("late") == ["KEY", "THIRD", "LEVEL", "MORE", "OTHER"], "a later environment may want it again")
  }

  @Test func aServiceOfOneEnvironmentOnly() {
    let checked = check("{ services: { mail: { type: web, port: 8025, image: \"axllent/mailpit:v1\" }, redis: {} } }")
    #expect(checked.codes == [])
    #expect(checked.service("mail", in: "staging")?.port == 8025)
    #expect(checked.service("redis", in: "staging")?.type == "redis", "the name implies the type there too")
    #expect(checked.service("mail") == nil)
  }

  @Test func anOverlayOfAnUnknownService() {
    let checked = check("{ services: { apii: { port: 9000 }, postgress: { version: 15 } } }")
    #expect(checked.codes == ["E0801", "E0801"])
    #expect(checked.diagnostics.allSatisfy { $0.environments == ["staging"] || $0.severity == .info })
    #expect(checked.first("E0801")?.help.first?.contains("`api`") == true)
  }

  /// Names of services are compared as references compare them.
  @Test func overlaysFoldNames() {
    let checked = check("{ services: { API: { port: 9000 } } }")
    #expect(checked.codes == [])
    #expect(checked.service("api", in: "staging")?.port == 9000)
    #expect(checked.program("staging")?.services.map(\.name) == ["postgres", "api"])
  }

  @Test func aDisabledServiceTakesItsOwnAlong() {
    let checked = check("{ services: { api: { enabled: false } } }")
    #expect(checked.codes == [])
    #expect(checked.program("staging")?.services.map(\.name) == ["postgres"])
    #expect(checked.program("staging")?.secret("shared/KEY") == nil, "nobody has to supply it there")
    #expect(checked.program("staging")?.edges.isEmpty == true)
  }

  @Test func aFindingPointsAtTheOverlay() {
    let checked = check("{ services: { postgres: { resources: { memory: 2 Gigs } } } }")
    #expect(checked.codes == ["E0213"])
    #expect(checked.marked("E0213") == "2 Gigs")
  }

  // MARK: Chains

  @Test func chainsApplyFromTheFarthest() {
    let checked = check(
      """
      { variables: { LEVEL: mid } }
        late: { from: staging, kind: preview, ttl: 2d, services: { api: { port: 9000 } } }
        latest: { from: late, variables: { LEVEL: high } }
      """)
    // Compose writes nothing for a preview.
    #expect(checked.codes == ["W0925"])
    #expect(checked.program("late")?.shared.first?.value == .literal("mid"))
    #expect(checked.program("latest")?.shared.first?.value == .literal("high"))
    #expect(checked.service("api", in: "latest")?.port == 9000)
    #expect(checked.program("late")?.environment.kind == .preview)
    #expect(checked.program("latest")?.environment.kind == .standard, "the kind is not inherited")
    #expect(checked.program("latest")?.environment.base == "late")
  }

  @Test(arguments: [
    ("{ from: stagin }", "stagin"), ("{ from: staging }", "staging"), ("{ from: nowhere }", "nowhere"),
  ])
  func unknownBaseOrCircle(overlay: String, marked: String) {
    let checked = check(overlay)
    #expect(checked.codes == ["E0804"])
    #expect(checked.marked("E0804") == marked)
  }

  @Test func aCircleIsOneFinding() {
    #expect(check("{ from: b }\n  b: { from: c }\n  c: { from: b }").codes == ["E0804"])
    #expect(check("{ from: b }\n  b: { from: staging }").codes == ["E0804"])
  }

  @Test(arguments: ["infracc: 1", "project: other", "environments: {}"])
  func whatNoOverlayMayContain(line: String) {
    let checked = check("{ \(line) }")
    #expect(checked.codes == ["E0215"])
    #expect(checked.program("staging")?.project == "shop")
  }

  @Test(arguments: ["environments: {}", "environments:", ""])
  func withoutEnvironmentsThereIsProduction(line: String) {
    let checked = Checked("infracc: 1\nproject: shop\ntargets: [compose]\nservices: { postgres: {} }\n\(line)\n")
    #expect(checked.codes == [])
    #expect(checked.places == ["W1010 4:13"], "whether it is written or not, it is production")
    #expect(checked.compilation.programs.map(\.environment.name) == ["production"])
  }

  @Test func environmentsMustBeAMapping() {
    let checked = Checked(
      "infracc: 1\nproject: shop\ntargets: [compose]\nservices: { postgres: {} }\nenvironments: [production]\n")
    #expect(checked.codes == ["E0204"])
  }

  // MARK: What differs between environments

  @Test func anEnvironmentThatCallsItselfOtherwise() {
    let checked = check("{}", base: "  web: { type: flask, variables: { ENVIRONMENT: production } }\n")
    #expect(checked.codes == ["W0808"])
    #expect(checked.first("W0808")?.environments == ["staging"])
  }

  @Test func debugInProduction() {
    let checked = check("{}", base: "  web: { type: flask, variables: { DEBUG: true } }\n")
    #expect(checked.codes == ["W0814"])
    #expect(checked.first("W0814")?.environments == ["production"])
    let off = check(
      "{ services: { web: { variables: { DEBUG: true } } } }",
      base: "  web: { type: flask, variables: { DEBUG: false } }\n")
    #expect(off.codes == [])
  }

  @Test func oneDomainInTwoEnvironments() {
    let checked = check(
      "{ services: { web: { public: shop.example.com } } }\n  late: { from: staging }",
      base: "  web: { type: flask, public: shop.example.com }\n")
    #expect(checked.codes.allSatisfy { $0 == "E0811" || $0 == "W0810" })
    #expect(checked.codes.count { $0 == "E0811" } <= 2)
    #expect(checked.first("E0811") != nil)
  }

  @Test func aDisabledDependencyIsOneFindingForAllItsEnvironments() {
    let checked = check(
      "{ services: { postgres: { enabled: false } } }\n  late: { from: staging }",
      base: "  web: { type: flask, variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> } }\n")
    #expect(checked.codes == ["E0803"])
    #expect(checked.first("E0803")?.environments == ["staging", "late"])
  }

  @Test func policies() {
    func policy(_ text: String) -> Checked {
      Checked(
        """
        infracc: 1
        project: shop
        targets: [compose]
        policies: [\(text)]
        lints: { W0609: off, W0806: off, W0810: off }
        services: { postgres: { version: 15, backup: { schedule: "0 3 * * *" } }, api: { type: flask, public: true } }
        environments:
          production: { services: { api: { public: true, scale: { replicas: 2 } } } }
          staging: { services: { postgres: { version: 16 } } }

        """)
    }
    #expect(policy("{ same: services.postgres.version }").codes == ["E0805"])
    #expect(policy("{ same: services.*.port }").codes == [])
    #expect(
      policy("{ at_least: { path: services.api.scale.replicas, environment: production, value: 2 } }").codes == [])
    #expect(
      policy("{ at_least: { path: services.api.scale.replicas, environment: production, value: 3 } }").codes == [
        "E0805"
      ])
    #expect(policy("{ forbid: { path: services.*.public, equals: true, environments: [staging] } }").codes == ["E0805"])
    #expect(policy("{ forbid: { path: services.*.public, equals: tcp } }").codes == [])
    #expect(policy("{ require: { path: services.*.health, when: public } }").codes == ["E0805"])
  }
}
