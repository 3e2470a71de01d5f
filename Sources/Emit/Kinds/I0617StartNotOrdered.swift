package import Diagnostics

extension DiagnosticKind {
  package static let startNotOrdered = DiagnosticKind(
    "I0617", "start-not-ordered", tunable: true,
    summary: "the target does not order a deployment; clients must retry",
    explanation: """
      compose starts a database before the service that needs it. Railway starts everything that a push has changed at
      the same time: a service may run before its database accepts connections, after each change of both.

      Clients must try again for a while instead of ending at the first refusal; most pools do. A process that ends is
      started again by `restart`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres: {}
        api:
          type: fastapi
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
      """)
}
