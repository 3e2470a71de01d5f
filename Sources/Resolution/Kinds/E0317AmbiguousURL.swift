package import Diagnostics

extension DiagnosticKind {
  package static let ambiguousURL = DiagnosticKind(
    "E0317", "ambiguous-url",
    summary: "`url` of a web service leaves open which network is meant",
    explanation: """
      A web service has two addresses. `private_url` is for other services: it works inside the private network only
      and is plain `http`. `public_url` is for browsers and the rest of the world: it needs `public:` and is
      `https`.

      A compiler that chose one would be wrong half of the time: a browser cannot open the private address, and a
      service that calls its neighbour by the public one pays for traffic that leaves the network and comes back.

      Write `private_url` where a server makes the call, `public_url` where a browser does. The `url` of a store is
      not affected: it is always the private one.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
        reports:
          type: flask
          variables:
            API_URL: $<<api.url>>
                            ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
        reports:
          type: flask
          variables:
            API_URL: $<<api.private_url>>
      """)
}
