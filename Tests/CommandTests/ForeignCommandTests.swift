import Foundation
import TestSupport
import Testing

/// `infracc check` and `infracc fix` in repositories without a topology.
struct ForeignCommandTests {
  private static let fixtures = "Tests/Fixtures/foreign"

  /// A copy of a repository with mistakes, as a checkout.
  private func repository(_ name: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path(".git"), withIntermediateDirectories: true)
    let fixture = "\(Self.fixtures)/\(name)"
    for path in try FileManager.default.subpathsOfDirectory(atPath: Repository.path(fixture)).sorted() {
      let attributes = try FileManager.default.attributesOfItem(atPath: Repository.path("\(fixture)/\(path)"))
      guard !path.hasPrefix("expected"), attributes[.type] as? FileAttributeType == .typeRegular else { continue }
      try folder.write(try Repository.text("\(fixture)/\(path)"), to: path)
    }
    return folder
  }

  private func trap() throws -> TemporaryFolder { try repository("trap") }

  /// Five mistakes in the trap and no other; in the others each platform's words, and comments that allow.
  @Test(
    arguments: ["trap", "render", "fly", "procfile"], [("text", "expected.txt"), ("short", "expected.short.txt")])
  func itsMistakesAndNoOther(fixture: String, run: (format: String, expected: String)) throws {
    let output = try infracc("check", "--format", run.format, in: try repository(fixture))
    #expect(output.stderr == (try Repository.text("\(Self.fixtures)/\(fixture)/\(run.expected)")))
    #expect(output.status == 1 && output.stdout.isEmpty)
  }

  /// A file of a platform may be named; a Procfile and the description of its app are read together.
  @Test(arguments: [
    ("render", "render.yaml", "render.yaml"), ("fly", "fly.toml", "fly.toml"),
    ("procfile", "Procfile", "Procfile with app.json"), ("procfile", "app.json", "Procfile with app.json"),
  ])
  func namedFilesOfPlatforms(fixture: String, name: String, stack: String) throws {
    let output = try infracc("check", "--format", "short", name, in: try repository(fixture))
    #expect(output.status == 1 && output.stderr.hasPrefix("checking \(stack) ("), "\(output.stderr)")
  }

  /// A named file, a named directory, and a topology beside a compose file.
  @Test func whatIsCheckedIsWhatIsNamed() throws {
    let folder = try trap()
    for arguments in [["docker-compose.yml"], ["."]] {
      let output = try run(
        try Repository.program, ["check", "--format", "json"] + arguments, directory: folder.path)
      #expect(output.stdout.contains("E0301") && output.status == 1)
    }
    try folder.write(Shop.topology, to: "topology.yaml")
    let whole = try infracc("check", ".", "--no-probe", in: folder)
    #expect(whole.status == 0, "\(whole.stderr)")
    #expect(try infracc("check", "docker-compose.yml", in: folder).status == 1)
  }

  @Test func sarifNamesPlacesOfOtherFiles() throws {
    let output = try infracc("check", "--format", "sarif", in: try trap())
    #expect(output.stdout.contains("web/app/page.jsx") && output.stdout.contains("docker-compose.yml"))
  }

  private static let fixable = """
    services:
      db:
        image: postgres:18 # the shop's
        environment:
          - POSTGRES_PASSWORD=${DB_PASSWORD:?set it in .env}
          - DEBUG="True"
        volumes: [ 'data:/var/lib/postgresql/data' ]
    volumes: { data: }

    """

  /// Only the underlined bytes change, and what was fixed is found no more.
  @Test func fixesChangeTheirBytesAlone() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.fixable, to: "docker-compose.yml")
    let shown = try infracc("fix", "--dry-run", in: folder)
    #expect(shown.stdout.contains("-      - DEBUG=\"True\"\n"), "\(shown.stdout)\(shown.stderr)")
    #expect(shown.stdout.contains("+      - DEBUG=True\n"))
    #expect(try folder.text("docker-compose.yml") == Self.fixable)
    let output = try infracc("fix", in: folder)
    #expect(output.status == 0, "\(output.stderr)")
    let expected = Self.fixable.replacingOccurrences(of: "\"True\"", with: "True")
      .replacingOccurrences(of: "postgresql/data", with: "postgresql")
    #expect(try folder.text("docker-compose.yml") == expected)
    #expect(try infracc("check", in: folder).status == 0)
  }

  @Test func baselineKnowsFindingsWhereverTheyStand() throws {
    let folder = try trap()
    let written = try infracc("check", "--write-baseline", "known.json", in: folder)
    #expect(written.status == 0, "\(written.stderr)")
    let first = try infracc("check", "--baseline", "known.json", in: folder)
    #expect(first.status == 0 && first.stderr.contains("5 known findings in the baseline"), "\(first.stderr)")
    // Lines above change nothing.
    let text = try folder.text("docker-compose.yml")
    try folder.write(String(repeating: "# a comment\n", count: 10) + text, to: "docker-compose.yml")
    #expect(try infracc("check", "--baseline", "known.json", in: folder).status == 0)
    // A new one is reported, and it alone.
    try folder.write(
      text.replacingOccurrences(of: "  web:\n", with: "  web:\n    environment: { Q: \"redis://queue:6379\" }\n"),
      to: "docker-compose.yml")
    let new = try infracc("check", "--baseline", "known.json", "--format", "short", in: folder)
    #expect(new.status == 1 && new.stderr.contains("there is no service `queue`"), "\(new.stderr)")
    #expect(!new.stderr.contains("`cache`"))
    #expect(try infracc("check", "--baseline", "docker-compose.yml", in: folder).status == 2)
  }

  @Test func commentsAllowWithAReason() throws {
    let folder = try TemporaryFolder()
    func check(_ comment: String, _ line: String) throws -> Output {
      try folder.write(
        "services:\n  api:\n    image: registry.example.com/api:1\n    environment:\n      \(comment)\n      \(line)\n",
        to: "docker-compose.yml")
      return try infracc("check", "--format", "short", in: folder)
    }
    let dead = "REDIS_URL: redis://cache:6379/0"
    let allowed = try check("# infracc: allow E0301 the machine's own DNS knows it", dead)
    #expect(allowed.status == 0 && !allowed.stderr.contains("E0301"), "\(allowed.stderr)")
    let bare = try check("# infracc: allow E0301", dead)
    #expect(bare.status == 1 && bare.stderr.contains("E0191") && bare.stderr.contains("E0301"), "\(bare.stderr)")
    let unused = try check("# infracc: allow E0301 nothing here", "A: b")
    #expect(unused.status == 0 && unused.stderr.contains("W0190"), "\(unused.stderr)")
  }

  /// The page of the guide is what happens.
  @Test func theGuideIsWhatHappens() throws {
    let folder = try TemporaryFolder()
    let text = try Repository.text("docs/guide/9-existing-projects.md")
    var environment = ["NO_COLOR": "1", "LC_ALL": "C.UTF-8"]
    let program = try Repository.program
    environment["PATH"] = "\((program as NSString).deletingLastPathComponent):/usr/bin:/bin"
    try FileManager.default.createDirectory(atPath: folder.path(".git"), withIntermediateDirectories: true)
    var shown = 0
    for block in text.components(separatedBy: "```").enumerated().filter({ $0.offset % 2 == 1 }).map(\.element) {
      let lines = block.components(separatedBy: "\n")
      let body = lines.dropFirst().dropLast()
      if let name = body.first?.firstMatch(of: /^# ([a-zA-Z\/.-]+)$/)?.1 {
        try folder.write(body.joined(separator: "\n") + "\n", to: String(name))
      } else if lines[0] == "console" {
        for session in block.dropFirst("console\n".count).components(separatedBy: "\n$ ") {
          var output = session.components(separatedBy: "\n")
          var command = output.removeFirst()
          if command.hasPrefix("$ ") { command.removeFirst(2) }
          let result = try run(
            "bash", ["-c", "exec 2>&1\n\(command)"], environment: environment, directory: folder.path)
          let expected = output.joined(separator: "\n").trimmingCharacters(in: .newlines)
          #expect(result.stdout.trimmingCharacters(in: .newlines) == expected, "$ \(command)")
          shown += 1
        }
      }
    }
    #expect(shown == 7)
  }
}
