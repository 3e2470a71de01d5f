package import Diagnostics

extension DiagnosticKind {
  package static let noPrivateNetwork = DiagnosticKind(
    "W0917", "no-private-network", tunable: true,
    summary: "a private address leads nowhere on a host that only runs a Procfile",
    explanation: """
      A Procfile starts processes; it makes no network and starts no stores. On a developer's machine that is fine: every
      address is `localhost`, and PostgreSQL and Redis run there too. On a host of its own (`remote: true`) the private
      addresses of other services name machines that are not there.

      The address that a process gets would be `localhost`, where nothing may listen, and the mistake would show only in
      its first request.

      Give such a host addresses that it can reach: public ones, or stores declared as `external`. Or leave the target
      out of environments that run elsewhere. If everything does run on that one host, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [procfile]
      options: { procfile: { remote: true } }
      services:
        api: { type: fastapi, public: true, health: /health }
        jobs:
          type: worker
          start: python work.py
          build: { builder: railpack }
          variables:
            API: $<<api.private_url>>
                 ^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [procfile]
      options: { procfile: { remote: true } }
      services:
        api: { type: fastapi, public: true, health: /health }
        jobs:
          type: worker
          start: python work.py
          build: { builder: railpack }
          variables:
            API_URL: $<<api.public_url>>
      """,
    options: ExampleOptions(alsoExpected: ["W0602"]))
}
