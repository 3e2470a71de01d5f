import Foundation
import TestSupport
import Testing

/// `infracc fix` and `infracc fmt` as people and hooks call them.
struct FixCommandTests {
  private static let text = Shop.topology.replacingOccurrences(
    of: "health: /health", with: "health: { path: /health, timeout: 30 }  # seconds")
  private static let fixed = text.replacingOccurrences(of: "timeout: 30", with: "timeout: 30s")

  @Test func writesTheFixedFileAndSaysSo() throws {
    let folder = try Shop.folder(Self.text)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("topology.yaml"))
    let output = try infracc("fix", in: folder)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout == "")
    #expect(output.stderr.contains("topology.yaml:9: E0211 fixed: write `30s`\n"))
    #expect(try String(contentsOfFile: folder.path("topology.yaml"), encoding: .utf8) == Self.fixed)
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path("topology.yaml"))[.posixPermissions]
    #expect(mode as? Int == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["topology.yaml"])
    let again = try infracc("fix", in: folder)
    #expect(again.stderr.contains("topology.yaml: nothing to fix\n"))
  }

  @Test func checkSaysHowManyItCouldFix() throws {
    let output = try infracc("check", in: try Shop.folder(Self.text))
    #expect(output.stderr.contains("1 error (1 can be fixed with infracc fix)\n"), "\(output.stderr)")
  }

  @Test func aDryRunShowsTheDifferenceAndWritesNothing() throws {
    let folder = try Shop.folder(Self.text)
    let output = try infracc("fix", "--dry-run", in: folder)
    #expect(output.status == 0)
    #expect(output.stdout.hasPrefix("--- topology.yaml\n+++ topology.yaml\n@@ -6,7 +6,7 @@\n"))
    #expect(output.stdout.contains("\n-    health: { path: /health, timeout: 30 }  # seconds\n+"))
    #expect(try String(contentsOfFile: folder.path("topology.yaml"), encoding: .utf8) == Self.text)
    // The difference is one that `patch` takes.
    try folder.write(output.stdout, to: "difference")
    let patch = try run("git", ["apply", "-p0", "--unsafe-paths", "difference"], directory: folder.path)
    #expect(patch.status == 0, "\(patch.stderr)")
    #expect(try String(contentsOfFile: folder.path("topology.yaml"), encoding: .utf8) == Self.fixed)
  }

  @Test func standardInputGoesToStandardOutput() throws {
    let output = try infracc("fix", "-", input: Self.text)
    #expect(output.status == 0)
    #expect(output.stdout == Self.fixed)
    let nothing = try infracc("fix", "-", input: Shop.topology)
    #expect(nothing.stdout == Shop.topology)
  }

  @Test func guessesAreMadeOnRequest() throws {
    let folder = try Shop.folder(Shop.broken.replacingOccurrences(of: "health:", with: "helth:"))
    let careful = try infracc("fix", in: folder)
    #expect(careful.status == 1)
    #expect(careful.stderr.contains("E0201"))
    let bold = try infracc("fix", "--unsafe", in: folder)
    #expect(bold.status == 0, "\(bold.stderr)")
    #expect(bold.stderr.contains("E0201 fixed: write `health`"))
    #expect(try String(contentsOfFile: folder.path("topology.yaml"), encoding: .utf8) == Shop.topology)
  }

  @Test func whatIsLeftIsReportedForAllFiles() throws {
    let folder = try Shop.folder(Self.text)
    let broken = Self.text.replacingOccurrences(of: "type: fastapi", with: "type: fastapi\n    port: none")
    try folder.write(broken, to: "b/topology.yaml")
    let output = try infracc("fix", "--no-fs", "topology.yaml", "b/topology.yaml", "gone.yaml", in: folder)
    #expect(output.status == 2)
    #expect(output.stderr.contains("--> b/topology.yaml:8:11\n"), "\(output.stderr)")
    #expect(output.stderr.contains("cannot read `gone.yaml`"))
  }

  @Test func aLinkStaysALink() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.text, to: "real.yaml")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("topology.yaml"), withDestinationPath: "real.yaml")
    #expect(try infracc("fix", in: folder).status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("topology.yaml")) == "real.yaml")
    #expect(try String(contentsOfFile: folder.path("real.yaml"), encoding: .utf8) == Self.fixed)
  }
}

/// Fixes of files beside the topology: those that probes read, in place, and nothing else.
struct FixBesideTests {
  private static let topology = """
    infracc: 1
    project: shop
    targets: [compose]
    services:
      site:
        type: web
        root: ./site
        port: 3000
        health: /
        build: { dockerfile: site/Dockerfle, args: { API_BASE: https://api.shop.example.com } }

    """
  private static let dockerfile = """
    FROM node:22-bookworm-slim AS build
    ENV SESSION_SECRET=kx83jdhfuwe
    COPY . .
    RUN npm ci && npm run build
    FROM node:22-bookworm-slim
    COPY --from=build /app /app

    """
  private static let fixed = dockerfile.replacingOccurrences(of: "AS build\n", with: "AS build\nARG API_BASE\n")

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Self.topology, to: "shop/topology.yaml")
    try folder.write(Self.dockerfile, to: "shop/site/Dockerfile")
    try folder.write("{ \"name\": \"site\", \"lockfileVersion\": 3 }\n", to: "shop/site/package-lock.json")
    return folder
  }

  @Test func bothFilesAreWritten() throws {
    let folder = try folder()
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("shop/site/Dockerfile"))
    let output = try infracc("fix", "--unsafe", "shop/topology.yaml", in: folder)
    #expect(output.stderr.contains("E0217 fixed: write `site/Dockerfile`\n"), "\(output.stderr)")
    #expect(output.stderr.contains("W1012 fixed: add `ARG API_BASE` to site/Dockerfile\n"), "\(output.stderr)")
    #expect(try folder.text("shop/site/Dockerfile") == Self.fixed)
    #expect(
      try folder.text("shop/topology.yaml") == Self.topology.replacingOccurrences(of: "Dockerfle", with: "Dockerfile"))
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path("shop/site/Dockerfile"))[.posixPermissions]
    #expect(mode as? Int == 0o640)
    #expect(
      folder.files().sorted() == ["shop/site/Dockerfile", "shop/site/package-lock.json", "shop/topology.yaml"])
  }

  @Test func aDryRunShowsBothAndHidesSecrets() throws {
    let folder = try folder()
    let output = try infracc("fix", "--unsafe", "--dry-run", "shop/topology.yaml", in: folder)
    #expect(output.stdout.hasPrefix("--- shop/topology.yaml\n+++ shop/topology.yaml\n"), "\(output.stdout)")
    #expect(output.stdout.contains("--- shop/site/Dockerfile\n+++ shop/site/Dockerfile\n@@ -1,4 +1,5 @@\n"))
    #expect(output.stdout.contains("\n+ARG API_BASE\n"))
    #expect(!output.stdout.contains("kx83jdhfuwe"))
    #expect(try folder.text("shop/site/Dockerfile") == Self.dockerfile)
    #expect(try folder.text("shop/topology.yaml") == Self.topology)
  }

  @Test(arguments: ["--no-probe", "--no-fs", nil])
  func withoutProbesOrConsentItStays(option: String?) throws {
    let folder = try folder()
    try folder.write(Self.topology.replacingOccurrences(of: "Dockerfle", with: "Dockerfile"), to: "shop/topology.yaml")
    let output =
      try option.map { try infracc("fix", "--unsafe", $0, "shop/topology.yaml", in: folder) }
      ?? infracc("fix", "shop/topology.yaml", in: folder)
    #expect(output.stderr.contains("nothing to fix"), "\(output.stderr)")
    #expect(try folder.text("shop/site/Dockerfile") == Self.dockerfile)
  }

  /// What lies behind a link is not read, so it is not written either.
  @Test func aLinkIsNotFollowed() throws {
    let folder = try folder()
    try FileManager.default.moveItem(atPath: folder.path("shop/site"), toPath: folder.path("elsewhere"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("shop/site"), withDestinationPath: "../elsewhere")
    try folder.write(Self.topology.replacingOccurrences(of: "Dockerfle", with: "Dockerfile"), to: "shop/topology.yaml")
    _ = try infracc("fix", "--unsafe", "shop/topology.yaml", in: folder)
    #expect(try folder.text("elsewhere/Dockerfile") == Self.dockerfile)
  }
}

struct FmtCommandTests {
  private static let messy =
    Shop.topology.replacingOccurrences(of: "infracc: 1\nproject: shop\n", with: "")
    + "project:   shop\ninfracc: 1\n"

  @Test func formatsFilesInPlace() throws {
    let folder = try Shop.folder(Self.messy)
    let check = try infracc("fmt", "--check", in: folder)
    #expect(check.status == 4)
    #expect(check.stderr == "topology.yaml: not formatted\n")
    let output = try infracc("fmt", in: folder)
    #expect(output.status == 0)
    #expect(output.stderr == "topology.yaml: formatted\n")
    #expect(
      try String(contentsOfFile: folder.path("topology.yaml"), encoding: .utf8).hasPrefix("infracc: 1\nproject: shop\n")
    )
    let again = try infracc("fmt", "--check", in: folder)
    #expect(again.status == 0)
    #expect(again.stderr == "")
  }

  @Test func standardInputGoesToStandardOutput() throws {
    let output = try infracc("fmt", "-", input: Self.messy)
    #expect(output.status == 0)
    #expect(output.stdout.hasPrefix("infracc: 1\nproject: shop\n"))
  }

  @Test func brokenFilesAreLeftAlone() throws {
    let text = Shop.topology + "  - x: [\n"
    let folder = try Shop.folder(text)
    let output = try infracc("fmt", in: folder)
    #expect(output.status == 1)
    #expect(output.stderr.contains("error[E01"))
    #expect(try String(contentsOfFile: folder.path("topology.yaml"), encoding: .utf8) == text)
    #expect(try infracc("fmt", "--check", "gone.yaml", "topology.yaml", in: folder).status == 2)
  }

  @Test func topologiesWithMistakesAreFormatted() throws {
    let output = try infracc("fmt", "-", input: Shop.broken.replacingOccurrences(of: "    type", with: "    type"))
    #expect(output.status == 0)
    #expect(output.stdout.contains("$<<postgress.DATABASE_URL>>"))
  }
}

/// `--format`, `--deny` and `--warn`.
struct FindingOptionTests {
  private static let warned = Shop.topology.replacingOccurrences(
    of: "infracc: 1\n", with: "infracc: 1\nsecrets: { SPARE: generate }\n")

  @Test(arguments: ["short", "gcc", "json", "jsonl", "sarif", "github", "junit"])
  func everyFormatHasTheFindingAndTheExitCode(format: String) throws {
    let folder = try Shop.folder(Shop.broken)
    let output = try infracc("check", "--format", format, in: folder)
    #expect(output.status == 1)
    let report = format == "short" ? output.stderr : output.stdout
    #expect(report.contains("E0301"))
    #expect((format == "short" ? output.stdout : output.stderr) == "")
    let build = try infracc("build", "--format", format, in: folder)
    #expect(build.status == 1)
    #expect(build.stdout == output.stdout && build.stderr == output.stderr)
  }

  @Test func pathsAreThoseOfTheRepositoryWhereHostsShowThem() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: ".git/HEAD")
    try folder.write(Shop.broken, to: "deploy/topology.yaml")
    let program = try Repository.program
    let output = try run(program, ["check", "--format", "github"], directory: folder.path("deploy"))
    #expect(output.stdout.hasPrefix("::error file=deploy/topology.yaml,line=10,"), "\(output.stdout)")
    let sarif = try run(
      program, ["check", "--format", "sarif", folder.path("deploy/topology.yaml")], directory: folder.path("deploy"))
    #expect(sarif.stdout.contains("\"uri\": \"deploy/topology.yaml\""), "\(sarif.stdout)")
    let gcc = try run(program, ["check", "--format", "gcc"], directory: folder.path("deploy"))
    #expect(gcc.stdout.contains("topology.yaml:10:35: error: "))
  }

  @Test func warningsCanBeDenied() throws {
    let folder = try Shop.folder(Self.warned)
    #expect(try infracc("check", in: folder).status == 0)
    for arguments in [["--deny", "warnings"], ["--deny", "W0324"], ["--deny", "w0324", "--deny", "W0808"]] {
      let output = try run(
        try Repository.program, ["check"] + arguments, environment: ["NO_COLOR": "1"], directory: folder.path)
      #expect(output.status == 1, "\(arguments)")
      #expect(output.stderr.contains("error[W0324]: nothing uses the secret `SPARE`"), "\(output.stderr)")
    }
    #expect(try infracc("check", "--deny", "W0808", in: folder).status == 0)
    #expect(try infracc("check", "--deny", "warnings", "--warn", "W0324", in: folder).status == 0)
    let build = try infracc("build", "--deny", "warnings", in: folder)
    #expect(build.status == 1)
    #expect(!FileManager.default.fileExists(atPath: folder.path("infra")))
  }

  @Test func whatTheTopologySilencesStaysSilent() throws {
    let text = Self.warned.replacingOccurrences(of: "secrets:", with: "lints: { W0324: off }\nsecrets:")
    #expect(try infracc("check", "--deny", "warnings", in: try Shop.folder(text)).status == 0)
  }

  @Test func notesCanBeRaised() throws {
    let text = Shop.topology.replacingOccurrences(
      of: "health: /health", with: "health: /health\n    resources: { memory: 1GiB }")
    let output = try infracc("check", "--warn", "I0914", in: try Shop.folder(text))
    #expect(output.status == 0)
    #expect(output.stderr.contains("warning[I0914]"))
  }
}

/// No output of any command shows a secret that stands in a topology.
struct PlantedSecretTests {
  private static let stripe = "sk_live_51HxQ2eKjY9mPlanted0aZ"
  private static let password = "hunter2plantedPassword"
  private static let random = "q9Zx7LpVb3Nw8Rt5Yk2Jm6Hd4"

  /// Values that are read, and values in what cannot be read.
  private static let texts = [
    """
    infracc: 1
    project: shop
    targets: [compose]
    services:
      postgres: {}
      api:
        type: fastapi
        start: ./run --key \(stripe) $<<nobody.url>>
        release: $<<nobody.url>> \(stripe)
        variables:
          STRIPE_KEY: \(stripe)
          A_URL: postgres://user:\(password)@host/db
          API_TOKEN: "\(random)"
          OTHER: $<<nobody.url>> \(stripe)
          THIRD: ${STRIPE} \(stripe)
        enviroment: { X: \(stripe) }
        \(stripe): \(stripe)

    """,
    """
    infracc: 1
    project: shop
    targets: [compose]
    services:
      api:
        type: fastapi
        variables:
          STRIPE_KEY: "\(stripe)
          A_URL: postgres://user:\(password)@host/db
          API_TOKEN: \(random)
      other:
       type: fastapi
      \t start: \(stripe)

    """,
  ]

  @Test(arguments: texts)
  func noOutputShowsOne(text: String) throws {
    let folder = try Shop.folder(text)
    var outputs: [(String, String)] = []
    for command in ["check", "build", "fix"] {
      for format in ["text", "short", "gcc", "json", "jsonl", "sarif", "github", "junit"] {
        let arguments =
          [command, "--no-fs", "--notes", "--format", format] + (command == "fix" ? ["--dry-run", "--unsafe"] : [])
        let output = try run(
          try Repository.program, arguments, environment: ["NO_COLOR": "1"], directory: folder.path)
        #expect(output.status == 1)
        outputs.append(("\(command) \(format)", output.stdout + output.stderr))
      }
    }
    for arguments in [["fmt", "--check"], ["refs"], ["fix"]] {
      let output = try run(
        try Repository.program, arguments, environment: ["NO_COLOR": "1"], directory: folder.path)
      outputs.append((arguments.joined(separator: " "), output.stdout + output.stderr))
    }
    for (name, output) in outputs {
      for secret in [Self.stripe, Self.password, Self.random] {
        #expect(!output.contains(secret), "\(name) shows \(secret.prefix(4))…: \(output)")
        // Not even most of one.
        #expect(!output.contains(secret.dropFirst(6).prefix(14)), "\(name) shows a part of \(secret.prefix(4))…")
      }
    }
    #expect(outputs.contains { $0.1.contains("•") })
  }
}
