/// An action of GitHub's own, at one commit: a tag can be moved, a commit cannot.
struct Pin: Sendable {
  let name: String
  let commit: String
  /// The release that the commit is, for people and for Dependabot, which changes both.
  let version: String

  /// What follows `uses:`.
  var reference: String { "\(name)@\(commit)" }

  // As public repositories have pinned them since 2026-02 (seen 2026-11 and 2026-12); each is used as little as possible.
  static let checkout = Pin(
    name: "actions/checkout", commit: "de0fac2e4500dabe0009e67214ff5f5447ce83dd", version: "v6.0.2")
  static let node = Pin(
    name: "actions/setup-node", commit: "6044e13b5dc448c55e2357c09f80417699197238", version: "v6.2.0")
  static let python = Pin(
    name: "actions/setup-python", commit: "a309ff8b426b58ec0e2a45f0f869d46889d02405", version: "v6.2.0")
  static let go = Pin(
    name: "actions/setup-go", commit: "7a3fe6cf4cb3a834922a1244abfce67bcef6a0c5", version: "v6.2.0")
  static let uploadFindings = Pin(
    name: "github/codeql-action/upload-sarif", commit: "9e907b5e64f6b83e7804b09294d44122997950d6", version: "v4.32.3")
}
