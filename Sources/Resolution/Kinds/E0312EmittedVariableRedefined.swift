package import Diagnostics

extension DiagnosticKind {
  package static let emittedVariableRedefined = DiagnosticKind(
    "E0312", "emitted-variable-redefined",
    summary: "a variable that comes from a key is set by hand as well",
    explanation: """
      Some variables are made from keys: `PORT` from `port`, `WEB_CONCURRENCY` from `workers`, `DB_POOL_SIZE` and
      `DB_MAX_OVERFLOW` from `pools`. Budgets, health checks and start commands use the same numbers.

      A second value beside the key would split the truth: the server would listen where the variable says and be
      asked where the key says. `PORT: $PORT` is worse: no shell reads a variable's value, so the process gets the
      five characters `$PORT` and fails to parse them.

      Delete the line and set the key. Other services read the number as `$<<api.port>>`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            PORT: $PORT
                  ^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 8000
      """)
}
