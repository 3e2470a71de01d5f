package import Diagnostics

extension DiagnosticKind {
  package static let unusedAllow = DiagnosticKind(
    "W0190", "unused-allow",
    summary: "an `allow` comment silences nothing",
    explanation: """
      `# infracc: allow CODE reason` accepts one finding at one place. Here the finding with that code does not
      occur, on this line or on the next one that is not a comment.

      Most often the cause was repaired long ago and the comment was left behind. It should go: it would silence the
      same mistake when somebody makes it again, and its reason would then defend something that nobody decided.

      Delete the comment. If the finding does occur, but elsewhere, move the comment to the line above that place.
      An `allow` of a finding that this run did not look for, for example that of another target, is left alone.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            # infracc: allow W0325 the partner gave us this address
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            PARTNER_URL: https://partner.example.com
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            PARTNER_URL: https://partner.example.com
      """, foreign: .speaks)
}
