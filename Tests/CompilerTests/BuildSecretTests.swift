import Compiler
import Diagnostics
import Emit
import IR
import Model
import TestSupport
import Testing

/// `build.secrets` and `build.registries`: each key has an effect or a finding, for every package manager and target.
@Suite struct BuildSecretTests {
  private static func checked(_ service: String, target: String = "compose") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: [\(target)]
      secrets: { TOKEN: external }
      services:
        api: { \(service) }
      """)
  }

  private static func text(_ checked: Checked) -> String {
    checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file.content).joined()
  }

  private static func service(_ tool: Toolchain, _ registry: String) -> String {
    let type =
      switch tool.language {
      case .python: "fastapi"
      case .node: "node"
      case .go: "go"
      }
    return
      "type: \(type), root: ./api, health: none, build: { toolchain: \(tool.name), registries: [{ secret: TOKEN\(registry) }] }"
  }

  private static let keys: [(name: String, one: String, other: String)] = [
    ("host", "one.example.com", "two.example.com"), ("name", "alpha", "beta"), ("user", "someone", "another"),
  ]

  /// Beside every choice of the other keys.
  @Test(arguments: Toolchains.all.map(\.name))
  func aKeyOfARegistryHasAnEffectOrAFinding(_ name: String) throws {
    let tool = try #require(Toolchains.named(name))
    for (position, key) in Self.keys.enumerated() {
      let others = Self.keys.indices.filter { $0 != position }
      for choice in 0..<4 {
        let beside = others.enumerated().filter { choice >> $0.offset & 1 == 1 }.map {
          ", \(Self.keys[$0.element].name): \(Self.keys[$0.element].one)"
        }.joined()
        let made = [key.one, key.other].map { value in
          Self.checked(Self.service(tool, "\(beside), \(key.name): \(value)"))
        }
        let isEffective = Self.text(made[0]) != Self.text(made[1])
        let bytes = made[0].compilation.sources.files[0].bytes
        let found = made[0].diagnostics.filter { $0.code == "E0215" }.map {
          String(decoding: bytes[$0.primary.span.range], as: UTF8.self)
        }
        #expect(isEffective == !(found.contains(key.one) || found.contains("TOKEN")), "\(key)\(beside)\n\(found)")
      }
    }
  }

  @Test("what a tool needs to find a secret is named")
  func needed() throws {
    for (tool, key) in [(Toolchain.uv, "name"), (.poetry, "name"), (.go, "host")] {
      let finding = try #require(Self.checked(Self.service(tool, "")).first("E0215"))
      #expect(finding.message == "`secret` has no meaning for \(tool.name) without `\(key)`")
    }
    for tool in [Toolchain.pip, .npm, .pnpm, .pdm, .pipenv] {
      #expect(Self.checked(Self.service(tool, "")).codes == [], "\(tool.name)")
    }
  }

  /// A Dockerfile gets a secret as a mount, or it is refused; Railpack gets it as a variable of the service.
  @Test(arguments: [
    (
      "type: fastapi, root: ./api, health: none, build: { secrets: [TOKEN] }", "compose", "--mount=type=secret,id=TOKEN"
    ),
    ("type: fastapi, root: ./api, health: none, build: { secrets: [TOKEN] }", "railway", nil),
    (
      "type: web, root: ./api, port: 80, health: none, build: { dockerfile: api/Dockerfile, secrets: [TOKEN] }",
      "railway",
      nil
    ),
    (
      "type: web, root: ./api, port: 80, health: none, build: { builder: railpack, secrets: [TOKEN] }", "railway",
      "TOKEN: ctx.shared.TOKEN"
    ),
  ])
  func secretsOfBuilds(service: String, target: String, line: String?) throws {
    let checked = Self.checked(service, target: target)
    guard let line else {
      let finding = try #require(checked.first("E0902"), "\(checked.report)")
      #expect(finding.message == "railway passes no secrets to a Dockerfile, and `api` needs one")
      return
    }
    #expect(checked.codes == [], "\(checked.report)")
    #expect(Self.text(checked).contains(line), "\(Self.text(checked))")
  }
}
