package import Diagnostics

extension DiagnosticKind {
  package static let foldedName = DiagnosticKind(
    "I0308", "folded-name", tunable: true,
    summary: "a service is written with other separators than it was declared with",
    explanation: """
      Spaces, `-` and `_` mean the same in the name of a service, so the reference is understood. It is only harder
      to find: whoever searches the file for the declared name will not see this place, and neither will a rename by
      search.

      Everything that is generated bears the declared name.

      Write the name as it was declared.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        docs site:
          type: nextjs
        api:
          type: fastapi
          variables:
            DOCS_URL: $<<docs_site.private_url>>
                         ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        docs site:
          type: nextjs
        api:
          type: fastapi
          variables:
            DOCS_URL: $<<docs site.private_url>>
      """)
}
