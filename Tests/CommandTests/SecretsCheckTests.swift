import Foundation
import JSON
import TestSupport
import Testing

/// `infracc secrets --check`: what is wrong with real values, of which nothing is shown.
@Suite struct SecretsCheckTests {
  private static let topology = """
    infracc: 1
    project: shop
    targets: [compose, procfile]
    secrets:
      SECRET_KEY: generate
      JWT_SECRET: generate
      STRIPE_SECRET_KEY: { source: external, pattern: "sk_(live|test)_[A-Za-z0-9]+" }
      GATEWAY_KEY: { source: external, class: { live: "^L-", test: "^T-" }, differs_from: [SMTP_PASSWORD] }
      SMTP_PASSWORD: { source: external, charset: url }
      PLAIN_PASSWORD: external
      SENTRY_DSN: { source: optional, type: url }
    services:
      postgres: { version: 18 } # infracc: allow W1010 these tests write no dumps
      api:
        type: fastapi
        health: /health
        use: [SECRET_KEY, JWT_SECRET, STRIPE_SECRET_KEY, GATEWAY_KEY, PLAIN_PASSWORD, SENTRY_DSN]
        variables:
          DATABASE_URL: $<<postgres.DATABASE_URL>>
          SMTP_URL: smtp://shop:$<<shared.SMTP_PASSWORD>>@mail.example.com:25
    environments:
      staging: {}
      production: {}

    """

  /// Values to which nothing is to be said in production.
  private static let good = [
    "SECRET_KEY": "q0Xv-9f_2KdLs8TzYb3nMw7PjRgHc5eUaVi1oZx4B6E",
    "JWT_SECRET": "Zt5yQm1-RkWb8vNs_3CxJd6HgPf0LaEo9uYi2XzT7cM",
    "STRIPE_SECRET_KEY": "sk_live_51Habcdefgh", "GATEWAY_KEY": "L-481516", "SMTP_PASSWORD": "kdh38-dk_2",
    "PLAIN_PASSWORD": "p@ss:w/rd 1", "POSTGRES_PASSWORD": "9aBc8dEf7gHi6jKl5mNo4pQr3sTu2vWx",
    "POSTGRES_APP_PASSWORD": "1ZyX2wVu3tSr4qPo5nMl6kJi7hGf8eDc",
  ]

  /// Runs the check of one file for one environment.
  private func check(
    _ values: [String: String?] = [:], _ environment: String = "production", more: String = "",
    format: String = "short",
    mode: Int = 0o600
  ) throws -> Output {
    let folder = try Shop.folder(Self.topology)
    let all = Self.good.mapValues(Optional.some).merging(values) { _, new in new }
    let lines = all.sorted { $0.key < $1.key }.compactMap { name, value in value.map { "\(name)='\($0)'\n" } }
    let path = try folder.write(lines.joined() + more, to: ".env")
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return try infracc("secrets", "-e", environment, "--check", ".env", "--format", format, in: folder)
  }

  /// Code and message of each finding, as `E0502 …`.
  private func findings(_ output: Output) -> [String] {
    output.stderr.split(separator: "\n").compactMap { line in
      guard let open = line.lastIndex(of: "["), line.hasSuffix("]") else { return nil }
      let code = line[line.index(after: open)...].dropLast()
      let parts = line[..<open].split(separator: ":", maxSplits: 4).map { $0.trimmingCharacters(in: .whitespaces) }
      return parts.count == 5 ? "\(parts[3]) \(code) \(parts[4])" : nil
    }
  }

  @Test func goodValuesPass() throws {
    let output = try check()
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stderr == "")
    #expect(output.stdout == "`.env`: nothing to report\n")
    #expect(try check(["SENTRY_DSN": "https://k@example.com/1"]).status == 0)
    #expect(try check(["SENTRY_DSN": ""]).status == 0)
  }

  static let mistakes: [(values: [String: String?], finding: String)] = [
    (["SECRET_KEY": nil], "error E0802 `SECRET_KEY` has no value for `production`"),
    (["STRIPE_SECRET_KEY": ""], "error E0802 `STRIPE_SECRET_KEY` has no value for `production`"),
    (["STRIPE_SECRET_KEY": "sk_live-51Habc"], "error E0409 `STRIPE_SECRET_KEY` does not match its pattern"),
    (["GATEWAY_KEY": "kdh38-dk_2"], "error E0507 `GATEWAY_KEY` and `SMTP_PASSWORD` have the same value"),
    (
      ["JWT_SECRET": .some(good["SECRET_KEY"]!)], "error E0507 `SECRET_KEY` and `JWT_SECRET` have the same value"
    ),
    (["STRIPE_SECRET_KEY": "sk_test_51Habcdefgh"], "error E0511 `STRIPE_SECRET_KEY` is a test key in `production`"),
    (["GATEWAY_KEY": "T-481516"], "error E0511 `GATEWAY_KEY` is a test key in `production`"),
    (["PLAIN_PASSWORD": "your-password-here"], "error E0502 `PLAIN_PASSWORD` holds a placeholder"),
    (["SECRET_KEY": "changeme"], "error E0502 `SECRET_KEY` holds a placeholder"),
    (["SECRET_KEY": "4f8kQz71"], "error W0509 `SECRET_KEY` is too short: 8 characters, 43 are made"),
    (
      ["SECRET_KEY": .some(String(repeating: "ab1", count: 15))], "error W0509 `SECRET_KEY` repeats a few characters"
    ),
    (["PLAIN_PASSWORD": "4f8kQz7"], "warning W0509 `PLAIN_PASSWORD` is too short: 7 characters"),
    (
      ["SMTP_PASSWORD": "kdh38@dk_2"],
      "error W0515 `SMTP_PASSWORD` holds `@` (character 6), which ends the password in a URL"
    ),
    (["SENTRY_DSN": "nowhere"], "error E0405 `SENTRY_DSN` is not a URL"),
    (["PLAIN_PASSWORD": "two\nlines of it"], "error E0522 `PLAIN_PASSWORD` holds a line break"),
    (
      ["STRIPE_KEY": "sk_live_51Habcdefgh"],
      "warning W0521 nothing in `production` needs `STRIPE_KEY`; did you mean `STRIPE_SECRET_KEY`?"
    ),
    (
      ["SECRETKEY": "4f8kQz71"], "warning W0521 nothing in `production` needs `SECRETKEY`; did you mean `SECRET_KEY`?"
    ),
    (["GONE": "4f8kQz71"], "warning W0521 nothing in `production` needs `GONE`"),
  ]

  @Test(arguments: mistakes.indices) func oneFinding(_ index: Int) throws {
    let (values, finding) = Self.mistakes[index]
    let output = try check(values)
    #expect(findings(output) == [finding])
    #expect(output.status == (finding.hasPrefix("error") ? 1 : 0))
    // Whatever was written, none of it is shown.
    for format in ["text", "json", "sarif"] {
      let shown = try check(values, format: format)
      for value in values.values.compactMap(\.self) where value.count > 3 {
        #expect(!(shown.stdout + shown.stderr).contains(value), "\(format)")
      }
    }
  }

  @Test func thePlaceIsTheValueWithFourDots() throws {
    let output = try check(["SECRET_KEY": "changeme"], format: "text")
    #expect(output.stderr.contains("\nerror[E0502]") || output.stderr.hasPrefix("error[E0502]"))
    #expect(output.stderr.contains(" | SECRET_KEY=••••\n"))
    #expect(output.stderr.contains(" |            ^^^^\n"))
    let mismatch = try check(["STRIPE_SECRET_KEY": "sk_live-51Habc"], format: "text").stderr
    #expect(mismatch.contains("character 8 of 14 is the first that does not fit"))
    #expect(try check(["STRIPE_SECRET_KEY": "sk_live_"], format: "text").stderr.contains("and more must follow"))
  }

  @Test(arguments: [
    ("LIKE_THIS\n", "error E0522 this is no `NAME=value`"), ("X='a\n", "error E0522 a quote has no end"),
    ("GONE='a' b\n", "error E0522 text follows the closing quote"),
    ("SENTRY_DSN='https://a.example'\nSENTRY_DSN='https://b.example'\n", "error E0522 `SENTRY_DSN` is there twice"),
    ("PLAIN_PASSWORD=a$SECRET_KEY\n", "error E0522 `PLAIN_PASSWORD` holds `$`, which Compose fills in"),
  ])
  func malformedLines(_ line: String, _ finding: String) throws {
    let removed: [String: String?] = line.hasPrefix("PLAIN") ? ["PLAIN_PASSWORD": .none] : [:]
    let output = try check(removed, more: line)
    #expect(findings(output).contains(finding), "\(output.stderr)")
    #expect(findings(output).allSatisfy { $0.contains("E0522") || $0.contains("W0521") })
  }

  /// Where the topology says so, and no target refuses it.
  @Test func severalLinesAreAllowed() throws {
    let topology = Self.topology.replacingOccurrences(of: "[compose, procfile]", with: "[compose]")
      .replacingOccurrences(
        of: "PLAIN_PASSWORD: external", with: "PLAIN_PASSWORD: { source: external, multiline: true }")
    let folder = try Shop.folder(topology)
    let pem = "-----BEGIN KEY-----\n4f8kQz71\n-----END KEY-----"
    let values = Self.good.merging(["PLAIN_PASSWORD": pem]) { _, new in new }
    let path = try folder.write(values.map { "\($0.key)='\($0.value)'\n" }.joined(), to: ".env")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let output = try infracc("secrets", "-e", "production", "--check", ".env", in: folder)
    #expect(output.status == 0, "\(output.stderr)")
    let list = try infracc("secrets", "-e", "production", in: folder).stdout
    #expect(list.contains("PLAIN_PASSWORD         supply      several lines"))
    let written = try infracc("secrets", "-e", "production", "--from", ".env", "--format", "env", in: folder)
    #expect(written.stdout.contains("PLAIN_PASSWORD=\"-----BEGIN KEY-----\\n4f8kQz71\\n-----END KEY-----\"\n"))
    let both = topology.replacingOccurrences(of: "[compose]", with: "[compose, procfile]")
    let refused = try infracc("check", "--format", "short", in: try Shop.folder(both))
    #expect(refused.stderr.contains("procfile cannot give `PLAIN_PASSWORD` line breaks [E0902]"))
    let generated = topology.replacingOccurrences(
      of: "JWT_SECRET: generate", with: "JWT_SECRET: { source: generate, multiline: true }")
    #expect(try infracc("check", "--format", "short", in: try Shop.folder(generated)).stderr.contains("E0215"))
  }

  @Test func namesThatTheirReadersKnowAreNoFinding() throws {
    #expect(findings(try check(more: "COMPOSE_PROJECT_NAME=x\n")) == [])
  }

  @Test func aFileThatOthersCanRead() throws {
    let output = try check(mode: 0o644)
    #expect(findings(output) == ["warning W0523 others can read `.env` (0644)"])
    #expect(output.status == 0)
  }

  @Test func aFileThatGitKeeps() throws {
    let folder = try Shop.folder(Self.topology)
    let lines = Self.good.sorted { $0.key < $1.key }.map { "\($0)='\($1)'\n" }
    let path = try folder.write(lines.joined(), to: "deploy/.env")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    for words in [["init", "-q"], ["add", "-f", "deploy/.env"]] {
      #expect(try run("git", ["-C", folder.path] + words).status == 0)
    }
    let output = try infracc(
      "secrets", "-e", "production", "--check", "deploy/.env", "--format", "short", in: folder)
    #expect(findings(output) == ["warning W1015 git keeps `deploy/.env`"])
  }

  /// A live key outside of production, and values that two environments share.
  @Test func environmentsAreApart() throws {
    #expect(
      findings(try check([:], "staging")) == [
        "error E0511 `GATEWAY_KEY` is a live key in `staging`",
        "error E0511 `STRIPE_SECRET_KEY` is a live key in `staging`",
      ])
    let folder = try Shop.folder(Self.topology)
    let file = { (values: [String: String]) in
      Self.good.merging(values) { _, new in new }.sorted { $0.key < $1.key }.map { "\($0)='\($1)'\n" }.joined()
    }
    let staging = ["GATEWAY_KEY": "T-481516", "STRIPE_SECRET_KEY": "sk_test_51Habcdefgh"]
    for (name, text) in [("s", file(staging)), ("p", file([:]))] {
      let path = try folder.write(text, to: name)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }
    let output = try infracc(
      "secrets", "-e", "staging", "-e", "production", "--check", "s", "--check", "p", "--format", "short", in: folder)
    let shared = ["JWT_SECRET", "POSTGRES_APP_PASSWORD", "POSTGRES_PASSWORD", "SECRET_KEY"]
    #expect(findings(output) == shared.map { "error E0524 `\($0)` is the same in `staging` and `production`" })
    #expect(output.status == 1)
  }

  @Test func filesOfOneEnvironmentAgree() throws {
    let folder = try Shop.folder(Self.topology)
    let lines = Self.good.sorted { $0.key < $1.key }.map { "\($0)='\($1)'\n" }
    for (name, text) in [("a", lines.joined()), ("b", lines[0]), ("c", "GATEWAY_KEY='L-000000'\n")] {
      let path = try folder.write(text, to: name)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }
    let call = { (second: String) in
      try infracc(
        "secrets", "-e", "production", "--check", "a", "--check", second, "--format", "short", in: folder)
    }
    #expect(findings(try call("b")) == [])
    #expect(findings(try call("c")) == ["error E0525 two files disagree about `GATEWAY_KEY`"])
  }

  @Test func filesAreReadWhereverTheyAre() throws {
    let folder = try Shop.folder(Self.topology)
    let lines = Self.good.sorted { $0.key < $1.key }.map { "\($0)='\($1)'\n" }
    let input = try infracc("secrets", "-e", "production", "--check", "-", input: lines.joined(), in: folder)
    #expect(input.status == 0, "\(input.stderr)")
    try folder.write("", to: "elsewhere/real")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("elsewhere/real"))
    #expect(try infracc("secrets", "-e", "production", "--check", "link", in: folder).status == 1)
    let absent = try infracc("secrets", "-e", "production", "--check", "absent", in: folder)
    #expect(absent.status == 2)
    #expect(absent.stderr.contains("cannot read `absent`: no such file"))
    try folder.write(String(repeating: "#", count: (1 << 20) + 1), to: "large")
    #expect(try infracc("secrets", "-e", "production", "--check", "large", in: folder).status == 2)
  }

  /// Work that grows with the square of the lines would not end here.
  @Test func theLargestFileIsRead() throws {
    let folder = try Shop.folder(Self.topology)
    let path = try folder.write((0..<90_000).map { "N\($0)=1 #\n" }.joined(), to: "many")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    #expect(try infracc("secrets", "-e", "production", "--check", "many", in: folder).status == 1)
  }

  @Test(arguments: [
    (["--check", ".env"], "--check needs -e"),
    (["-e", "a", "-e", "b", "--check", ".env"], "2 environments and 1 file: name one file for each environment"),
    (["-e", "production", "--check", ".env", "--format", "xml"], "findings are printed as `text`, `short`"),
    (["--format", "sarif"], "the list is printed as `text` or `json`, not as `sarif`"),
  ])
  func wrongUsage(_ arguments: [String], _ complaint: String) throws {
    let folder = try Shop.folder(Self.topology)
    let output = try run(try Repository.program, ["secrets"] + arguments, directory: folder.path)
    #expect(output.status == 2)
    #expect(output.stderr.contains(complaint), "\(output.stderr)")
  }
}
