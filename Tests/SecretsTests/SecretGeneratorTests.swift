import Foundation
import Secrets
import Testing

/// Values that are made, and patterns of git.
@Suite struct SecretGeneratorTests {
  static let forms: [(alphabet: String, bytes: Int, pattern: String)] = [
    ("base64url", 32, "[A-Za-z0-9_-]{43}"), ("base64url", 16, "[A-Za-z0-9_-]{22}"),
    ("base64", 32, "[A-Za-z0-9+/]{43}="),
    ("base64", 33, "[A-Za-z0-9+/]{44}"), ("hex", 16, "[0-9a-f]{32}"), ("alnum", 24, "[A-Za-z0-9]{32}"),
    ("alnum", 128, "[A-Za-z0-9]{171}"),
    ("uuid", 16, "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
  ]

  @Test(arguments: forms.indices) func haveTheirForm(_ index: Int) throws {
    let (alphabet, bytes, pattern) = Self.forms[index]
    let form = SecretForm(alphabet: alphabet, bytes: bytes, prefix: "p-")
    let generator = SecretGenerator()
    let values = (0..<50).map { _ in generator.value(form) }
    #expect(Set(values).count == values.count)
    for value in values {
      #expect(value.range(of: "^p-\(pattern)$", options: .regularExpression) != nil, "\(value)")
    }
  }

  /// Every letter and digit is as likely as any other: within five standard deviations of the mean.
  @Test func lettersHaveNoBias() {
    let generator = SecretGenerator()
    let form = SecretForm(alphabet: "alnum", bytes: 128, prefix: "")
    let text = (0..<400).map { _ in generator.value(form) }.joined()
    let counts = Dictionary(grouping: text) { $0 }.mapValues { Double($0.count) }
    let mean = Double(text.count) / 62
    #expect(counts.count == 62)
    for count in counts.values { #expect(abs(count - mean) < 5 * mean.squareRoot()) }
  }

  /// Bytes from 248 on would make the first letters more likely.
  @Test func bytesThatWouldBiasAreLeftOut() {
    var rounds = 0
    let generator = SecretGenerator { count in
      rounds += 1
      return rounds % 2 == 1 ? [UInt8](repeating: 255, count: count) : (0..<count).map { UInt8($0) }
    }
    #expect(generator.value(SecretForm(alphabet: "alnum", bytes: 24, prefix: "")) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef")
  }

  @Test func bytesBecomeTheTextThatIsMeant() {
    let generator = SecretGenerator { count in (0..<count).map { UInt8(255 - $0 * 7 % 256) } }
    let bytes = Data((0..<20).map { UInt8(255 - $0 * 7 % 256) })
    #expect(generator.value(SecretForm(alphabet: "base64", bytes: 20, prefix: "")) == bytes.base64EncodedString())
    #expect(
      generator.value(SecretForm(alphabet: "hex", bytes: 20, prefix: ""))
        == bytes.map { String(format: "%02x", $0) }.joined())
  }

  /// As git itself decides.
  @Test(arguments: [
    "", ".env", "*", "*\n!.env", "infra", "infra/", "/infra", "/.env", "infra/.env", "infra/*/.env", "**/.env",
    "infra/**", "infra/**/.env", "!.env\n.env", ".env\n!.env", ".env\n!infra/a/.env", "# .env", "\\#x", ".e?v", "*.env",
    ".env ", ".en", "a", "a/", "infra/\n!infra/a/.env", "b/.env", "**", "***", "infra/a/**/.env",
  ])
  func gitDecidesTheSame(_ text: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "infracc-ignore-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: folder.appending(path: ".gitignore"), atomically: true, encoding: .utf8)
    func git(_ words: [String]) throws -> Int32 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["git", "-C", folder.path] + words
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1"]
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }
    #expect(try git(["init", "-q"]) == 0)
    var ignore = GitIgnore()
    ignore.add(text, in: [])
    for path in [".env", "infra/a/.env", "infra/.env", "a/b/.env"] {
      let isIgnored = try git(["check-ignore", "-q", path]) == 0
      #expect(ignore.ignores(path.split(separator: "/")) == isIgnored, "\(path)")
    }
  }

  @Test func patternsOfADirectoryHoldThere() {
    var ignore = GitIgnore()
    ignore.add(".env", in: [])
    ignore.add("!.env", in: ["infra"])
    #expect(ignore.ignores(["x", ".env"]))
    #expect(!ignore.ignores(["infra", "a", ".env"]))
  }
}
