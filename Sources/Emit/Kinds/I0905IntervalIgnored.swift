package import Diagnostics

extension DiagnosticKind {
  package static let intervalIgnored = DiagnosticKind(
    "I0905", "interval-ignored", tunable: true,
    summary: "a target does not ask for health continuously, so the interval is ignored",
    explanation: """
      Railway asks the health path while a new version is being deployed, until it answers or `health.within` is
      over. After that it does not ask again, so `interval` and `retries` have no effect there.

      A process that hangs later is therefore not restarted by the health check. One that ends is, according to
      `restart`.

      Nothing needs to be changed. If continuous checks matter, let an outside monitor call the path; other targets,
      such as compose, keep to the interval.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          health: { path: /health, interval: 15s }
                                             ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          health: /health
      """,
    options: ExampleOptions(alsoExpected: ["W0907"]))
}
