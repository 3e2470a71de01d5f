package import Diagnostics

extension DiagnosticKind {
  package static let lowerCaseVariable = DiagnosticKind(
    "W0225", "lower-case-variable", tunable: true,
    summary: "the name of a variable has small letters",
    explanation: """
      Environment variables are written in capitals by convention, and names are compared exactly: on Linux
      `databaseUrl` and `DATABASE_URL` are two variables. A name in another style is mostly a setting copied from
      code, whose environment variable is called otherwise.

      Write it in capitals with `_` between the words. Names that really have small letters, such as `http_proxy` or
      `npm_config_…`, are known and pass.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            logLevel: info
            ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            LOG_LEVEL: info
      """)
}
