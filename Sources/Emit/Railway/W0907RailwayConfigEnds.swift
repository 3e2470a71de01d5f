package import Diagnostics

extension DiagnosticKind {
  package static let railwayConfigEnds = DiagnosticKind(
    "W0907", "railway-config-ends", tunable: true,
    summary: "railway.json is not read by Railway from 2026-12-01 on",
    explanation: """
      Railway deprecated its configuration files `railway.json` and `railway.toml` on 2026-08-21. A service that was
      created after 2026-08-28 does not read them at all; from 2026-12-01 on, Railway does not read those of older
      services either. Nothing fails: the service is built and started with the settings of the dashboard, which may
      mean another builder, no health check and no migrations.

      Their successor is one project file, `.railway/railway.ts`, which `railway config plan` and `railway config apply`
      compare with what runs. infracc writes it unless the topology asks for `format: json`; the settings are the same.

      `infracc fix --unsafe` takes `format: json` out of use. It does not do that unasked: a push alone applies
      `railway.json`, while the project file takes effect only when somebody runs `railway config apply`. Until that
      was done once, the next push would run without these settings.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      options: { railway: { format: json } }
                                    ^^^^
      services:
        api:
          type: fastapi
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
      """,
    foreign: .speaks)
}
