import TestSupport
import Testing

/// The objects of an environment fit together, and match the IR.
@Suite("kubernetes: objects fit together and to the topology")
struct KubernetesStructureOracle {
  /// - `structure`: whatever is named exists; every `$(NAME)` comes after its variable; every Secret is made, and
  ///   used; what an API server demands beside the schema.
  /// - `network`: an evaluator of the policies finds the private references, and no other pair.
  /// - `values`: what a kubelet makes of the variables matches the IR.
  /// - `planted`: no Secret is written.
  @Test(arguments: Manifests.Kind.allCases, ["structure", "network", "values", "planted"])
  func holds(kind: Manifests.Kind, check: String) throws { try kind.built.get().expectNone(check) }

  /// Each deliberate damage is refused by the check that is there for it.
  @Test func damagesAreFound() throws { try Manifests.examples.get().expectNone("damages") }

  /// A variable fewer is a pair fewer, and nothing else.
  @Test func policiesFollowTheVariables() throws { try Manifests.examples.get().expectNone("removed") }

  /// Two runs give the same bytes, a third nothing new, and an edited file is kept.
  @Test func isTheSameEachTime() throws { try Manifests.examples.get().expectNone("repeated") }

  /// The escape of texts, against the expansion of old and of new kubelets.
  @Test func escapeHolds() throws {
    try Manifests.examples.get().expectNone("random-texts", ["--scenario", "100000"])
  }
}
