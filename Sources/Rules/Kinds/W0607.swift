package import Diagnostics

extension DiagnosticKind {
  package static let storeOnInternet = DiagnosticKind(
    "W0607", "store-on-internet", tunable: true,
    summary: "a store can be reached from the internet",
    explanation: """
      `public: tcp` opens the store's port to everybody. From that moment on its password is all that stands before
      the data: open databases are found within hours and tried without pause, and a hole in the server is a hole in
      the project.

      Services reach the store through the private network without it. For a person with a console use the platform's
      tunnel (`railway connect`, `docker compose exec`), or open the port for the time it is needed.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 2GiB }
          public: tcp
                  ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          resources: { memory: 2GiB }
          public: false
      """)
}
