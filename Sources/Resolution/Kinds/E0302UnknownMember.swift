package import Diagnostics

extension DiagnosticKind {
  package static let unknownMember = DiagnosticKind(
    "E0302", "unknown-member",
    summary: "a reference names something that the service does not have",
    explanation: """
      The word behind the point is a variable of that service (upper case) or one of its outputs (lower case):
      `url`, `host` and `port` of a store, `private_url`, `public_url` and `origins` of a web service. This service
      has neither.

      Other libraries and platforms use other names, such as `REDIS_URI` or `DATABASE_URI`, and a platform that
      cannot resolve one fills in an empty text. That shows only when the process connects.

      Names that are known from elsewhere, such as `REDIS_URI`, `connectionString` or `POSTGRES_PASSWORD`, are rewritten
      by `infracc fix`; merely similar ones by `infracc fix --unsafe`.

      Take a name from the list in the report, or from `infracc refs`, which prints everything that can be referred
      to. A variable of your own must be declared under `variables:` of the service that the reference names.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis: {}
        api:
          type: fastapi
          variables:
            REDIS_URL: $<<redis.REDIS_URI>>
                                ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis: {}
        api:
          type: fastapi
          variables:
            REDIS_URL: $<<redis.REDIS_URL>>
      """)
}
