import Compiler
import Diagnostics
import Emit
import IR
import Testing

/// `backup.to`: where copies of dumps lie outside of the deployment.
@Suite("Destinations of backups")
struct BackupDestinationTests {
  private static func topology(_ destination: String, targets: String = "plain") -> String {
    """
    infracc: 1
    project: shop
    targets: [\(targets)]
    secrets: { BUCKET: external, MADE: generate }
    services:
      postgres: { version: 17, backup: { schedule: "0 3 * * *", to: { \(destination) } } }
      api: { type: fastapi, root: ./api, health: /health, use: [MADE], variables: { URL: $<<postgres.url>> } }

    """
  }

  private static let right = "url: s3://backups/shop, secret: BUCKET"

  struct Case: Sendable, CustomTestStringConvertible {
    var destination: String
    /// The code with the marked text.
    var found: (code: String, marked: String)
    var testDescription: String { destination }
  }

  static let cases: [Case] =
    [
      "http://backups/shop", "s3://", "s3://ab/x", "s3://-backups", "s3://Backups", "s3://backups//x",
      "s3://backups/../x",
      "s3://backups/a b", "s3://backups/x?y", "backups",
    ].map { Case(destination: "url: \"\($0)\", secret: BUCKET", found: ("E0213", "\"\($0)\"")) }
    + [
      "s3.example.net", "https://", "https://a/b", "ftp://a", "https://a:0", "https://a:b", "https://a:1:2",
      "https://u@a",
    ]
    .map { Case(destination: "\(right), endpoint: \"\($0)\"", found: ("E0213", "\"\($0)\"")) }
    + [
      Case(destination: "url: s3://backups/shop, secret: BUKET", found: ("E0302", "BUKET")),
      Case(destination: "url: s3://backups/shop, secret: MADE", found: ("E0213", "MADE")),
      Case(destination: "url: s3://backups/shop", found: ("E0202", "{ url: s3://backups/shop }")),
      Case(destination: "\(right), prefix: x", found: ("E0201", "prefix")),
    ]

  @Test("what is no destination is one error at its place", arguments: cases)
  func mistakes(_ example: Case) {
    let checked = Checked(Self.topology(example.destination, targets: "procfile"))
    let errors = checked.diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.code) == [example.found.code], "\(errors.map(\.message))")
    #expect(checked.marked(example.found.code) == example.found.marked)
  }

  @Test(
    "what is one is none",
    arguments: [
      "s3://backups", "s3://backups/", "s3://my.backups/a/b_c-d.e/",
    ])
  func destinations(url: String) throws {
    let text = Self.topology("url: \(url), secret: BUCKET, endpoint: \"http://minio:9000/\"", targets: "procfile")
    let checked = Checked(text)
    #expect(!checked.diagnostics.contains { $0.severity == .error })
    let backup = try #require(checked.compilation.programs.first?.service("postgres")?.store?.backup)
    let destination = try #require(backup.destination)
    #expect(destination.endpoint == "http://minio:9000" && destination.secret == "shared/BUCKET")
    #expect(destination.url == (url.hasSuffix("/") ? String(url.dropLast()) : url))
  }

  @Test("a target that copies nothing says so at the key", arguments: ["compose", "kubernetes"])
  func targets(name: String) {
    let checked = Checked(Self.topology(Self.right, targets: name))
    #expect(checked.diagnostics.filter { $0.code == "E0902" }.count == 1)
    #expect(checked.marked("E0902") == "{ \(Self.right) }")
  }

  @Test("who supplies the secret is told its form, unless another is declared")
  func pattern() throws {
    let program = try #require(Checked(Self.topology(Self.right, targets: "procfile")).compilation.programs.first)
    let secret = try #require(program.secret("shared/BUCKET"))
    #expect(secret.pattern == Backup.Destination.secretPattern && secret.usedBy == ["postgres"])
  }
}
