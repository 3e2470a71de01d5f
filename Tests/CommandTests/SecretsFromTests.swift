import Foundation
import JSON
import TestSupport
import Testing

/// `infracc secrets --from`: values in the form of a platform, never on a terminal.
@Suite struct SecretsFromTests {
  private static let topology = SecretsListTests.topology.replacingOccurrences(
    of: "targets: [compose, procfile]",
    with: "targets: [compose, procfile, railway, kubernetes]\noptions: { kubernetes: { registry: r.example.com } }"
  ).replacingOccurrences(of: "prefix: \"t-\", rotate: 90d", with: "prefix: \"t-\"")

  private static let values: KeyValuePairs = [
    "SECRET_KEY": "q0Xv-9f_2KdLs8TzYb3nMw7PjRgHc5eUaVi1oZx4B6E", "TOKEN": "t-0123456789abcdef0123456789abcdef",
    "STRIPE_SECRET_KEY": "sk_live_51Hab", "REGION": "it's \"$EU\" \\ #1",
    "POSTGRES_PASSWORD": "9aBc8dEf7gHi6jKl5mNo4pQr3sTu2vWx",
    "POSTGRES_APP_PASSWORD": "1ZyX2wVu3tSr4qPo5nMl6kJi7hGf8eDc",
  ]

  private static func quoted(_ value: String) -> String {
    value.contains("'") ? "\"" + value.replacing(/[\\"$]/) { "\\" + $0.output } + "\"" : "'\(value)'"
  }

  private func folder(_ more: String = "") throws -> TemporaryFolder {
    let folder = try Shop.folder(Self.topology)
    let lines = Self.values.map { "\($0.key)=\(Self.quoted($0.value))\n" }
    let path = try folder.write(lines.joined() + more, to: "values")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    return folder
  }

  private func supply(_ arguments: String..., in folder: TemporaryFolder) throws -> Output {
    try run(
      try Repository.program, ["secrets", "-e", "production", "--from", "values"] + arguments,
      environment: ["NO_COLOR": "", "LC_ALL": "C"], directory: folder.path)
  }

  @Test func anEnvFileOfCompose() throws {
    let output = try supply("--format", "env", in: try folder("OTHER_THING=1\n"))
    #expect(output.status == 0, "\(output.stderr)")
    let names = ["SECRET_KEY", "TOKEN", "STRIPE_SECRET_KEY", "REGION", "POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD"]
    #expect(output.stdout.split(separator: "\n").map { $0.split(separator: "=").first.map(String.init) } == names)
    #expect(output.stdout.contains("\nREGION=\"it's \\\"\\$EU\\\" \\\\ #1\"\n"))
    // What nothing needs is said, and left out.
    #expect(output.stderr.contains("W0521"))
  }

  @Test func aPatchForRailway() throws {
    let output = try supply("--format", "railway", in: try folder("SENTRY_DSN='x-y-z-1234'\n"))
    let shared = try #require(try parse(output.stdout)["sharedVariables"]?.object)
    // Neither what is optional nor what databases make themselves.
    #expect(shared.keys.sorted() == ["REGION", "SECRET_KEY", "STRIPE_SECRET_KEY", "TOKEN"])
    #expect(shared["REGION"]?["value"]?.string == "it's \"$EU\" \\ #1")
  }

  /// Every key that a manifest refers to has its value, and no other.
  @Test func secretsForKubernetes() throws {
    let folder = try folder()
    let items = try #require(try parse(try supply("--format", "kubernetes", in: folder).stdout)["items"]?.array)
    var found: [String: String] = [:]
    for item in items {
      let name = try #require(item["metadata"]?["name"]?.string)
      #expect(item["metadata"]?["namespace"]?.string == "shop-production")
      for (key, value) in item["data"]?.object ?? [:] {
        let text = try #require(value.string)
        found["\(name)/\(key)"] =
          item["kind"]?.string == "Secret"
          ? String(decoding: try #require(Data(base64Encoded: text)), as: UTF8.self) : text
      }
    }
    #expect(try infracc("build", "-t", "kubernetes", "-e", "production", in: folder).status == 0)
    var meant: Set<String> = []
    let top = folder.path("infra/production/kubernetes")
    for name in try FileManager.default.subpathsOfDirectory(atPath: top) where name.hasSuffix(".yaml") {
      let text = try String(contentsOfFile: "\(top)/\(name)", encoding: .utf8)
      for match in text.matches(of: /KeyRef: \{ name: ([a-z-]+), key: (\w+)(, optional: true)? \}/)
      where match.output.3 == nil {
        meant.insert("\(match.output.1)/\(match.output.2)")
      }
    }
    #expect(meant.count >= 6)
    #expect(Set(found.keys) == meant)
    #expect(found["shared/TOKEN"] == "t-0123456789abcdef0123456789abcdef")
    #expect(found["postgres/app_password"] == "1ZyX2wVu3tSr4qPo5nMl6kJi7hGf8eDc")
    #expect(found["settings/REGION"] == "it's \"$EU\" \\ #1")
  }

  @Test func whatIsSetAlreadyIsLeftOut() throws {
    let folder = try folder()
    try folder.write("SECRET_KEY\nTOKEN\n", to: "have")
    let output = try supply("--format", "railway", "--have", "have", in: folder)
    #expect(try parse(output.stdout)["sharedVariables"]?.object?.keys.sorted() == ["REGION", "STRIPE_SECRET_KEY"])
    #expect(try supply("--format", "railway", "--have", "nowhere", in: folder).status == 2)
  }

  @Test func wrongValuesStop() throws {
    let folder = try folder()
    let path = try folder.write("SECRET_KEY=changeme\n", to: "values")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let output = try supply("--format", "env", in: folder)
    #expect(output.status == 1)
    #expect(output.stdout == "")
    #expect(output.stderr.contains("E0502") && output.stderr.contains("E0802"))
  }

  @Test func intoAFileThatNobodyElseReads() throws {
    let folder = try folder()
    let output = try supply("--format", "env", "-o", "out/values", in: folder)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout == "")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("out/values"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("topology.yaml"))
    #expect(try supply("--format", "env", "-o", "link", in: folder).status == 3)
    #expect(try supply("--format", "env", "-o", ".", in: folder).status == 3)
    #expect(try run("git", ["-C", folder.path, "init", "-q"]).status == 0)
    let refused = try supply("--format", "env", "-o", "seen", in: folder)
    #expect(refused.status == 3)
    #expect(refused.stderr.contains("git would take `seen`"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("seen")))
  }

  /// On a terminal nothing is shown, through a pipe it works.
  @Test func aTerminalIsRefused() throws {
    let folder = try folder()
    let script = """
      import os, pty, sys
      pid, terminal = pty.fork()
      if pid == 0:
          os.chdir(sys.argv[1])
          os.execv(sys.argv[2], [sys.argv[2], "secrets", "-e", "production", "--from", "values", "--format", sys.argv[3]])
      seen = b""
      try:
          while data := os.read(terminal, 4096):
              seen += data
      except OSError:
          pass
      print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen.decode())
      """
    for form in ["env", "railway", "kubernetes"] {
      let output = try run("python3", ["-c", script, folder.path, try Repository.program, form])
      #expect(output.stdout.hasPrefix("2 "), "\(output.stdout)\(output.stderr)")
      #expect(output.stdout.contains("values would be shown; pipe it, or name a file"))
      for (_, value) in Self.values { #expect(!output.stdout.contains(value)) }
    }
  }

  @Test(arguments: [
    (["--from", "values"], "--from needs one environment"), (["--from", "values", "-e", "a"], "--from needs --format"),
    (["--from", "values", "-e", "a", "--format", "xml"], "--from needs --format"),
    (["-o", "x"], "--output and --have go with --from"), (["--from", "-", "-"], "`-` can be read once"),
    (["--from", "a", "--check", "b"], "exclude each other"),
  ])
  func wrongUsage(_ arguments: [String], _ complaint: String) throws {
    let output = try run(try Repository.program, ["secrets"] + arguments)
    #expect(output.status == 2)
    #expect(output.stderr.contains(complaint), "\(output.stderr)")
  }
}
