package import Diagnostics

extension DiagnosticKind {
  package static let addressTakenTwice = DiagnosticKind(
    "E0612", "address-taken-twice",
    summary: "two services of one environment want the same address",
    explanation: """
      Two services cannot listen on one address. Compose publishes the port of each public service on the machine that
      it runs on, with replicas a range of ports from `port` on; the processes of a Procfile all share one machine.
      The second one would fail to start: "port is already allocated", or "address already in use". A domain leads to
      one service only, too.

      Give one of the two another `port:`, or another domain. Where only one of them must be reached from outside,
      take `public:` from the other: inside the network of compose equal ports do not matter.
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
        admin:
        ^^^^^
          type: nextjs
          public: true
          health: /
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
          port: 3001
          public: true
          health: /
      """)
}
