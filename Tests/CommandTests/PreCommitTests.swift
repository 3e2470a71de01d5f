import Foundation
import Testing
import TestSupport

/// The hook of `.pre-commit-hooks.yaml`, run by pre-commit itself in a repository of its own.
struct PreCommitTests {
  private static let good = """
    infracc: 1
    project: shop
    services:
      postgres: {}
      api:
        type: fastapi
        public: true
        health: /health
        variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }

    """

  @Test func refusesABrokenTopologyAndPassesAGoodOne() throws {
    let folder = try TemporaryFolder()
    try folder.write(try localConfiguration(), to: ".pre-commit-config.yaml")
    try folder.write("# A folder whose name looks like a topology is none.\n", to: "topology.yaml.d/notes.txt")
    try git(["init", "--quiet", "--initial-branch=main"], in: folder)

    try folder.write(Self.good, to: "deploy/topology.yaml")
    try #require(try infracc("build", "--no-fs", "deploy/topology.yaml", in: folder).status == 0)
    try git(["add", "--all"], in: folder)
    let passed = try preCommit(in: folder)
    #expect(passed.status == 0, "\(passed.stdout)\(passed.stderr)")
    #expect(passed.stdout.contains("Passed"))

    let broken = Self.good.replacingOccurrences(of: "$<<postgres.", with: "$<<postgress.")
    try folder.write(broken, to: "deploy/topology.yaml")
    try git(["add", "--all"], in: folder)
    let refused = try preCommit(in: folder)
    #expect(refused.status == 1)
    #expect(refused.stdout.contains("exit code: 1"))
    #expect(refused.stdout.contains("E0301"))
    #expect(refused.stdout.contains("deploy/topology.yaml:9:"))
  }

  /// An edit of a generated file alone is seen, although the topology is as it was.
  @Test func refusesGeneratedFilesThatAreNotFresh() throws {
    let folder = try TemporaryFolder()
    try folder.write(try localConfiguration(), to: ".pre-commit-config.yaml")
    try git(["init", "--quiet", "--initial-branch=main"], in: folder)
    try folder.write(Self.good, to: "deploy/topology.yaml")
    try #require(try infracc("build", "--no-fs", "deploy/topology.yaml", in: folder).status == 0)
    try git(["add", "--all"], in: folder)
    try git(["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "first"], in: folder)
    let path = "deploy/infra/production/compose/docker-compose.yml"
    try folder.write(try folder.text(path) + "# edited\n", to: path)
    try git(["add", "--all"], in: folder)
    let output = try preCommit(in: folder)
    #expect(output.status == 1)
    #expect(output.stdout.contains("E1190"), "\(output.stdout)")
  }

  @Test func otherFilesDoNotRunIt() throws {
    let folder = try TemporaryFolder()
    try folder.write(try localConfiguration(), to: ".pre-commit-config.yaml")
    try folder.write("services: {}\n", to: "compose.yaml")
    try git(["init", "--quiet", "--initial-branch=main"], in: folder)
    try git(["add", "--all"], in: folder)
    let output = try preCommit(in: folder)
    #expect(output.status == 0)
    #expect(output.stdout.contains("no files to check"))
  }

  @Test func theManifestIsOneThatPreCommitAccepts() throws {
    let output = try run("pre-commit", ["validate-manifest", Repository.path(".pre-commit-hooks.yaml")])
    #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
  }

  /// The hooks of the manifest, as a repository that has them locally writes them: nothing is fetched.
  private func localConfiguration() throws -> String {
    let text = try Repository.text(".pre-commit-hooks.yaml")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#") }
    let hooks = lines.map { line in
      // The topology of these tests is not in the top directory.
      line == "  entry: infracc build --check" ? "\(line)\n  args: [--no-fs, deploy/topology.yaml]" : String(line)
    }.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false)
    return "repos:\n- repo: local\n  hooks:\n" + hooks.map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }

  /// Runs the hooks over what is staged, the built program first on PATH, and nothing of the user's own settings.
  private func preCommit(in folder: TemporaryFolder) throws -> Output {
    let program = try Repository.program
    let path = [(program as NSString).deletingLastPathComponent, ProcessInfo.processInfo.environment["PATH"] ?? ""]
    return try run(
      "pre-commit", ["run", "--color=never"],
      environment: ["PATH": path.joined(separator: ":"), "PRE_COMMIT_HOME": folder.path(".git/pre-commit")],
      directory: folder.path)
  }

  private func git(_ arguments: [String], in folder: TemporaryFolder) throws {
    let output = try run("git", arguments, directory: folder.path)
    try #require(output.status == 0, "\(output.stderr)")
  }
}
