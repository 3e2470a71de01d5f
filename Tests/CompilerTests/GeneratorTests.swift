import Compiler
import Diagnostics
import IR
import Testing

/// `secret()` and `uuid()` as whole values are declared secrets.
@Suite struct GeneratorTests {
  private func check(_ variables: String, top: String = "", other: String = "{}", more: String = "") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      \(top)services:
        api: { type: fastapi, variables: { \(variables) }\(more) }
        other: { type: worker, start: python work.py, variables: \(other) }

      """)
  }

  private func source(_ checked: Checked, _ id: String = "shared/KEY") -> SecretInfo.Source? {
    checked.program()?.secret(id)?.source
  }

  @Test(arguments: [
    ("$<<secret()>>", "alnum", 32), ("${{secret(64)}}", "alnum", 32), ("$<<secret(33)>>", "alnum", 17),
    ("$<<secret(64, hex)>>", "hex", 32), ("$<<secret(64, \"abcdef0123456789\")>>", "hex", 32),
    ("$<<secret(alphabet=\"hex\")>>", "hex", 32), ("$<<secret(128, \"abcdefABCDEF0123456789\")>>", "alnum", 64),
    ("$<<uuid()>>", "uuid", 16),
  ])
  func defines(_ text: String, alphabet: String, bytes: Int) {
    let checked = check("KEY: '\(text)'")
    #expect(checked.codes == [])
    #expect(source(checked) == .generate(alphabet: alphabet, bytes: bytes))
    #expect(checked.variable("KEY", of: "api")?.value == .secret(id: "shared/KEY"))
    #expect(checked.program()?.secret("shared/KEY")?.usedBy == ["api"])
  }

  @Test func aSharedVariableIsASharedSecret() {
    let checked = check("{}", top: "variables: { KEY: $<<secret(64)>> }\n", more: ", use: [KEY]")
    #expect(checked.variable("KEY", of: "api")?.value == .secret(id: "shared/KEY"))
  }

  @Test func anotherServiceRefersToIt() {
    let checked = check("KEY: $<<secret()>>", other: "{ THEIRS: $<<api.KEY>>, SAME: $<<shared.KEY>> }")
    #expect(checked.codes == [])
    #expect(checked.variable("THEIRS", of: "other")?.value == .secret(id: "shared/KEY"))
    #expect(checked.variable("SAME", of: "other")?.value == .secret(id: "shared/KEY"))
  }

  @Test func servicesThatInheritOneHaveOneSecret() {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, variables: { KEY: $<<secret()>> } }
        second: { extends: api, port: 8001 }

      """)
    #expect(!checked.codes.contains("E0212"))
    #expect(checked.variable("KEY", of: "second")?.value == .secret(id: "shared/KEY"))
  }

  @Test(arguments: [
    ("KEY: $<<secret(8)>>", ["E0310"]), ("KEY: '$<<secret(64, \"xyz\")>>'", ["E0310"]),
    ("KEY: '$<<secret(64, hex, 1)>>'", ["E0310"]), ("KEY: $<<uuid(1)>>", ["E0310"]),
    ("KEY: x-$<<secret()>>", ["E0309"]), ("KEY: $<<secret() | upper>>", ["E0309"]),
    ("KEY: '$<<randomInt(1, 9)>>'", ["E0309"]), ("KEY: $<<hash()>>", ["E0309"]),
  ])
  func refused(_ variable: String, codes: [String]) {
    #expect(check(variable).codes == codes)
  }

  @Test func oneNameIsOneSecret() {
    #expect(check("KEY: $<<secret()>>", other: "{ KEY: $<<secret()>> }").codes == ["E0212"])
    #expect(check("KEY: $<<secret()>>", top: "secrets: { KEY: external }\n").codes == ["E0212"])
  }

  @Test(arguments: ["compose: { bind: $<<api.port>> }", "railway: { names: { api: \"${{project.name}}\" } }"])
  func optionsAreKnownWhileCompiling(_ option: String) {
    #expect(check("A: b", top: "options: { \(option) }\n").codes.contains("E0315"))
    #expect(check("A: b", more: ", options: { \(option) }").codes.contains("E0315"))
  }

  @Test func namesOfSecretsOutsideOfReferences() {
    let top = "secrets: { KEY: { source: external, differs_from: [OTHR] }, OTHER: external }\n"
    let checked = check("X: y", top: top, more: ", use: [KEY]")
    #expect(checked.codes.filter { $0 == "E0302" }.count == 1)
    #expect(checked.marked("E0302") == "OTHR")
    #expect(check("X: y", top: top, more: ", build: { secrets: [NOTHING] }").codes.contains("E0302"))
  }
}
