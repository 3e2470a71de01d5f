import TestSupport
import Testing

/// `deploy.sh` and `secrets.sh`, run by two shells against a stand-in for kubectl that records how it is called.
@Suite("kubernetes: deploy.sh and secrets.sh", .waiting)
struct KubernetesScriptOracle {
  /// Who runs what.
  static let runs = [
    ("dash", "gayed-signals, production"), ("bash", "gayed-signals, production"), ("dash", "tradesense, production"),
  ]

  @Test(
    arguments: ["order", "pins", "failing", "harmless", "refused", "interrupted", "handed-over"], runs)
  func deploys(scenario: String, run: (shell: String, environment: String)) throws {
    try Self.expectNone("deployment", scenario, run)
  }

  @Test(arguments: ["first-run", "second-run", "one-more", "check", "missing"], runs)
  func makesSecrets(scenario: String, run: (shell: String, environment: String)) throws {
    try Self.expectNone("secrets", scenario, run)
  }

  /// Scripts that do the wrong thing are found out.
  @Test(arguments: ["deployment", "secrets"]) func damagesAreFound(check: String) throws {
    try Manifests.examples.get().expectNone("file-damages", ["--scenario", check])
  }

  private static func expectNone(
    _ check: String, _ scenario: String, _ run: (shell: String, environment: String)
  ) throws {
    try Manifests.examples.get().expectNone(
      check, ["--scenario", scenario, "--shell", run.shell, "--only", run.environment])
  }
}
