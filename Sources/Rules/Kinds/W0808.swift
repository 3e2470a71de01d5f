package import Diagnostics

extension DiagnosticKind {
  package static let environmentNameMismatch = DiagnosticKind(
    "W0808", "environment-name-mismatch", tunable: true,
    summary: "a variable names another environment than the one it is in",
    explanation: """
      `ENVIRONMENT`, `APP_ENV` and `RAILS_ENV` tell the code where it runs: which settings it loads, whether mails
      are really sent, what reports to Sentry are labelled with. A fixed text is the same in every environment, so
      all but one are told a wrong name.

      A staging environment that believes it is production is the expensive kind of mistake.

      Write `$<<environment.name>>`, which is right everywhere. If the word really means a mode of the code and not
      the environment, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            ENVIRONMENT: production
                         ^^^^^^^^^^
      environments:
        production: {}
        staging: {}
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            ENVIRONMENT: $<<environment.name>>
      environments:
        production: {}
        staging: {}
      """)
}
