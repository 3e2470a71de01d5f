import Foundation
import TestSupport
import Testing

/// The real programs that read manifests take what is written, and find what was meant.
@Suite("kubernetes: the tools that read manifests", .waiting)
struct KubernetesOracle {
  /// Objects, their names, hosts and pairs of the examples, as a person counted them.
  @Test func examplesHaveTheirObjects() throws {
    try Manifests.examples.get().expectNone("expected")
  }

  /// kubectl of the three newest minor versions: the folder, and what is kept.
  @Test func kubectlReadsTheFolders() throws {
    try Manifests.examples.get().expectNone("kustomize")
  }

  /// kubernetes-validate, strict, for the same versions.
  @Test(arguments: Manifests.Kind.allCases) func fitsTheSchemas(kind: Manifests.Kind) throws {
    try kind.built.get().expectNone("schemas")
  }

  /// checkov finds what the design decided, and nothing else; one run over everything.
  @Test func checkovFindsWhatIsMeant() throws { try Manifests.examples.get().expectNone("checkov") }

  @Test(arguments: ["yamllint", "shellcheck", "headers"]) func lints(check: String) throws {
    try Manifests.examples.get().expectNone(check)
  }

  /// A reader of YAML 1.1 and every kubectl get the same objects, texts above all.
  @Test(arguments: [Manifests.Kind.examples, .texts]) func isReadAlike(kind: Manifests.Kind) throws {
    try kind.built.get().expectNone("read-back")
  }

  /// Each of them refuses what is damaged on purpose.
  @Test func damagesAreFound() throws {
    let checks = "shellcheck,kustomize,yamllint,headers,planted,checkov,schemas,read-back,pod"
    try Manifests.examples.get().expectNone("file-damages", ["--scenario", checks])
  }

  /// A service runs as it is written: its command, its variables, its user, its probes. A store keeps its data over a stop;
  /// PostgreSQL has its roles and a certificate.
  @Test(arguments: ["redis", "postgres", "backtrader"]) func podsRun(name: String) throws {
    try Manifests.examples.get().expectNone("pod", ["--scenario", name])
  }

  /// Skipped without a cluster: no package carries one.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["INFRACC_KUBECONFIG"] != nil, "no API server"))
  func serverTakesEveryObject() throws { try Manifests.examples.get().expectNone("server") }
}
