package import Diagnostics

extension DiagnosticKind {
  package static let domainTwice = DiagnosticKind(
    "E0811", "domain-twice",
    summary: "one domain is used in two environments",
    explanation: """
      A domain leads to one place. Two environments that both claim it cannot be deployed side by side: the platform
      refuses the second one, or takes the domain away from the first, and visitors of production land in staging.

      It usually happens when an environment was copied, or when the domain stands in the base, where it is true for
      all of them.

      Give each environment a domain of its own. In the base write `public: true`, which takes the domain that the
      platform provides, and name the real one in `environments.production`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          public: true
          health: /health
      environments:
        production:
          services:
            site: { public: www.example.com }
        staging:
          services:
            site: { public: www.example.com }
                            ^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          public: true
          health: /health
      environments:
        production:
          services:
            site: { public: www.example.com }
        staging:
          services:
            site: { public: staging.example.com }
      """)
}
