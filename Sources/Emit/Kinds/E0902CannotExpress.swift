package import Diagnostics

extension DiagnosticKind {
  package static let cannotExpress = DiagnosticKind(
    "E0902", "cannot-express",
    summary: "a target cannot express something, and leaving it out would change the meaning",
    explanation: """
      The topology asks for something that this target has no way to say. Leaving it out would deploy another system
      than the one described: in the example below the tables would be missing, because Railway's PostgreSQL runs no
      files at its first start.

      So nothing is written for this target until it is settled. The report names the ways that exist there, usually
      a key with the same effect: here `release:` of the service whose code knows the schema.

      Take one of them, move the setting into an environment that is built for another target, or remove the target
      from `targets:`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres:
          init: [db/schema.sql]
                ^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres: {}
        api:
          type: fastapi
          release: python -m app.schema
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
      """,
    options: ExampleOptions(alsoExpected: ["W0907"]))
}
