package import Diagnostics

extension DiagnosticKind {
  package static let handWrittenAddress = DiagnosticKind(
    "W0325", "hand-written-address", tunable: true,
    summary: "the address of another service is written by hand",
    explanation: """
      The host in this text is the name or the domain of a service of this very topology. Written by hand it is
      right for one environment and one target at most: hosts, ports and domains differ between compose, Railway and
      Kubernetes, between staging and production, and they change when a service is renamed.

      A reference follows all of that. It also tells the compiler that the two services talk to each other, so that
      networks and checks know about it.

      Write `$<<api.private_url>>` for calls between services, `$<<api.public_url>>` for addresses that people or
      browsers open.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 8000
        reports:
          type: flask
          variables:
            API_URL: http://api:8000
                     ^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 8000
        reports:
          type: flask
          variables:
            API_URL: $<<api.private_url>>
      """)
}
