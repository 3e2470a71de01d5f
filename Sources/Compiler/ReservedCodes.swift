/// Numbers that stand for nothing yet, or no more. A number is never used for something else, so whoever meets one in a
/// text about infracc is told why it says nothing.
package enum ReservedCodes {
  /// By code, with what it was meant for and what is missing.
  package static let all: [(code: String, reason: String)] = [
    ("W0223", "keys of the language that were renamed: none was, so far"),
    ("E0505", "secrets in generated files that are committed: every target has a way to leave the value out"),
  ]

  /// What holds instead of a finding.
  private static let details = [
    "W0223": """
    A key that is renamed keeps its old name for a time, with a warning of this number and a fix that writes the new
    one. Every key of language version 1 still has its first name. Keys of other tools are E0203, misspelt ones E0201.
    """,
    "E0505": """
    It was to stop a build whose files, which are committed, would hold the value of a secret. That cannot come about:
    compose and a Procfile read secrets from an environment file that git ignores, and Railway keeps them itself;
    generated files hold names alone. A value that somebody wrote into the topology is E0501 or W0506.
    """,
  ]

  package static func reason(_ code: String) -> String? { all.first { $0.code == code }?.reason }

  /// What the program and the reference say of a number.
  package static func sentences(_ code: String) -> [String] {
    guard let reason = reason(code) else { return [] }
    return ["No finding has this number. It is kept for \(reason)."] + (details[code].map { [$0] } ?? [])
      + ["It is never used for something else, so there is nothing to silence."]
  }
}
