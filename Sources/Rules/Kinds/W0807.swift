package import Diagnostics

extension DiagnosticKind {
  package static let productionWeaker = DiagnosticKind(
    "W0807", "production-weaker", tunable: true,
    summary: "production has less than another environment",
    explanation: """
      Another environment gives this service more replicas or more memory than production does. That is nearly always
      a number that somebody raised where he was trying something, and that was forgotten on the way to production:
      load tests pass, and the real load fails.

      Raise it in production, or in the base and lower it elsewhere.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
      environments:
        production: {}
        staging:
          services:
            api: { scale: { replicas: 2 } }
                                      ^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, scale: { replicas: 2 } }
      environments:
        production: {}
        staging: {}
      """)
}
