package import Diagnostics

extension DiagnosticKind {
  package static let wrongScheme = DiagnosticKind(
    "E0608", "wrong-scheme",
    summary: "`https` inside the private network, or `http` for a public address",
    explanation: """
      TLS ends where the platform takes in requests from the internet. Inside the private network services speak plain
      `http`: with `https` the other side answers with something that is no handshake, and the connection fails.

      For public addresses it is the other way round: browsers get `https`, and compare origins as texts. An origin
      with `http` never equals the one that they send.

      Outputs have the right scheme: `private_url`, `public_url`, `origin`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
        worker:
          type: worker
          start: python worker.py
          variables:
            API_URL: https://$<<api.private_host>>:$<<api.port>>/v1
                     ^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
        worker:
          type: worker
          start: python worker.py
          variables:
            API_URL: http://$<<api.private_host>>:$<<api.port>>/v1
      """)
}
