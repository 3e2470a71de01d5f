import Compiler
import Diagnostics
import Emit
import Files
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// The real `docker compose` gives a mounted text as it was meant: every character of it, and the values of the env file.
@Suite(.waiting)
struct MountedFileOracle {
  private static func compilation(_ texts: [String]) throws -> Compilation {
    let files = texts.indices.map { "      /t/\($0): { template: t\($0) }\n" }.joined()
    let topology = """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { TOKEN: external }
      services:
        api:
          type: worker
          image: "example/api:1.0"
          variables: { LIMIT?: 8 }
          files:
      \(files)
      """
    var options = CompileOptions()
    options.mounted = .texts(texts.enumerated().map { ("t\($0)", $1) })
    return Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8), options: options)
  }

  @Test func everyTextIsReadAsMeant() throws {
    // What YAML cannot hold is refused, not written otherwise.
    let nasty = NastyTexts.all(300, seed: 11).filter { text in
      !text.contains("<<") && !text.contains("{{") && !text.utf8.contains(0)
    }
    let texts = nasty.map { "$<<shared.TOKEN>>|" + $0 + "|$<<LIMIT>>|$$<<x>>" }
    #expect(texts.count > 100)
    let compilation = try Self.compilation(texts)
    let errors = compilation.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
    #expect(errors == [])
    let program = try #require(compilation.programs.first)
    let checkout = try ComposeOracle.Checkout(program, .tree)
    let values = "TOKEN='s3$cret'\nLIMIT='12'\n"
    try Data(values.utf8).write(to: URL(fileURLWithPath: checkout.envFile))
    let output = try checkout.config(["--format", "json", "--no-interpolate=false"])
    #expect(output.status == 0, "\(output.stderr)")
    let model = try #require(try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: Any])
    let configs = try #require(model["configs"] as? [String: [String: Any]])
    for (index, text) in nasty.enumerated() {
      // Compose doubles the dollars of what it prints.
      let content = (configs["api_\(index)"]?["content"] as? String)?.replacingOccurrences(of: "$$", with: "$")
      let wanted = "s3$cret|" + text + "|12|$<<x>>"
      #expect(
        content == wanted || content == wanted.replacingOccurrences(of: "$$", with: "$"), "\(text.debugDescription)")
    }
  }

  @Test func aMissingValueStopsCompose() throws {
    let program = try #require(try Self.compilation(["$<<shared.TOKEN>>"]).programs.first)
    let output = try ComposeOracle.Checkout(program, .tree).config(["--quiet"])
    #expect(output.status != 0)
    #expect(output.stderr.contains("TOKEN"), "\(output.stderr)")
  }
}
