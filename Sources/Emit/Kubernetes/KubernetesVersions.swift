/// A minor version of Kubernetes, with the days of its first and its last release.
struct KubernetesVersion {
  let minor: String
  let first: String
  let last: String

  /// The minors that the output is made for: only what is stable in all of them is written.
  ///
  /// https://kubernetes.io/releases, looked up on 2026-11-29. Each is maintained for 14 months; 1.38 is due in December.
  static let supported = [
    KubernetesVersion(minor: "1.35", first: "2025-12-17", last: "2027-02-28"),
    KubernetesVersion(minor: "1.36", first: "2026-04-22", last: "2027-06-28"),
    KubernetesVersion(minor: "1.37", first: "2026-08-26", last: "2027-10-28"),
  ]
}
