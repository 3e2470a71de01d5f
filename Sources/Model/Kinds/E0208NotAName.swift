package import Diagnostics

extension DiagnosticKind {
  package static let notAName = DiagnosticKind(
    "E0208", "not-a-name",
    summary: "a name does not follow the rules for its kind",
    explanation: """
      Names end up in many places: as host names, image names, volume names and names of environment variables. The
      rules are those that all of these places accept.

      - A service begins with a letter; letters, digits, `-`, `_` and single spaces follow; at most 32 characters.
      - A project begins with a lower-case letter; lower-case letters, digits and `-` follow; 2 to 40 characters,
        and it does not end with `-`.
      - A variable or secret consists of letters, digits and `_` and does not begin with a digit. One `?` directly
        behind the name of a variable marks a setting of the operator; secrets have no mark.

      A host name such as `9_api!` would be refused only by the platform, in the middle of a deployment. Choose a
      name that follows the rule, and change the references to it as well.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        9api:
        ^^^^
          type: fastapi
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api9:
          type: fastapi
      """)
}
