import Compiler
import Foundation
import JSON
import TestSupport
import Testing

struct DiffCommandTests {
  // MARK: - Two environments

  @Test(arguments: ["gayed-signals", "linkwatch", "tradesense"])
  func environmentsOfTheExamples(example: String) throws {
    let topology = Repository.path("examples/\(example)/topology.yaml")
    let output = try infracc("diff", "staging", "production", topology)
    #expect(output.status == 0 && output.stderr.isEmpty, "\(output.stderr)")
    Golden.expect(output.stdout, "diff/\(example).txt")
  }

  @Test func equalEnvironmentsAreNoDifference() throws {
    let topology = Repository.path("examples/gayed-signals/topology.yaml")
    let same = try infracc("diff", "production", "production", topology, "--exit-code")
    #expect(same.status == 0 && same.stdout.hasSuffix("\nnothing differs\n"))
    #expect(try infracc("diff", "staging", "production", topology, "--exit-code").status == 4)
  }

  @Test func objectivesAreCompared() throws {
    let folder = try TemporaryFolder()
    let service = "services: { api: { type: fastapi, image: \"a:1\", health: /h"
    func write(_ name: String, _ keys: String) throws {
      try folder.write("infracc: 1\nproject: shop\n\(service)\(keys) } }\n", to: name)
    }
    try write("a.yaml", "")
    try write("b.yaml", ", objectives: { latency: 500ms, errors: 0.5%, headers: [x-a] }, metrics: /metrics")
    try write(
      "c.yaml", ", objectives: { latency: 2s, errors: 1%, headers: [x-a] }, metrics: { path: /metrics, port: 9100 }")
    let added = try infracc("diff", "./a.yaml", "./b.yaml", in: folder)
    #expect(added.stdout.contains("latency 500 ms, errors 0.5%, headers x-a"), "\(added.stdout)\(added.stderr)")
    let changed = try infracc("diff", "./b.yaml", "./c.yaml", in: folder)
    for row in [
      #/objectives\.latency +500 ms +→ +2 s/#, #/objectives\.errors +0\.5% +→ +1%/#, #/metrics\.port +8000 +→ +9100/#,
    ] {
      #expect(changed.stdout.contains(row), "\(changed.stdout)")
    }
    #expect(!changed.stdout.contains("objectives.headers"))
  }

  @Test("what a pipeline does is a setting, and nothing that runs is touched") func pipelinesAreCompared() throws {
    let folder = try TemporaryFolder()
    func write(_ name: String, _ deploy: String, _ test: String) throws {
      try folder.write(
        """
        infracc: 1
        project: shop
        targets: [compose, railway, scripts, github-actions]
        options: { github-actions: { setup: [./setup.sh], deploy: \(deploy) } }
        services: { api: { type: fastapi, image: "a:1", health: /h, checks: { test: \(test) } } }

        """, to: name)
    }
    try write("a.yaml", "railway", "pytest")
    try write("b.yaml", "compose", "pytest -x")
    let output = try infracc("diff", "./a.yaml", "./b.yaml", in: folder)
    #expect(output.stdout.contains(#/options\.github-actions\.deploy +railway +→ +compose/#), "\(output)")
    #expect(output.stdout.contains(#/checks\.test +pytest +→ +pytest -x/#), "\(output)")
    #expect(!output.stdout.contains("what it does to what runs") && !output.stdout.contains("worst:"), "\(output)")
  }

  // MARK: - A revision

  /// Gayed Signals in a repository of its own, with a change that is not committed.
  private func changed(_ edits: [(String, String)]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var text = try String(contentsOfFile: Repository.path("examples/gayed-signals/topology.yaml"), encoding: .utf8)
    try folder.write(text, to: "topology.yaml")
    for arguments in [
      ["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "a"],
    ] {
      let output = try run("git", arguments, directory: folder.path)
      #expect(output.status == 0, "\(output.stderr)")
    }
    for (old, new) in edits {
      let range = try #require(text.range(of: old))
      text.replaceSubrange(range, with: new)
    }
    try folder.write(text, to: "topology.yaml")
    return folder
  }

  private static let renamed = [
    ("database: gayed_signals", "database: signals"), ("max_connections: 100", "max_connections: 90"),
    ("maintenance_work_mem: 64MiB", "maintenance_work_mem: 32MiB"), ("overflow: 3", "overflow: 4"),
  ]

  @Test func saysWhatAChangeDoes() throws {
    let folder = try changed(Self.renamed)
    let text = try infracc("diff", "--against", "HEAD", in: folder)
    #expect(text.status == 0 && text.stderr.isEmpty, "\(text.stderr)")
    Golden.expect(text.stdout, "diff/against.txt")
    let markdown = try infracc("diff", "--against", "HEAD", "--format", "markdown", in: folder)
    Golden.expect(markdown.stdout, "diff/against.md")
    let json = try infracc("diff", "--against", "HEAD", "--format", "json", in: folder)
    Golden.expect(json.stdout, "diff/against.json")
    #expect(try SchemaValidator.refusals(["against": json.stdout], by: GeneratedFiles.diffSchema).isEmpty)
    // The same through files and through a saved IR.
    try folder.write(try run("git", ["show", "HEAD:topology.yaml"], directory: folder.path).stdout, to: "old.yaml")
    try folder.write(try infracc("build", "--emit-ir", "--no-fs", "old.yaml", in: folder).stdout, to: "old.json")
    for old in ["old.yaml", "old.json"] {
      let output = try infracc("diff", old, "topology.yaml", in: folder)
      #expect(output.stdout.replacingOccurrences(of: "\(old) → topology.yaml", with: "HEAD → now") == text.stdout)
    }
  }

  @Test(arguments: [
    (["--fail-on", "loses-data"], 0), (["--fail-on", "manual-step"], 4), (["--fail-on", "procfile:rebuild"], 0),
    (["--fail-on", "procfile:restart"], 4), (["-e", "staging", "-t", "procfile", "--fail-on", "manual-step"], 0),
    (["--exit-code"], 4), (["--fail-on", "nonsense"], 2), (["--fail-on", "none"], 2),
    (["--fail-on", "heroku:reload"], 2), (["-t", "heroku"], 2), (["-e", "nowhere"], 2),
  ])
  func endsAsItIsAsked(options: [String], status: Int) throws {
    let folder = try changed(Self.renamed)
    let output = try run(
      try Repository.program, ["diff", "--against", "HEAD"] + options, environment: ["LC_ALL": "C"],
      directory: folder.path)
    #expect(output.status == status, "\(output.stderr)")
    #expect((status == 0) == output.stderr.isEmpty || options == ["--exit-code"])
  }

  @Test func nothingCommittedIsNoDifference() throws {
    let folder = try changed([("# 25 % of memory", "# a quarter")])
    let output = try infracc("diff", "--against", "HEAD", "--fail-on", "reload", "--exit-code", in: folder)
    #expect(output.status == 0 && output.stdout.contains("nothing differs"))
    let markdown = try infracc("diff", "--against", "HEAD", "--format", "markdown", in: folder)
    #expect(markdown.stdout == "<!-- infracc diff -->\nNo difference in what is deployed.\n")
  }

  @Test(arguments: [
    ("nosuchrev", "there is no revision `nosuchrev`"), ("--upload-pack=x", "there is no revision `--upload-pack=x`"),
    ("-p", "there is no revision `-p`"), ("HEAD:topology.yaml", "there is no revision `HEAD:topology.yaml`"),
    ("", "missing value"),
  ])
  func anUnknownRevisionIsWrongUsage(revision: String, words: String) throws {
    let folder = try changed([])
    let output = try infracc("diff", "--against=\(revision)", in: folder)
    #expect(output.status == 2 && output.stderr.contains(words) && output.stdout.isEmpty, "\(output.stderr)")
    #expect(!output.stderr.contains("fatal"))
  }

  @Test func aFileThatMovedIsNamed() throws {
    let folder = try changed([])
    try folder.write(try folder.text("topology.yaml"), to: "infra.yaml")
    try folder.write(try folder.text("topology.yaml"), to: "deploy/topology.yaml")
    let other = try infracc("diff", "--against", "HEAD", "infra.yaml", in: folder)
    #expect(other.status == 2 && other.stderr == "infracc: `infra.yaml` is not in `HEAD`\n")
    let moved = try infracc("diff", "--against", "HEAD", "deploy/topology.yaml", in: folder)
    #expect(moved.stderr == "infracc: `topology.yaml` is not in `HEAD`; there is `topology.yaml`\n")
  }

  @Test func outsideOfARepositoryNothingIsCompared() throws {
    let folder = try Shop.folder()
    let output = try infracc("diff", "--against", "HEAD", in: folder)
    #expect(output.status == 2 && output.stderr.hasPrefix("infracc: the topology is in no git repository"))
    let without = try infracc("diff", "--against", "HEAD", environment: ["PATH": "/nowhere"], in: folder)
    #expect(without.status == 2 && without.stderr.contains("git is not installed"))
  }

  // MARK: - Sides that are none

  @Test(arguments: [
    (["staging", "nowhere"], "there is no environment or file `nowhere`; there are `staging` and `production`"),
    (["staging"], "diff takes two environments"), ([], "diff takes two environments"),
    (["staging", "production", "--fail-on", "restart"], "--fail-on does not go with two of them"),
    (["staging", "production", "-e", "staging"], "-e does not go with them"),
    (["staging", "./topology.yaml"], "`staging` is an environment and `./topology.yaml` a file"),
    (["missing.yaml", "topology.yaml"], "cannot read `missing.yaml`"),
    (["broken.json", "topology.yaml"], "is no JSON"),
    (["other.json", "topology.yaml"], "is no IR of `build --emit-ir`"),
  ])
  func wrongUsage(words: [String], message: String) throws {
    let folder = try Shop.folder()
    try folder.write("{", to: "broken.json")
    try folder.write("{\"ir\": \"2.0\"}", to: "other.json")
    let output = try run(try Repository.program, ["diff"] + words, directory: folder.path)
    #expect(output.status == 2 && output.stderr.contains(message), "\(output.stderr)")
    #expect(output.stdout.isEmpty)
  }

  @Test func aSideWithErrorsIsNotCompared() throws {
    let folder = try Shop.folder()
    try folder.write(Shop.broken, to: "broken.yaml")
    let output = try infracc("diff", "topology.yaml", "broken.yaml", in: folder)
    #expect(output.status == 1 && output.stderr.contains("error[E0301]") && output.stderr.contains("broken.yaml:"))
    #expect(output.stdout.isEmpty)
  }

  @Test func environmentsOfOneSideAreOneLine() throws {
    let folder = try Shop.folder()
    try folder.write(Shop.topology.replacingOccurrences(of: "  staging: {}\n", with: ""), to: "old.yaml")
    let output = try infracc("diff", "old.yaml", "topology.yaml", "--exit-code", in: folder)
    #expect(output.status == 4 && output.stdout.hasSuffix("\n+ environment staging\n"), "\(output.stdout)")
  }

  // MARK: - What is shown

  @Test func noCredentialIsShown() throws {
    let folder = try Shop.folder()
    let key = "tr0ub4dor-and-three"
    let text = Shop.topology.replacingOccurrences(
      of: "variables: { DATABASE_URL", with: "variables: { SMTP_PASSWORD: \(key), DATABASE_URL")
    try folder.write(text, to: "new.yaml")
    let output = try infracc("diff", "topology.yaml", "new.yaml", in: folder)
    #expect(output.status == 0 && output.stdout.contains("••••"), "\(output.stderr)")
    #expect(!output.stdout.contains(key) && !output.stderr.contains(key))
  }

  /// A name that means something to Markdown, HTML or SQL stays a name.
  @Test func hostileTextsStayInert() throws {
    let folder = try Shop.folder()
    let value = "</td><img src=x onerror=alert(1)> | [a](javascript:x) `b` **c**"
    let text = Shop.topology.replacingOccurrences(
      of: "variables: { DATABASE_URL", with: "variables: { MOTTO: \"\(value)\", DATABASE_URL")
    try folder.write(text, to: "new.yaml")
    let output = try infracc("diff", "topology.yaml", "new.yaml", "--format", "markdown", in: folder)
    let row = try #require(output.stdout.split(separator: "\n").first { $0.contains("MOTTO") && $0.contains("img") })
    #expect(!row.contains("<") && !row.contains("[") && !row.contains("`") && !row.contains("**"))
    #expect(row.filter { $0 == "|" }.count == 5)
  }
}
