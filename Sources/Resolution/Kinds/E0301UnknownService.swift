package import Diagnostics

extension DiagnosticKind {
  package static let unknownService = DiagnosticKind(
    "E0301", "unknown-service",
    summary: "a reference names a service that does not exist",
    explanation: """
      The word before the point is the name of a service of this topology. None has this name; letter case, spaces,
      `-` and `_` do not matter.

      A platform does not tell you: Railway, for one, puts an empty text in place of a reference that it cannot
      resolve. The process then starts with an empty address and ends at its first query.

      Correct the name; the report names the nearest service, or the only one of that kind. If what you want is a
      shared variable or secret, write `$<<shared.NAME>>`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          variables:
            DATABASE_URL: $<<postgress.DATABASE_URL>>
                             ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: {}
        api:
          type: fastapi
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
      """,
    foreign: .whole)
}
