import Compiler
import Diagnostics
import Testing

/// One mistake is one finding, with the worst sum, however many environments have it.
@Suite struct UnitedFindingsTests {
  private func compile(_ services: String, _ environments: String) -> Checked {
    Checked(
      "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n\(services)\nenvironments:\n\(environments)\n")
  }

  @Test func aPoolThatIsTooLargeInTwoEnvironmentsIsOneFinding() throws {
    let checked = compile(
      """
        postgres: { version: 16 }
        api:
          type: fastapi
          health: /health
          workers: 2
          pools: { postgres: { size: 40, overflow: 40 } }
          variables: { DATABASE_URL: $<<postgres.url>> }
      """,
      """
        staging: {}
        production: { services: { api: { scale: { replicas: 3 } } } }
      """)
    let found = checked.diagnostics.filter { $0.code == "E0701" }
    #expect(found.count == 1)
    #expect(found[0].message.contains("480 connections"))
    // In all environments, so none is named; the sum is production's.
    #expect(found[0].environments == [])
    #expect(found[0].notes.contains { $0.contains("the sum is that of `production`") })
  }

  @Test func aWorkMemThatIsTooLargeInTwoEnvironmentsIsOneFinding() {
    let checked = compile(
      "  postgres: { version: 16, tuning: { work_mem: 512MiB }, resources: { memory: 2GiB } }",
      "  staging: { services: { postgres: { resources: { memory: 1GiB } } } }\n  production: {}")
    #expect(checked.diagnostics.count { $0.code == "E0705" } == 1)
  }

  /// Two stores whose consumers write no pool share a span; their sums are two mistakes.
  @Test func twoStoresAreTwoFindings() {
    let pools = "pools: { first: { size: 200 }, second: { size: 300 } }"
    let checked = compile(
      """
        first: { type: postgres, version: 16 }
        second: { type: postgres, version: 16 }
        api:
          type: fastapi
          health: /health
          \(pools)
          variables: { DATABASE_URL: $<<first.url>>, OTHER_DATABASE_URL: $<<second.url>> }
      """, "  staging: {}\n  production: {}")
    #expect(checked.diagnostics.count { $0.code == "E0701" } == 2)
  }

  /// What a service inherits is written once.
  @Test func anInheritedMistakeIsOneFinding() {
    let checked = compile(
      """
        api: { type: fastapi, health: /health, variables: { OTHER: $<<nothing.url>> } }
        worker: { type: worker, extends: api, start: ./run }
        beat: { type: worker, extends: api, start: ./beat }
      """, "  staging: {}\n  production: {}")
    #expect(checked.codes == ["E0301"])
  }

  /// What tells findings apart is what they are about, and no word of their texts.
  @Test func findingsOfOneSpanAreUnitedByTheirSubject() {
    let span = Span(file: FileID(0), start: 3, end: 5)
    func finding(_ message: String, _ environments: [String], about subject: String? = nil) -> Diagnostic {
      var diagnostic = Diagnostic(code: "W0903", severity: .warning, at: span, message)
      diagnostic.path = "services.api"
      diagnostic.environments = environments
      diagnostic.subject = subject.map { [.name($0)] } ?? []
      return diagnostic
    }
    let apart = UnitedFindings.of([
      finding("a 1", ["x", "y"], about: "a"), finding("b", ["y"], about: "b"), finding("a 2", ["z"], about: "a"),
    ])
    #expect(apart.map(\.message) == ["a 1", "b"])
    #expect(apart.map(\.environments) == [["x", "y", "z"], ["y"]])
    // Two of one environment that say nothing about it: neither is lost.
    let untold = UnitedFindings.of([finding("a", ["x", "y"]), finding("b", ["y"]), finding("c", ["z"])])
    #expect(untold.map(\.message) == ["a", "b", "c"])
    #expect(UnitedFindings.of([finding("a", ["x"]), finding("b", ["y"])]).count == 1)
  }
}
