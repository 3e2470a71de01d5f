/// Numbers that stand for nothing yet. A number is never used for something else, so these wait for what they are about,
/// and whoever meets one in a text about infracc is told why it says nothing.
package enum ReservedCodes {
  /// By code, with what is missing.
  package static let all: [(code: String, reason: String)] = [
    ("W0223", "keys of the language that were renamed: none was, so far"),
    ("E0505", "secrets in generated files that are committed: every target has a way to leave the value out"),
    ("E0910", "public addresses that are not known when Kubernetes' images are built: there is no such target yet"),
    ("E0913", "names that Kubernetes does not take: there is no such target yet"),
  ]

  package static func reason(_ code: String) -> String? { all.first { $0.code == code }?.reason }
}
