package import Diagnostics

extension DiagnosticKind {
  package static let siblingOverInternet = DiagnosticKind(
    "W0602", "sibling-over-internet", tunable: true,
    summary: "a service calls another one over the public internet",
    explanation: """
      The public address of a service leads out to the internet and in again: with TLS, counted as traffic that costs
      money, and slower. It also keeps the other service public, even if only services of this topology need it.

      On the server side write `private_url`. The public address is right in browsers, in mails and in lists of
      origins; those are not reported, nor are variables whose name says that people see the address.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, public: true, health: /health }
        shop:
          type: nextjs
          variables:
            API_URL: $<<api.public_url>>
                     ^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, public: true, health: /health }
        shop:
          type: nextjs
          variables:
            API_URL: $<<api.private_url>>
      """)
}
