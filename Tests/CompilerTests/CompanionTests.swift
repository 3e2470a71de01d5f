import Compiler
import Diagnostics
import Emit
import IR
import Testing

/// What is listed under `targets:` beside a deploy target, and writes about its deployments.
@Suite("targets that are listed beside others")
struct CompanionTests {
  private func compile(_ targets: String, environments: String = "{ production: {} }", more: String = "") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: \(targets)
      \(more)
      services:
        api: { type: fastapi, health: /health, public: true }
      environments: \(environments)

      """)
  }

  private func paths(_ checked: Checked, targets: [String]? = nil) -> [String] {
    let request = EmissionRequest(targets: targets, layout: OutputLayout())
    return checked.compilation.emit(request).files.map(\.file.path).sorted()
  }

  @Test("without a deploy target it is E0202, at its name") func alone() {
    let checked = compile("[scripts]")
    #expect(checked.places == ["E0202 3:11"])
    let finding = checked.diagnostics.first
    #expect(finding?.message == "`targets` lists no deploy target")
    #expect(finding?.help.first?.contains("compose") == true)
    // What is unknown is reported as that, and not as missing.
    #expect(compile("[scripts, compos]").codes == ["E0901"])
  }

  @Test("it is written with a deploy target, for the environments that list both") func beside() {
    let checked = compile(
      "[compose, scripts]",
      environments: "{ production: {}, staging: { targets: [compose] }, laptop: { kind: local } }")
    #expect(!checked.compilation.hasErrors)
    let scripts = paths(checked).filter { $0.contains("scripts/") }
    #expect(
      scripts == [
        "production/scripts/compose/deploy.sh", "production/scripts/compose/down.sh",
        "production/scripts/compose/rollback.sh", "production/scripts/smoke.sh",
      ])
    #expect(checked.compilation.targets == ["compose"])
    #expect(checked.compilation.programs.map(\.companions) == [["scripts"], [], ["scripts"]])
  }

  @Test("-t writes it only where it is named") func narrowed() {
    let checked = compile("[compose, scripts]")
    #expect(!paths(checked, targets: ["compose"]).contains { $0.contains("scripts/") })
    let scripts = paths(checked, targets: ["scripts"])
    #expect(!scripts.isEmpty && scripts.allSatisfy { $0.contains("scripts/") }, "\(scripts)")
  }

  @Test("a target without scripts says so, and nothing is written for it alone") func nothingToOperate() {
    let checked = compile("[procfile, scripts]")
    #expect(!checked.compilation.hasErrors)
    #expect(!paths(checked).contains { $0.contains("scripts/") })
    let finding = checked.diagnostics.first { $0.code == "I0914" && $0.message == "procfile has no scripts" }
    #expect(finding != nil, "\(checked.diagnostics.map(\.message))")
  }

  @Test("it has no options and no raw") func keys() {
    #expect(compile("[compose, scripts]", more: "options: { scripts: { shell: bash } }").codes == ["E0201"])
    #expect(compile("[compose, scripts]", more: "raw: { scripts: {} }").codes == ["E0201"])
  }
}
