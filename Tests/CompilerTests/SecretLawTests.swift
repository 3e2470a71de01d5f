import Resolution
import Compiler
import Diagnostics
import Emit
import IR
import TestSupport
import Testing

/// A credential that stands in a topology is refused, and neither a report nor a file shows it.
@Suite("Secrets stay secret")
struct SecretLawTests {
  static let planted = [
    "sk_live_51HqLyjWDarjtT1zdp7dcXw", "ghp_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5",
    "AKIAQ7RZ2LXW4TNB6MVC", "whsec_9f8Gh2kLmN4pQr6sTuVw", "glpat-Xy7Zw9Vu8Ts6Rq5Po4Nm",
  ]

  private static func topology(_ variables: String, shared: String = "") -> [UInt8] {
    Array(
      """
      infracc: 1
      project: shop
      \(shared)
      services:
        api:
          type: fastapi
          build: { args: { TOKEN: "\(planted[1])" } }
          variables:
      \(variables)
      """.utf8)
  }

  @Test("refused wherever it stands", arguments: planted)
  func refused(_ secret: String) {
    for variables in [
      "      A: \(secret)", "      A: [x, \(secret)]", "      A: { value: \(secret), doc: mine }",
      "      A: \"Bearer \(secret)\"",
    ] {
      let compilation = Compilation.run(path: "topology.yaml", bytes: Self.topology(variables))
      let found = compilation.diagnostics.filter { $0.code == "E0501" }
      #expect(found.count == 2, "\(variables)")
      #expect(compilation.hasErrors)
    }
    let shared = "variables: { B: \(secret) }"
    let compilation = Compilation.run(
      path: "topology.yaml", bytes: Self.topology("      A: $<<shared.B>>", shared: shared))
    #expect(compilation.diagnostics.contains { $0.code == "E0501" && $0.message.contains("`B`") })
  }

  @Test("no report shows one, whatever else is wrong on its line", arguments: Renderers.all.map { $0.name })
  func masked(_ format: String) throws {
    let renderer = try #require(Renderers.named(format))
    for secret in Self.planted {
      let variables = """
              A: \(secret)
              NEXT_PUBLIC_B: { value: \(secret), type: int }
              C: [\(secret), $<<nobody.url>>]
              DATABASE_URL: postgresql://shop:\(secret)@db.example.com/shop
        """
      let shared = "variables: { S: { value: \(secret), type: int } }"
      let compilation = Compilation.run(path: "topology.yaml", bytes: Self.topology(variables, shared: shared))
      #expect(compilation.diagnostics.count > 4)
      let text = renderer.render(RenderRequest(compilation.diagnostics, sources: compilation.sources))
      #expect(!text.contains(secret), "\(format) shows \(secret)")
      #expect(!text.contains(secret.dropFirst(6)), "\(format) shows the rest of \(secret)")
    }
  }

  /// Passwords of people, whatever tells them: names, addresses, queries, settings. Another mistake on the same line,
  /// and a finding about the secret itself, show as little.
  static let plain: [(name: String, before: String, secret: String, after: String)] = [
    ("SMTP_PASS", "", "zq7pwd", ""), ("PASSPHRASE", "", "correct-horse-9", ""), ("GITHUB_PAT", "", "zqpatzq1", ""),
    ("SESSION_COOKIE_SECRET", "", "zqcookie1", ""), ("PGPASSWORD", "", "zqpgpass1", ""),
    ("STRIPE_KEY2", "", "zqstripe1", ""),
    ("CLOUDAMQP", "amqps://user:", "S3cretPassw0rd", "@fish.example.net/user"),
    ("HOOK", "https://h.example/x?token=", "zqtoken12", "&a=b"),
    ("API", "https://h.example/?api_key=", "zqapikey12", ""),
    ("DSN_TEXT", "host=db user=app password=", "zqsecret12", ""),
    ("ADO", "Server=db;Password=", "zqsecret13", ";Database=d"),
    ("SENTRY_DSN", "https://", "0123456789abcdef0123456789abcdef", "@o1.ingest.sentry.io/1"),
  ]

  @Test("nor does a report show a password", arguments: Renderers.all.map { $0.name })
  func passwords(_ format: String) throws {
    let renderer = try #require(Renderers.named(format))
    for (name, before, secret, after) in Self.plain {
      let value = before + secret + after
      for text in [
        "services:\n  api:\n    type: fastapi\n    variables:\n      \(name): '\(value)'\n",
        "services:\n  api: { type: fastapi, variables: { \(name): '\(value)', B: $<<nobody.url>> } }\n",
        "variables: { \(name): '\(value)' }\nservices:\n  api: { type: fastapi, use: [\(name), NOBODY] }\n",
        "services:\n  api:\n    type: fastapi\n    variables:\n      \(name): '\(value)' x\n",
      ] {
        let topology = "infracc: 1\nproject: shop\ntargets: [compose]\n" + text
        let compilation = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8))
        var request = RenderRequest(compilation.diagnostics, sources: compilation.sources)
        request.secrets = { WrittenSecrets.ranges(in: $0) }
        let report = renderer.render(request)
        #expect(!report.contains(secret), "\(format): \(report)")
        if secret.count >= 12 { #expect(!report.contains(secret.dropFirst(5)), "\(format): \(report)") }
      }
    }
  }

  private static func compiled(_ name: String) throws -> Compilation {
    let text = try Repository.text("Tests/Fixtures/emit/\(name)/topology.yaml")
    return Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
  }

  /// The golden topologies that have secrets.
  private static func withSecrets() throws -> [String] {
    let names = try EmissionGoldens.cases.filter { name in
      try compiled(name).programs.contains { !$0.secrets.isEmpty }
    }
    try #require(!names.isEmpty)
    return names
  }

  @Test("secrets are empty in every generated env file", arguments: try withSecrets())
  func examplesAreEmpty(_ name: String) throws {
    let compilation = try Self.compiled(name)
    let names = Set(compilation.programs.flatMap { $0.secrets.map(\.env) })
    var lines = 0
    for built in compilation.emit(EmissionRequest(layout: OutputLayout())).files
    where built.file.path.hasSuffix(".env.example") {
      for line in built.file.content.split(separator: "\n") {
        let parts = (line.hasPrefix("#") ? line.dropFirst() : line).split(separator: "=", maxSplits: 1)
        guard parts.count == 2, names.contains(String(parts[0])) else { continue }
        lines += 1
        #expect(parts[1] == "''", "\(built.file.path): \(line)")
      }
    }
    #expect(lines > 0)
  }
}
