import Compiler
import Diagnostics
import Emit
import Testing

/// What an environment declares for itself: targets, levels of findings, options. What belongs to the project is
/// refused there.
@Suite struct OwnTargetsTests {
  private func compile(_ environments: String, head: String = "targets: [compose]") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      \(head)
      services:
        postgres: { version: 18 }  # infracc: allow W1010 only the levels below are of interest
        api: { type: fastapi, health: /health, variables: { DATABASE_URL: $<<postgres.url>> } }
      environments: \(environments)

      """)
  }

  /// Every environment has a public service without a health check.
  private func withWarning(_ environments: String) -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, public: true }
      environments: \(environments)

      """)
  }

  /// The targets that wrote files, by environment; `all` for files that environments share.
  private func written(_ checked: Checked, _ request: EmissionRequest = EmissionRequest(layout: OutputLayout()))
    -> [String: Set<String>]
  {
    var result: [String: Set<String>] = [:]
    for built in checked.compilation.emit(request).files {
      result[built.environment ?? "all", default: []].insert(built.target)
    }
    return result
  }

  @Test(arguments: [
    "{ staging: { targets: [compose] }, production: { targets: [railway] } }",
    "{ production: { targets: [railway] }, staging: { targets: [compose] } }",
  ])
  func eachEnvironmentHasItsOwnTargets(environments: String) {
    for head in ["", "targets: [procfile]", "targets: [compose]"] {
      let checked = compile(environments, head: head)
      #expect(!checked.compilation.hasErrors)
      let files = written(checked)
      #expect(files["staging"]?.contains("compose") == true)
      #expect(files["production"]?.contains("compose") != true)
      #expect(files["all"]?.contains("railway") == true)
      #expect(files.values.allSatisfy { !$0.contains("procfile") })
      let railway = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
        .filter { $0.target == "railway" && $0.file.path.hasSuffix(".ts") }
      #expect(railway.allSatisfy { !$0.file.content.contains("staging") })
    }
  }

  @Test func aRequestTakesTargetsThatAnyEnvironmentLists() {
    let checked = compile("{ production: { targets: [railway] }, staging: { targets: [compose] } }")
    #expect(checked.compilation.targets == ["railway", "compose"])
    let compose = written(checked, EmissionRequest(targets: ["compose"], layout: OutputLayout()))
    #expect(compose["staging"]?.contains("compose") == true)
    #expect(compose["all"]?.contains("railway") != true)
  }

  @Test func unknownTargetsOfAnyEnvironmentAreReported() {
    for environments in [
      "{ staging: {}, production: { targets: [nonsense] } }", "{ staging: { targets: [nonsense] } }",
    ] {
      #expect(compile(environments).codes == ["E0901"])
    }
  }

  @Test func optionsOfAnyEnvironmentAreChecked() {
    #expect(compile("{ staging: {}, production: { options: { compsoe: {} } } }").codes == ["E0201"])
    #expect(compile("{ staging: {}, production: { options: { compose: { bnid: 0.0.0.0 } } } }").codes == ["E0201"])
  }

  @Test(arguments: [
    "policies: [{ same: services.postgres.version }]", "options: { layout: repo }", "project: other",
    "options: { railway: { format: json } }",
  ])
  func whatBelongsToTheProjectIsRefused(overlay: String) {
    let checked = compile("{ staging: {}, production: { \(overlay) } }", head: "targets: [railway]")
    #expect(checked.codes == ["E0215"])
    #expect(checked.first("E0215")?.help.isEmpty == false)
  }

  @Test func anOptionOfAServiceIsRefusedAtTheTop() {
    #expect(compile("{}", head: "options: { compose: { profiles: [x] } }").codes == ["E0215"])
    let own = Checked(
      """
      infracc: 1
      project: shop
      services:
        api: { type: fastapi, health: /health, options: { compose: { bind: 0.0.0.0 } } }

      """)
    #expect(own.codes == ["E0215"])
  }

  @Test(arguments: [
    ("{ production: { lints: { W0609: off } }, staging: {} }", ["staging"]),
    ("{ staging: {}, production: { lints: { W0609: off } } }", ["staging"]),
    ("{ staging: { lints: { W0609: off } }, production: {} }", ["production"]),
    ("{ staging: { lints: { W0609: off } }, production: { lints: { W0609: off } } }", nil),
    ("{ staging: {}, production: {} }", []),
  ])
  func levelsAreEachEnvironmentsOwn(environments: String, found: [String]?) {
    let checked = withWarning(environments)
    #expect(checked.first("W0609")?.environments == found)
  }

  @Test func oneEnvironmentCanMakeAFindingAnError() {
    let checked = withWarning("{ staging: {}, production: { lints: { W0609: error } } }")
    #expect(checked.first("W0609")?.severity == .error)
    #expect(withWarning("{ staging: { lints: { W0609: info } }, production: {} }").first("W0609")?.severity == .warning)
  }

  /// An environment of a kind that its targets do not write would be lost.
  @Test(arguments: [
    ("kind: preview, ttl: 3d", "compose", true), ("kind: preview, ttl: 3d", "railway", false),
    ("kind: local", "railway", true), ("kind: local", "compose", false), ("kind: local", "railway, compose", false),
  ])
  func anEnvironmentThatNoTargetWritesIsReported(kind: String, targets: String, isReported: Bool) {
    let checked = compile("{ production: {}, other: { \(kind), targets: [\(targets)] } }")
    #expect((checked.first("W0925") != nil) == isReported)
    let written = written(checked)["other"] ?? []
    if isReported { #expect(written.isEmpty) }
  }
}
