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
    let hooks = try Repository.text(".pre-commit-hooks.yaml")
    let lines = hooks.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#") }
    return "repos:\n- repo: local\n  hooks:\n" + lines.map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
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
