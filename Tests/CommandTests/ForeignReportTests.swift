import Foundation
import Glibc
import TestSupport
import Testing

/// What `infracc check` writes about a repository without a topology, for programs and for people, and what it opens.
struct ForeignReportTests {
  private static let formats = ["text", "short", "gcc", "json", "jsonl", "sarif", "github", "junit"]

  /// A repository whose files are written in an order.
  private static func folder(_ files: [(path: String, text: String)], reversed: Bool = false) throws -> TemporaryFolder
  {
    let folder = try TemporaryFolder()
    for file in reversed ? files.reversed() : files { try folder.write(file.text, to: file.path) }
    return folder
  }

  private static func trap() throws -> [(path: String, text: String)] {
    let root = "Tests/Fixtures/foreign/trap"
    return try FileManager.default.subpathsOfDirectory(atPath: Repository.path(root)).sorted().compactMap { path in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: Repository.path("\(root)/\(path)"), isDirectory: &isFolder)
      return isFolder.boolValue || path.hasPrefix("expected") ? nil : (path, try Repository.text("\(root)/\(path)"))
    }
  }

  private static func value(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  // MARK: Formats

  @Test func sarifListsEveryFileThatWasRead() throws {
    let output = try infracc("check", "--format", "sarif", in: try Self.folder(try Self.trap()))
    let runs = try #require(try Self.value(output.stdout)["runs"] as? [[String: Any]])
    let artifacts = try #require(runs.first?["artifacts"] as? [[String: Any]])
    let names = artifacts.compactMap { ($0["location"] as? [String: Any])?["uri"] as? String }
    for path in ["docker-compose.yml", "api/Dockerfile", "api/app/db.py", "web/app/page.jsx", "web/package.json"] {
      #expect(names.contains(path), "\(names)")
    }
    #expect(Set(names).count == names.count)
    #expect(artifacts.contains { $0["roles"] as? [String] == ["analysisTarget"] })
    let results = try #require(runs.first?["results"] as? [[String: Any]])
    for result in results {
      let properties = try #require(result["properties"] as? [String: Any])
      #expect(properties["stack"] as? [String] == ["docker-compose.yml"])
      #expect(properties["kind"] as? String == "unknown" && properties["dialect"] as? String == "compose")
    }
    let sum = try #require(results.first { $0["ruleId"] as? String == "E0701" })
    let related = try #require(sum["relatedLocations"] as? [[String: Any]])
    #expect("\(related)".contains("docker-compose.yml"))
  }

  @Test func jsonNamesTheStack() throws {
    let output = try infracc("check", "--format", "json", in: try Self.folder(try Self.trap()))
    let found = try #require(try Self.value(output.stdout)["diagnostics"] as? [[String: Any]])
    #expect(found.count == 5)
    for finding in found {
      #expect(finding["stack"] as? [String] == ["docker-compose.yml"])
      #expect(finding["kind"] as? String == "unknown" && finding["dialect"] as? String == "compose")
    }
  }

  @Test func gitHubShowsTenOfALevel() throws {
    let services = (1...13).map {
      "  s\($0): { image: \"registry.example.com/s:1\", environment: { R: \"redis://gone\($0):6379\" } }\n"
    }
    let folder = try Self.folder([("docker-compose.yml", "services:\n" + services.joined())])
    let lines = try infracc("check", "--format", "github", in: folder).stdout.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("::error file=") } == 9)
    #expect(lines.contains("::error ::and 4 more: see the log"))
    #expect(lines.count { $0.hasPrefix("  ") } == 4)
  }

  // MARK: What is checked

  @Test func aComposeFileUnderAnyNameIsCheckedAsItself() throws {
    let text = "services:\n  api:\n    image: registry.example.com/a:1\n    environment: { R: \"redis://gone:6379\" }\n"
    let folder = try Self.folder([("deploy/stack.yaml", text), ("topology.yaml", text)])
    let output = try infracc("check", "--format", "short", "deploy/stack.yaml", in: folder)
    #expect(output.status == 1 && output.stderr.contains("[E0301]"), "\(output.stderr)")
    // What is called a topology is meant to be one.
    #expect(try infracc("check", "topology.yaml", in: folder).stderr.contains("E0115"))
    #expect(try infracc("build", "deploy/stack.yaml", in: folder).stderr.contains("E0115"))
  }

  @Test func statusTellsWhatWasChecked() throws {
    let template = "services:\n  {{ cookiecutter.name }}:\n    image: postgres:18\n"
    let templates = try Self.folder([("docker-compose.yml", template)])
    let skipped = try infracc("check", in: templates)
    #expect(skipped.status == 0 && skipped.stderr.contains("docker-compose.yml: a template"), "\(skipped.stderr)")
    let nothing = try Self.folder([("README.md", "A shop.\n")])
    let empty = try infracc("check", in: nothing)
    #expect(empty.status == 2 && empty.stderr.contains("compose file, Dockerfile"), "\(empty.stderr)")
    #expect(try infracc("check", "docker-compose.yml", in: nothing).status == 2)
    let warning = try Self.folder([("docker-compose.yml", "services: { db: { image: \"redis:6.0\" } }\n")])
    #expect(try infracc("check", in: warning).status == 0)
    #expect(try infracc("check", "--deny", "warnings", in: warning).status == 1)
  }

  @Test func manyFilesAreCounted() throws {
    let files = (1...204).map { ("service\($0)/compose.yaml", "services: { a: { image: \"a:1\" } }\n") }
    let folder = try Self.folder(files)
    let output = try infracc("check", "--format", "json", in: folder)
    #expect(output.stdout.contains("I1027") && output.stdout.contains("4 deployment files not looked at"))
    #expect(try infracc("check", in: folder).stderr.contains("4 more deployment files not looked at"))
  }

  /// The place of the repository and the order of its directory entries change no byte.
  @Test(arguments: formats) func reportsAreTheSameElsewhere(_ format: String) throws {
    let files = try Self.trap() + [(".git/HEAD", "")]
    let first = try infracc("check", "--format", format, in: try Self.folder(files))
    let second = try infracc("check", "--format", format, in: try Self.folder(files, reversed: true))
    #expect(first.stdout == second.stdout && first.stderr == second.stderr)
    #expect(!(first.stdout + first.stderr).isEmpty)
  }

  // MARK: Sources

  @Test func sourcesAreExplained() throws {
    let files =
      try Self.trap() + [
        (".env", "DB_PASSWORD=hunter2hunter2\n"), (".env.example", "A=1\nB=2\n"),
        ("examples/compose.yaml", "services: {}\n"),
        ("deploy/docker-compose.tracing.yml", "services: { api: { environment: { A: b } } }\n"),
        ("docker-compose.prod.yml", "services: { db: { ports: [ \"5432:5432\" ] } }\n"),
      ]
    let output = try infracc("check", "--explain-sources", in: try Self.folder(files))
    #expect(output.status == 0 && output.stderr.isEmpty, "\(output.stderr)")
    let lines = output.stdout.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    for expected in [
      "docker-compose.yml read unknown",
      "docker-compose.prod.yml laid over docker-compose.yml; production: the name of the file",
      "db postgres:16-alpine :2", ".env private exists, never opened", ".env.example read 2 variables",
      "examples/compose.yaml skipped of samples or tests: name it to check it",
      "api/Dockerfile read the image of `api`",
      "deploy/docker-compose.tracing.yml fragment only changes services of a file that is not beside it",
      "api/app/db.py read code and its manifests",
    ] {
      #expect(lines.contains(expected), "\(expected)\n\(output.stdout)")
    }
    #expect(!output.stdout.contains("hunter2"))
    let topology = try infracc("check", "--explain-sources", in: try Shop.folder())
    #expect(topology.status == 2 && topology.stderr.contains("is a topology"))
  }

  /// A rule that found something and cannot prove it is named with what it lacks.
  @Test func silentRulesAreExplained() throws {
    let folder = try Self.folder([
      (
        "docker-compose.yml",
        "services:\n  db:\n    image: postgres:18\n    environment: { POSTGRES_PASSWORD: \"${P:?set it in .env}\" }\n"
          + "    ports: [ \"5432:5432\" ]\n"
      )
    ])
    let output = try infracc("check", "--explain-sources", in: folder)
    #expect(
      output.stdout.contains("silent: W0607 at docker-compose.yml:5: reports on production"), "\(output.stdout)")
  }

  // MARK: Secrets and files

  /// Nothing of a secret is shown, whatever the format.
  @Test func secretsAreNotShown() throws {
    let secrets = (1...12).map { "Pl4nted-Secret-\($0)-Xk9\($0 * 7919)" }
    let token = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    let compose = """
      services:
        db:
          image: postgres:18
          environment: { APP_ENV: production, POSTGRES_USER: shop, POSTGRES_PASSWORD: \(secrets[0]) }
          ports: [ "5432:5432" ]
        cache:
          image: redis:6.0
          command: redis-server --requirepass \(secrets[1])
          healthcheck: { test: [ "CMD", "redis-cli", "ping" ] }
        api:
          build: { context: ., args: { DEPLOY_TOKEN: \(secrets[2]) } }
          environment:
            - DATABASE_URL=postgresql://shop:\(secrets[3])@db:5432/shop
            - REDIS_URL=redis://:\(secrets[4])@gone:6379/0
            - SECRET_KEY="\(secrets[5])"
            - STRIPE_KEY=\(token)
            - JWT_SECRET=${JWT_SECRET:-\(secrets[6])}
            - API_SECRET='\(secrets[7])'
            - SMTP=smtp://me:\(secrets[8])@mail.test:587
            - DEBUG=true

      """
    let folder = try Self.folder([
      ("docker-compose.yml", compose),
      (
        "Dockerfile",
        "FROM python:3.13-slim\nARG DEPLOY_TOKEN=\(secrets[9])\nENV API_KEY=\(secrets[10])\nCMD [\"python\", \"m.py\"]\n"
      ), ("m.py", "import os\nP = os.environ.get(\"DB_PASSWORD\", \"\(secrets[11])\")\n"), ("README.md", "A shop.\n"),
    ])
    var outputs = try Self.formats.map { try infracc("check", "--format", $0, "--infos", in: folder) }
    #expect(outputs[0].stderr.contains("W0506") && outputs[0].stderr.contains("E0330"), "\(outputs[0].stderr)")
    outputs.append(try infracc("check", "--explain-sources", in: folder))
    outputs.append(try infracc("check", "--write-baseline", "known.json", in: folder))
    outputs.append(try infracc("fix", "--dry-run", in: folder))
    let texts = outputs.map { $0.stdout + $0.stderr } + [try folder.text("known.json")]
    for (index, text) in texts.enumerated() {
      for secret in secrets + [token] { #expect(!text.contains(secret), "\(index): \(secret)") }
    }
  }

  /// Names of files that were opened below a folder while something ran.
  private func opened(in folder: TemporaryFolder, _ folders: [String], _ body: () throws -> Void) throws -> Set<String>
  {
    let descriptor = inotify_init1(Int32(IN_NONBLOCK))
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    for name in folders { try #require(inotify_add_watch(descriptor, folder.path(name), UInt32(IN_OPEN)) >= 0) }
    try body()
    var names: Set<String> = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return names }
      var start = 0
      while start + 16 <= count {
        let length = buffer[(start + 12)..<(start + 16)].enumerated().reduce(0) {
          $0 + Int($1.element) << ($1.offset * 8)
        }
        names.insert(String(decoding: buffer[(start + 16)..<(start + 16 + length)].prefix { $0 != 0 }, as: UTF8.self))
        start += 16 + length
      }
    }
  }

  @Test func filesOfOperatorsAreNeverOpened() throws {
    let files =
      try Self.trap() + [
        (".env", "A=1\n"), (".env.local", "A=1\n"), ("api/.env", "A=1\n"), ("api/.env.production", "A=1\n"),
        (".env.example", "A=1\n"),
      ]
    let folder = try Self.folder(files)
    let names = try opened(in: folder, [".", "api", "api/app", "web", "web/app"]) {
      _ = try infracc("check", in: folder)
      _ = try infracc("check", "--explain-sources", in: folder)
      _ = try infracc("fix", "--dry-run", in: folder)
    }
    #expect(names.contains("db.py") && names.contains(".env.example") && names.contains("Dockerfile"), "\(names)")
    #expect(names.filter { $0.hasPrefix(".env") } == [".env.example"])
    let without = try opened(in: folder, [".", "api", "api/app", "web", "web/app"]) {
      let output = try infracc("check", "--no-probe", "--format", "short", in: folder)
      #expect(output.stderr.contains("E0301") && !output.stderr.contains("E0601"), "\(output.stderr)")
      #expect(!output.stderr.contains("E0701"))
    }
    #expect(without.contains("docker-compose.yml"))
    #expect(without.intersection(["db.py", "main.py", "page.jsx", "package.json", "requirements.txt"]) == [])
  }

  // MARK: Baseline and comments

  @Test func oneMoreOfAKnownKindIsNew() throws {
    let line = "      - SITE_A=https://yourdomain.com\n"
    func compose(_ lines: String) -> String {
      "services:\n  api:\n    image: registry.example.com/api:1\n    environment:\n      - APP_ENV=production\n" + lines
    }
    let folder = try Self.folder([("docker-compose.yml", compose(line))])
    #expect(try infracc("check", "--write-baseline", "known.json", in: folder).status == 0)
    let known = try infracc("check", "--baseline", "known.json", "--deny", "warnings", in: folder)
    #expect(known.status == 0, "\(known.stderr)")
    try folder.write(
      compose(line + line.replacingOccurrences(of: "SITE_A", with: "SITE_B")), to: "docker-compose.yml")
    let new = try infracc("check", "--baseline", "known.json", "--format", "short", in: folder)
    #expect(new.stderr.components(separatedBy: "[W0614]").count == 2, "\(new.stderr)")
    #expect(new.stderr.contains("docker-compose.yml:7:"), "\(new.stderr)")
    #expect(new.stderr.contains("1 known finding in the baseline"))
  }

  @Test func secretsOfBrowsersAreNotAllowed() throws {
    let text = try Repository.text("Tests/Fixtures/foreign/trap/docker-compose.yml")
    let allowed = text.replacingOccurrences(
      of: "        NEXT_PUBLIC_STRIPE",
      with: "        # infracc: allow E0503 it is only a test\n        NEXT_PUBLIC_STRIPE")
    #expect(allowed != text)
    let files = try Self.trap().map { $0.path == "docker-compose.yml" ? ($0.path, allowed) : $0 }
    let output = try infracc("check", "--format", "short", in: try Self.folder(files))
    #expect(output.stderr.contains("[E0503]") && output.stderr.contains("[E0191]"), "\(output.stderr)")
  }
}
