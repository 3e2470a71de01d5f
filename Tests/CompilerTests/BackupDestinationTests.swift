import Compiler
import Diagnostics
import Emit
import Foundation
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

  @Test("a target that copies nothing says so at the key", arguments: ["kubernetes"])
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

  @Test("on Railway a cron service dumps and copies")
  func railway() throws {
    let text = Self.topology(Self.right, targets: "railway, compose")
    let checked = Checked(text)
    #expect(!checked.diagnostics.contains { $0.severity == .error || $0.message.contains("backups of") })
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
    func file(_ path: String) throws -> String { try #require(files.first { $0.path == path }, "\(path)").content }
    let folder = "production/railway/postgres-backup/"
    let image = try file(folder + "Dockerfile")
    #expect(
      image.contains("FROM postgres:17-") && image.contains("COPY infra/\(folder)backup.sh /usr/local/bin/backup\n"))
    #expect(try file(folder + "Dockerfile.dockerignore").hasSuffix("*\n!infra/\(folder)backup.sh\n"))
    let project = try file("railway/.railway/railway.ts")
    let start = try #require(project.range(of: "service(\"postgres-backup\", {"))
    let service = String(project[start.upperBound...].prefix(2000))
    for line in [
      "cronSchedule: \"0 3 * * *\"", "PGUSER: postgres.env.PGUSER", "BACKUP_BUCKET: \"backups/shop/postgres\"",
      "start: \"/bin/sh /usr/local/bin/backup once\"",
    ] {
      #expect(service.contains(line), "\(line) in \(service)")
    }
    #expect(service.contains("shared.BUCKET"), "\(service)")
    #expect(try file("railway/README.md").contains("copies the dump to `s3://backups/shop/postgres`"))
  }

  @Test(
    "a dump that reads the server's own volume leaves it where volumes are shared", arguments: ["railway", "compose"])
  func ownVolume(target: String) {
    let text = """
      infracc: 1
      project: shop
      targets: [\(target)]
      secrets: { BUCKET: external }
      services:
        queue: { type: rabbitmq, backup: { schedule: "0 3 * * *", to: { \(Self.right) } } }

      """
    #expect(Checked(text).diagnostics.contains { $0.code == "E0902" } == (target == "railway"))
  }

  @Test(
    "the region of an address, where its provider insists on one",
    arguments: [
      ("https://s3.eu-central-1.amazonaws.com", "eu-central-1"), ("https://s3.fr-par.scw.cloud/", "fr-par"),
      ("https://s3.us-west-004.backblazeb2.com:443", "us-west-004"), ("https://s3.amazonaws.com", nil),
      ("https://s3.shop.example.com", nil), ("http://minio:9000", nil), ("https://10.0.0.1", nil),
    ] as [(String, String?)])
  func region(endpoint: String, region: String?) throws {
    let text = Self.topology("\(Self.right), endpoint: \"\(endpoint)\"", targets: "compose")
    let files = Checked(text).compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
    let compose = try #require(files.first { $0.path.hasSuffix("docker-compose.yml") }).content
    #expect(compose.contains("BACKUP_BUCKET_REGION: ") == (region != nil))
    if let region { #expect(compose.contains("BACKUP_BUCKET_REGION: \(region)\n")) }
  }
}
