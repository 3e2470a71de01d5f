import Foundation
import TestSupport
import Testing

/// Real programs as plug-ins, from the command line.
@Suite struct PluginCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try Shop.folder(Self.topology(targets: "[compose, acme]")) }

  private static func topology(targets: String, options: String = "") -> String {
    Shop.topology.replacingOccurrences(of: "targets: [compose, procfile]", with: "targets: \(targets)\(options)")
  }

  /// Puts a shell script on PATH.
  private func install(
    _ emit: String, _ name: String = "acme", describe: String? = nil, to path: String? = nil
  ) throws {
    let description = describe ?? #"printf '{"name": "\#(name)", "ir": ["1.0"], "summary": "Clouds of Acme"}'"#
    let script = "#!/bin/sh\nif [ \"$1\" = describe ]; then \(description); exit; fi\n\(emit)\n"
    try folder.program(script, to: path ?? "bin/infracc-emit-\(name)")
  }

  private func build(_ arguments: String..., environment: [String: String] = [:]) throws -> Output {
    try program(["build"] + arguments, environment)
  }

  private func program(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Output {
    let variables = [
      "NO_COLOR": "", "LC_ALL": "C", "XDG_CACHE_HOME": "/dev/null", "PATH": "\(folder.path)/bin:/usr/bin:/bin",
    ]
    return try run(
      try Repository.program, arguments, environment: variables.merging(environment) { _, new in new },
      directory: folder.path)
  }

  /// One file that holds what the plug-in saw.
  private static let good = """
    cat > request
    printf '{"ir": "1.0", "files": [{"path": "app.txt", "content": "%s\\\\n"}]}' "$(env | cut -d= -f1 | sort | tr '\\n' ' ')"
    """

  @Test func filesAreWrittenComparedAndRemoved() throws {
    try install(Self.good)
    let first = try build("--dry-run")
    #expect(first.stdout.contains("create infra/staging/acme/app.txt"))
    #expect(!folder.files().contains { $0.hasPrefix("infra/") })
    let built = try build()
    #expect(built.status == 0, "\(built.stderr)")
    #expect(built.stdout.contains("staging      acme "))
    #expect(try folder.text("infra/.infracc/manifest.json").contains("\"target\": \"acme\""))
    #expect(try build("--check").status == 0)
    #expect(try build("-t", "acme").stdout.contains("production   acme"))

    try folder.write("mine", to: "infra/staging/acme/app.txt")
    #expect(try build("--check").status == 4)
    let refused = try build()
    #expect(refused.status == 3)
    #expect(refused.stderr.contains("E1105"))
    #expect(try build("--force").status == 0)

    // Without the target its files go.
    try folder.write(Self.topology(targets: "[compose]"), to: "topology.yaml")
    #expect(try build().status == 0)
    #expect(!folder.files().contains { $0.contains("/acme/") })
  }

  @Test func secretsStayWhereTheyAre() throws {
    try install(Self.good)
    let output = try build(environment: ["INFRACC_PLANTED_SECRET": "s3cr3t-value", "HOME": "/root"])
    #expect(output.status == 0, "\(output.stderr)")
    let seen = Set(try folder.text("infra/staging/acme/app.txt").split { " \n".contains($0) })
    #expect(seen.contains("PATH") && seen.contains("LC_ALL"))
    #expect(seen.isDisjoint(with: ["INFRACC_PLANTED_SECRET", "HOME", "NO_COLOR", "XDG_CACHE_HOME"]))
  }

  @Test func modesAreKept() throws {
    try install(
      #"printf '{"ir": "1.0", "files": [{"path": "key", "content": "k", "sensitive": true, "commit": false}, {"path": "run", "content": "r", "mode": "0755"}]}'"#
    )
    #expect(try build().status == 0)
    func mode(_ path: String) throws -> Int {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("infra/staging/acme/" + path))
      return (attributes[.posixPermissions] as? Int ?? 0) & 0o7777
    }
    #expect(try mode("key") == 0o600)
    #expect(try mode("run") & 0o700 == 0o700)
    chmod(folder.path("infra/staging/acme/key"), 0o644)
    #expect(try build().status == 0)
    #expect(try mode("key") == 0o600)
    // What is not committed is not missed.
    try FileManager.default.removeItem(atPath: folder.path("infra/staging/acme/key"))
    #expect(try build("--check").status == 0)
    #expect(try folder.text("infra/staging/acme/.gitignore").hasSuffix("\n/key\n"))
  }

  /// Script, code, and what is said.
  static let failures: [(String, String, String)] = [
    ("echo 'no such region' >&2; exit 3", "E1103", "ended with status 3"),
    ("echo no JSON", "E1103", "wrote something that is no answer"),
    ("kill -9 $$", "E1103", "was ended by signal 9"),
    (#"printf '{"ir": "2.1", "files": []}'"#, "E1102", "speaks the IR `2.1`, this compiler 1.0"),
    (
      #"printf '{"ir": "1.0", "files": [{"path": "../compose/docker-compose.yml", "content": ""}]}'"#, "E1104",
      "the path leaves its folder"
    ),
    (#"printf '{"ir": "1.0", "files": [{"path": "/etc/x", "content": ""}]}'"#, "E1104", "the path is absolute"),
    (#"printf '{"ir": "1.0", "files": [{"path": ".git/config", "content": ""}]}'"#, "E1104", "belongs to git"),
    (
      #"printf '{"ir": "1.0", "files": [{"path": "a", "content": ""}, {"path": "A", "content": ""}]}'"#, "E1104",
      "writes `infra/staging/acme/A` twice"
    ),
  ]

  @Test(arguments: failures)
  func nothingIsWrittenWhereAPlugInFails(script: String, code: String, said: String) throws {
    try install(script)
    let output = try build()
    #expect(output.status == 3)
    #expect(output.stderr.contains("error[\(code)]"), "\(output.stderr)")
    #expect(output.stderr.contains(said), "\(output.stderr)")
    if script.contains("region") {
      #expect(output.stderr.contains("it said:\n") && output.stderr.contains("  no such"))
    }
    #expect(!folder.files().contains { $0.hasPrefix("infra/") })
  }

  /// E1101, and E0901 where nobody ever spoke of a plug-in.
  @Test func whatIsNotThereIsSaid() throws {
    #expect(try program(["check"]).stderr.contains("error[E0901]: there is no target `acme`"))
    try folder.write("#!/bin/sh\n", to: "bin/infracc-emit-acme")
    let locked = try build()
    #expect(locked.status == 3)
    #expect(locked.stderr.contains("error[E1101]") && locked.stderr.contains("chmod +x"))
    #expect(try program(["check"]).status == 1)
    try folder.write(
      Self.topology(targets: "[compose, acme]", options: "\noptions: { acme: { plugin: tools/acme.sh } }"),
      to: "topology.yaml")
    let missing = try build()
    #expect(missing.status == 3)
    #expect(missing.stderr.contains("error[E1101]: plug-in `tools/acme.sh` is not found"))
    #expect(try program(["check", "--no-fs"]).status == 1)
    try install(Self.good, to: "tools/acme.sh")
    #expect(try build().status == 0)
  }

  /// Two targets in one place: the folder of an environment that is called like the other target.
  @Test func twoTargetsDoNotWriteOneFile() throws {
    let describe = #"printf '{"name": "staging", "ir": ["1.0"], "scope": "project"}'"#
    try install(
      #"printf '{"ir": "1.0", "files": [{"path": "compose/docker-compose.yml", "content": ""}]}'"#, "staging",
      describe: describe)
    try folder.write(Self.topology(targets: "[compose, staging]"), to: "topology.yaml")
    let output = try build()
    #expect(output.status == 3)
    #expect(output.stderr.contains("`compose` and `staging` both write `infra/staging/compose/docker-compose.yml`"))
  }

  @Test func checkRunsNothing() throws {
    try install("touch '\(folder.path)/was-run'", describe: "touch '\(folder.path)/was-run'")
    #expect(try program(["check"]).status == 0)
    #expect(try program(["fix", "--dry-run"]).status == 0)
    #expect(try program(["targets"]).stdout.contains("  acme        \(folder.path)/bin/infracc-emit-acme\n"))
    #expect(!folder.files().contains("was-run"))
    _ = try program(["targets", "--verbose"])
    #expect(folder.files().contains("was-run"))
  }

  @Test func targetsListsPlugIns() throws {
    try install(Self.good)
    try install("", "broken", describe: "exit 1")
    try folder.write("no program", to: "bin/infracc-emit-text")
    let text = try program(["targets", "--verbose"]).stdout
    #expect(text.contains("  acme        Clouds of Acme\n"))
    #expect(text.contains("  broken      plug-in `infracc-emit-broken` ended with status 1\n"))
    #expect(!text.contains("infracc-emit-text"))
    #expect(
      try program(["targets", "--format", "json"]).stdout.contains(
        "\"plugin\": \"\(folder.path)/bin/infracc-emit-acme\""))
  }

  /// A plug-in may look at anything: its run is done again each time.
  @Test func runsWithPlugInsAreNotSpared() throws {
    try install("cat > /dev/null; echo x >> '\(folder.path)/calls'\nprintf '{\"ir\": \"1.0\", \"files\": []}'")
    let cache = ["XDG_CACHE_HOME": folder.path("cache")]
    for _ in 0..<3 { #expect(try build(environment: cache).status == 0) }
    #expect(try folder.text("calls").count == 3 * 2 * "x\n".count)
    #expect(!FileManager.default.fileExists(atPath: folder.path("cache")))
  }

  @Test func aSignalEndsThePlugInToo() throws {
    try install("echo $$ > '\(folder.path)/plug-in'; pwd > '\(folder.path)/place'; sleep 60")
    let script = """
      "$0" build & process=$!
      for _ in $(seq 1000); do [ -s place ] && break; sleep 0.01; done
      kill -TERM $process; wait $process
      """
    let output = try run(
      "/bin/sh", ["-c", script, try Repository.program],
      environment: ["PATH": "\(folder.path)/bin:/usr/bin:/bin", "XDG_CACHE_HOME": "/dev/null"], directory: folder.path)
    #expect(output.status == 128 + SIGTERM, "\(output.stderr)")
    let child = try #require(Int32(try folder.text("plug-in").trimmingCharacters(in: .newlines)))
    let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
    #expect(state == nil || state?.contains(") Z ") == true)
    let place = try folder.text("place").trimmingCharacters(in: .newlines)
    #expect(!place.isEmpty && !FileManager.default.fileExists(atPath: place))
  }

  /// The plug-in of the guide, on the topology of the guide.
  @Test func theGuideWorks() throws {
    let blocks = ReadmeTests.blocks(of: try Repository.text("docs/plugins.md"))
    let script = try #require(blocks.first { $0.language == "python" }).lines.joined(separator: "\n") + "\n"
    let topology = try #require(blocks.first { $0.language == "yaml" }).lines.joined(separator: "\n") + "\n"
    try folder.program(script, to: "tools/infracc-emit-acme")
    try folder.write(topology, to: "topology.yaml")
    let output = try build()
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stderr.contains("warning[X-acme-1]: acme gives `web` another port"))
    #expect(output.stderr.contains("--> topology.yaml:8:3\n"))
    let app = try folder.text("infra/production/acme/app.json")
    #expect(app.contains("\"region\": \"us\"") && app.contains("\"replicas\": 3"))
    #expect(try build("--check").status == 0)
    // Its findings have levels as all others have.
    let denied = try build("--deny", "X-acme-1")
    #expect(denied.status == 1 && denied.stderr.contains("error[X-acme-1]"), "\(denied.stderr)")
    #expect(try build("--deny", "X-acme-").status == 2)
    try folder.write(topology + "lints: { X-acme-1: off }\n", to: "topology.yaml")
    #expect(!(try build().stderr.contains("X-acme-1")))
  }

  @Test func codesOfPlugInsAreNotExplainedHere() throws {
    let output = try infracc("explain", "X-acme-12")
    #expect(output.status == 2)
    #expect(output.stderr.contains("a finding of the plug-in `infracc-emit-acme`"))
  }
}
