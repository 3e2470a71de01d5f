package import Diagnostics

extension DiagnosticKind {
  package static let allowRefused = DiagnosticKind(
    "E0191", "allow-refused",
    summary: "an `allow` comment cannot be honoured",
    explanation: """
      Only findings that are a matter of judgement can be allowed, and only with a reason behind the code, for the
      person who reads the file next: `# infracc: allow W0325 the address is fixed by contract`.

      Findings that describe a broken or unsafe deployment are fixed. A secret in a page that every visitor
      downloads, a reference to a service that does not exist, or more connections than the database accepts do not
      become right by a comment.

      Repair what the finding says, or add the missing reason. If there is no such finding, delete the comment.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          # infracc: allow E0503 the pages are only used inside the company
                           ^^^^^
          variables: { NEXT_PUBLIC_NAME: Example }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          variables: { NEXT_PUBLIC_NAME: Example }
      """, foreign: .speaks)
}
