package import Diagnostics

extension DiagnosticKind {
  package static let secretInTwoEnvironments = DiagnosticKind(
    "E0524", "secret-in-two-environments",
    summary: "two environments have the same value of a secret",
    explanation: """
      Staging is open to more people and more tools than production: testers, pipelines, laptops. A signing key that both
      environments have lets anyone who can read it in staging sign sessions of production. A live key of a payment provider
      in staging charges real cards.

      `infracc secrets -e staging -e production --check STAGING --check PRODUCTION` compares the values of generated
      secrets and of those with a `class`. Others may be the same: some providers give one key to an account.

      Give each environment a value of its own; `infracc secrets -e ENV --generate` makes them.
      """,
    failing: """
      # staging/compose/.env and production/compose/.env
      SECRET_KEY='4f8kQz71LmXw9GtRw2PyBn5v'
      """,
    passing: """
      # production/compose/.env alone
      SECRET_KEY='4f8kQz71LmXw9GtRw2PyBn5v'
      """,
    options: ExampleOptions(isRunnable: false))
}
