package import Diagnostics

extension DiagnosticKind {
  package static let foreignKey = DiagnosticKind(
    "E0203", "foreign-key",
    summary: "a key of another tool, or an old spelling, is used",
    explanation: """
      The key is the word of compose, Render, Railway or Heroku for something that has another name here. The
      compiler knows the most frequent ones and says how they are called:

      - `depends_on` is `needs`
      - `environment`, `envVars` are `variables`
      - `healthcheckPath`, `healthCheckPath` are `health`
      - `numReplicas` is `scale.replicas`

      The same word may carry other rules elsewhere, so it is not accepted as a second spelling: one name for one
      thing keeps a topology readable. The same is true of keys that had another name here before, such as
      `health.probe_timeout`, which is `health.timeout`. Rename the key; `infracc fix` does it where the value fits.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          depends_on: [postgres]
          ^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          needs: [postgres]
      """)
}
