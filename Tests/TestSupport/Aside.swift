/// Findings that short topologies have beside what they are about.
package enum Aside {
  /// A database without a backup: production exists in every topology, and a backup would be noise in most examples.
  package static let codes: Set<String> = ["W1010"]
}
