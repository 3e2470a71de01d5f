import Foundation
import TestSupport
import Testing

/// `infracc secrets --generate`: makes what can be made, and keeps everything that is there.
@Suite struct SecretsGenerateTests {
  private static let files = ["infra/production/compose/.env", "infra/production/procfile/.env"]

  private func generate(_ folder: TemporaryFolder) throws -> Output {
    try infracc("secrets", "-e", "production", "--generate", in: folder)
  }

  private func text(_ path: String, in folder: TemporaryFolder) throws -> String {
    try String(contentsOfFile: folder.path(path), encoding: .utf8)
  }

  private func mode(_ path: String, in folder: TemporaryFolder) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: folder.path(path))[.posixPermissions] as? Int
  }

  /// The value of a name in a file; nil where no line has it.
  private func value(_ name: String, _ path: String, in folder: TemporaryFolder) throws -> String? {
    let line = try text(path, in: folder).split(separator: "\n").last { $0.hasPrefix(name + "=") }
    return line.map { $0.dropFirst(name.count + 1).trimmingCharacters(in: ["'"]) }
  }

  @Test func makesEveryFileAndThenNothing() throws {
    let folder = try Shop.folder(SecretsListTests.topology)
    let first = try generate(folder)
    #expect(first.status == 0, "\(first.stderr)")
    let names = "`infra/production/compose/.env` and `infra/production/procfile/.env`"
    #expect(first.stdout == "\(names): 4 made, 0 kept; 2 to supply: STRIPE_SECRET_KEY, REGION\n")
    let texts = try Self.files.map { try text($0, in: folder) }
    for file in Self.files {
      #expect(try mode(file, in: folder) == 0o600)
      #expect(try value("SECRET_KEY", file, in: folder)?.count == 43)
      #expect(try value("TOKEN", file, in: folder)?.hasPrefix("t-") == true)
      #expect(try value("TOKEN", file, in: folder)?.count == 34)
      #expect(try value("POSTGRES_PASSWORD", file, in: folder)?.count == 32)
      #expect(try value("STRIPE_SECRET_KEY", file, in: folder) == "")
      // An empty optional value is not the same as none.
      #expect(try value("SENTRY_DSN", file, in: folder) == nil)
    }
    for name in ["SECRET_KEY", "TOKEN", "POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD"] {
      #expect(try value(name, Self.files[0], in: folder) == value(name, Self.files[1], in: folder))
    }
    // Nothing of what was made is shown.
    #expect(!first.stdout.contains(try #require(try value("SECRET_KEY", Self.files[0], in: folder))))
    let second = try generate(folder)
    #expect(second.stdout == "\(names): 0 made, 4 kept; 2 to supply: STRIPE_SECRET_KEY, REGION\n")
    #expect(try Self.files.map { try text($0, in: folder) } == texts)
  }

  @Test func whatItMadePassesTheCheck() throws {
    let folder = try Shop.folder(SecretsListTests.topology)
    _ = try generate(folder)
    let file = Self.files[0]
    let filled = try text(file, in: folder).replacingOccurrences(
      of: "STRIPE_SECRET_KEY=''", with: "STRIPE_SECRET_KEY='sk_live_51Hab'"
    )
    .replacingOccurrences(of: "REGION=''", with: "REGION='eu'")
    try folder.write(filled, to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path(file))
    let output = try infracc("secrets", "-e", "production", "--check", file, in: folder)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stderr == "")
  }

  /// Everything that a person wrote stays; a value of one file gets into the other.
  @Test func keepsWhatIsThere() throws {
    let folder = try Shop.folder(SecretsListTests.topology)
    let own = "# mine\n\nexport UNKNOWN=\"x\"   # kept\nSECRET_KEY=by-hand-4f8kQz71LmXw9GtRw2PyBn5vJj3kQz\nTOKEN=\n"
    try folder.write(own, to: Self.files[0])
    try folder.write(
      "STRIPE_SECRET_KEY='it''s'\n".replacingOccurrences(of: "it''s", with: "sk_live_1"), to: Self.files[1])
    let output = try generate(folder)
    #expect(output.stdout.contains("3 made, 1 kept; 1 to supply: REGION"), "\(output.stdout)\(output.stderr)")
    let result = try text(Self.files[0], in: folder)
    let made = try #require(try value("TOKEN", Self.files[0], in: folder))
    #expect(result.hasPrefix(own.replacingOccurrences(of: "TOKEN=\n", with: "TOKEN='\(made)'\n")))
    #expect(try value("STRIPE_SECRET_KEY", Self.files[0], in: folder) == "sk_live_1")
    #expect(
      try value("SECRET_KEY", Self.files[1], in: folder) == "by-hand-4f8kQz71LmXw9GtRw2PyBn5vJj3kQz")
    #expect(try mode(Self.files[0], in: folder) == 0o600)
  }

  @Test func filesThatDisagreeAreLeftAlone() throws {
    let folder = try Shop.folder(SecretsListTests.topology)
    try folder.write("SECRET_KEY=one\n", to: Self.files[0])
    try folder.write("SECRET_KEY=two\n", to: Self.files[1])
    let output = try generate(folder)
    #expect(output.status == 1)
    #expect(output.stderr.contains("E0525"))
    #expect(output.stderr.contains("nothing was written"))
    #expect(try text(Self.files[0], in: folder) == "SECRET_KEY=one\n")
    #expect(try text(Self.files[1], in: folder) == "SECRET_KEY=two\n")
    try folder.write("SECRET_KEY='one\n", to: Self.files[1])
    #expect(try generate(folder).stderr.contains("E0522"))
  }

  @Test func neverThroughALinkOrIntoAPipe() throws {
    for kind in ["file", "folder", "pipe"] {
      let folder = try Shop.folder(SecretsListTests.topology)
      try folder.write("KEPT=1\n", to: "elsewhere/.env")
      try folder.write("", to: "infra/production/x")
      switch kind {
      case "file":
        try folder.write("", to: "infra/production/compose/x")
        try FileManager.default.createSymbolicLink(
          atPath: folder.path(Self.files[0]), withDestinationPath: folder.path("elsewhere/.env"))
      case "folder":
        try FileManager.default.createSymbolicLink(
          atPath: folder.path("infra/production/compose"), withDestinationPath: folder.path("elsewhere"))
      default:
        try folder.write("", to: "infra/production/compose/x")
        #expect(try run("mkfifo", [folder.path(Self.files[0])]).status == 0)
      }
      let output = try generate(folder)
      #expect(output.status == 3, "\(kind): \(output.stderr)")
      #expect(try text("elsewhere/.env", in: folder) == "KEPT=1\n")
      #expect(!FileManager.default.fileExists(atPath: folder.path(Self.files[1])), "\(kind)")
    }
  }

  /// What git would take is not written.
  @Test func notWhereGitWouldTakeIt() throws {
    let folder = try Shop.folder(SecretsListTests.topology)
    #expect(try run("git", ["-C", folder.path, "init", "-q"]).status == 0)
    let refused = try generate(folder)
    #expect(refused.status == 3)
    #expect(refused.stderr.contains("git would take `infra/production/compose/.env`"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("infra")))
    #expect(refused.stderr.contains("run `infracc build`"))
    try folder.write(".env\n!.env\n", to: ".gitignore")
    #expect(try generate(folder).status == 3)
    try folder.write(".env\n", to: ".gitignore")
    #expect(try generate(folder).status == 0)
    // What is in git already, git keeps.
    #expect(try run("git", ["-C", folder.path, "add", "-f", Self.files[0]]).status == 0)
    #expect(try generate(folder).status == 3)
  }

  /// What `build` writes keeps git from taking it.
  @Test func afterABuildGitLeavesItOut() throws {
    let folder = try Shop.folder(SecretsListTests.topology)
    #expect(try run("git", ["-C", folder.path, "init", "-q"]).status == 0)
    #expect(try infracc("build", in: folder).status == 0)
    #expect(try generate(folder).status == 0)
    let seen = try run("git", ["-C", folder.path, "status", "--porcelain", "--untracked-files=all"]).stdout
    #expect(seen.contains("infra/.gitignore") && !seen.contains("/.env\n"), "\(seen)")
    // What `build` wrote is still as it was, and the files of people are not its own.
    #expect(try infracc("build", "--check", in: folder).status == 0)
  }

  /// Where the output directory is the repository's own, so is `.gitignore`.
  @Test func theFileOfTheRepositoryIsNotWritten() throws {
    let folder = try Shop.folder(SecretsListTests.topology)
    try folder.write("build/\n", to: ".gitignore")
    #expect(try infracc("build", "-o", ".", in: folder).status == 0)
    #expect(try text(".gitignore", in: folder) == "build/\n")
    let other = try Shop.folder(SecretsListTests.topology + "options: { layout: repo }\n")
    #expect(try infracc("build", in: other).status == 0)
    #expect(!other.files().contains { $0.hasSuffix(".gitignore") })
  }

  /// In the layout `repo` both read one file.
  @Test func oneFileForAllReaders() throws {
    let folder = try Shop.folder(SecretsListTests.topology + "options: { layout: repo }\n")
    let output = try generate(folder)
    #expect(output.stdout.hasPrefix("`.env.production`: 4 made"), "\(output.stderr)")
    #expect(try mode(".env.production", in: folder) == 0o600)
  }

  @Test(arguments: [
    ([], "--generate needs one environment"), (["-e", "a", "-e", "b"], "--generate needs one environment"),
    (["-e", "production", "--check", "x"], "exclude each other"), (["-e", "nowhere"], "there is no environment"),
  ])
  func wrongUsage(_ arguments: [String], _ complaint: String) throws {
    let folder = try Shop.folder(SecretsListTests.topology)
    let output = try run(
      try Repository.program, ["secrets", "--generate"] + arguments, directory: folder.path)
    #expect(output.status == 2)
    #expect(output.stderr.contains(complaint), "\(output.stderr)")
  }
}
