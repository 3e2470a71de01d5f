import Compiler
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// The commands that make generated secrets, run by a shell: what they print is of the alphabet, of the size, and on one
/// line.
@Suite struct GeneratedSecretOracle {
  static let sizes = [16, 32, 33, 48, 49, 64, 100, 128]

  /// What a value of that many bytes is made of; the number of characters that hold them is the length of base64, or
  /// twice the bytes.
  private static func pattern(_ alphabet: String, _ bytes: Int) -> String {
    switch alphabet {
    case "hex": "^[0-9a-f]{\(2 * bytes)}$"
    case "alnum": "^[A-Za-z0-9]{\((bytes * 4 + 2) / 3),\(2 * bytes)}$"
    case "uuid": "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$"
    case "base64": "^[A-Za-z0-9+/]{\((bytes * 4 + 2) / 3)}={\((3 - bytes % 3) % 3)}$"
    default: "^[A-Za-z0-9_-]{\((bytes * 4 + 2) / 3)}$"
    }
  }

  private static func commands(_ source: String, prefix: String?) throws -> [String] {
    let declaration = prefix.map { "{ source: \"\(source)\", prefix: \"\($0)\" }" } ?? "\"\(source)\""
    let text = """
      infracc: 1
      project: shop
      targets: [compose, railway]
      repository: { github: example/shop }
      services:
        api: { type: fastapi, health: /, secrets: { KEY: \(declaration) } }

      """
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
    let files = compilation.emit(EmissionRequest(layout: OutputLayout())).files.map { ($0.file.path, $0.file.content) }
    let example = try #require(files.first { $0.0.hasSuffix("compose/.env.example") }?.1)
    let readme = try #require(files.first { $0.0.hasSuffix("railway/README.md") }?.1)
    let made = try #require(example.split(separator: "\n").first { $0.hasPrefix("# make one: ") })
    let value = try #require(readme.split(separator: "\n").first { $0.contains("openssl rand") })
    let start = try #require(value.range(of: "echo \"\(prefix ?? "")$(openssl") ?? value.range(of: "openssl"))
    // The README hands the value on to `jq`.
    let end = try #require(value.range(of: " | jq"))
    return [
      String(made.dropFirst("# make one: ".count)), String(value[start.lowerBound..<end.lowerBound]),
    ]
  }

  @Test(arguments: ["base64url", "base64", "hex", "alnum", "uuid"], [nil, "base64:", "sk-test_"])
  func printsAValueOfTheAlphabet(alphabet: String, prefix: String?) throws {
    for bytes in alphabet == "uuid" ? [16] : Self.sizes {
      let source = alphabet == "uuid" ? "generate(uuid)" : "generate(\(alphabet), \(bytes))"
      for command in try Self.commands(source, prefix: prefix) {
        let output = try run("sh", ["-c", "set -e; value=$(\(command)); printf '%s' \"$value\""])
        #expect(output.status == 0, "\(command)\n\(output.stderr)")
        let value = output.stdout
        #expect(value.hasPrefix(prefix ?? ""), "\(command)")
        let random = String(value.dropFirst(prefix?.count ?? 0))
        #expect(
          random.range(of: Self.pattern(alphabet, bytes), options: .regularExpression) != nil, "\(command): \(value)")
      }
    }
  }
}
