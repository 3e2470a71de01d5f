package import Diagnostics

extension DiagnosticKind {
  package static let addressTakenTwice = DiagnosticKind(
    "E0612", "address-taken-twice",
    summary: "two services of one environment want the same address",
    explanation: """
      Two services cannot listen on one address. The processes of a Procfile all share one machine. Compose publishes
      each public service on a port of its machine: its own `port` or the next one that is free, with replicas a range
      of ports; two written `options.compose.publish` can still be the same. The second service would fail to start:
      "port is already allocated", or "address already in use". A domain leads to one service only, too.

      Give one of the two another `port:` or domain, or remove `publish` from one of them. Inside the network of compose
      equal ports do not matter.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop:
          type: nextjs
          public: true
          health: /
          options: { compose: { publish: 8080 } }
        admin:
        ^^^^^
          type: nextjs
          public: true
          health: /
          options: { compose: { publish: 8080 } }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop:
          type: nextjs
          public: true
          health: /
        admin:
          type: nextjs
          public: true
          health: /
      """, foreign: .speaks)
}
