import Compiler
import Diagnostics
import Emit
import IR
import JSON
import Testing

/// References in options of targets: text where an option takes them and the value is known, else a finding.
@Suite struct OptionReferenceTests {
  private static let taker = "kubernetes"

  /// - Parameters:
  ///   - tag: the text of an option that takes references.
  ///   - overlay: what the environment `staging` changes.
  private func check(_ tag: String, overlay: String = "") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: [kubernetes]
      options: { kubernetes: { registry: r.example.com, tag: '\(tag)' } }
      secrets: { PASSWORD: external }
      variables: { RELEASE: 1.10, LATER: { source: external }, STAGE: "$<<environment.name>>" }
      services:
        api:
          { type: fastapi, root: ./api, port: 8000, health: none, use: [PASSWORD, RELEASE, LATER, STAGE] }
      environments:
        production: {}
        staging: {\(overlay)}

      """)
  }

  private func tag(_ checked: Checked, in environment: String) -> String? {
    checked.program(environment)?.options[Self.taker]?["tag"]?.string
  }

  @Test(arguments: [
    ("$<<shared.RELEASE>>", "1.10", "1.10"), ("${{shared.RELEASE}}", "1.10", "1.10"),
    ("v$<<shared.RELEASE>>-$<<environment.name>>", "v1.10-production", "v1.10-staging"),
    ("$<<shared.STAGE>>", "production", "staging"), ("$<<project.name>>.$<<api.port>>", "shop.8000", "shop.8000"),
    ("1.10", "1.10", "1.10"),
  ])
  func isFilledIn(_ text: String, production: String, staging: String) {
    let checked = check(text)
    #expect(checked.codes == [])
    #expect(tag(checked, in: "production") == production)
    #expect(tag(checked, in: "staging") == staging)
  }

  @Test func differsBetweenEnvironments() {
    let overlay = " options: { kubernetes: { tag: '$<<shared.RELEASE>>-rc' } } "
    let checked = check("$<<shared.RELEASE>>", overlay: overlay)
    #expect(checked.codes == [])
    #expect(tag(checked, in: "production") == "1.10")
    #expect(tag(checked, in: "staging") == "1.10-rc")
  }

  @Test func reachesTheFiles() {
    let files = check("v$<<shared.RELEASE>>").compilation.emit(EmissionRequest(layout: OutputLayout())).files
    let text = files.first { $0.file.path == "production/kubernetes/3-serve/api.yaml" }?.file.content
    #expect(text?.contains("image: r.example.com/shop-api:v1.10\n") == true)
  }

  @Test(arguments: [
    ("$<<shared.PASSWORD>>", "E0514"), ("x$<<shared.PASSWORD>>", "E0514"), ("$<<shared.LATER>>", "E0315"),
    ("$<<api.private_host>>", "E0315"), ("$<<shared.NOTHING>>", "E0302"), ("$<<self.port>>", "E0314"),
    ("$<<shared.RELEASE", "E0304"),
  ])
  func isRefusedWhereItIsNotKnown(_ text: String, code: String) {
    let checked = check(text)
    #expect(checked.codes == [code])
    #expect(checked.first(code)?.help.isEmpty == false)
  }

  /// A name that another environment alone uses is used.
  @Test func usesWhatItNames() {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [kubernetes]
      options: { kubernetes: { registry: r.example.com } }
      variables: { RELEASE: 1.10 }
      services:
        api: { type: fastapi, root: ./api, health: none }
      environments:
        production: { options: { kubernetes: { tag: $<<shared.RELEASE>> } } }

      """)
    #expect(checked.codes == [])
  }
}
