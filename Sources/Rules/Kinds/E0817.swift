package import Diagnostics

extension DiagnosticKind {
  package static let policyNamesNothing = DiagnosticKind(
    "E0817", "policy-names-nothing",
    summary: "a policy is about something that the topology does not have",
    explanation: """
      A policy about a service, a key, a secret or an environment that is not there holds whatever the topology says: it
      looks like a promise and checks nothing. Usually a name is misspelled, or what it names was renamed or removed.

      A path is written in full, `services.NAME.key`, with `*` for every service; `different` takes `secrets.NAME` and
      `secrets.*` as well. Correct the name, or delete the policy.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 18 }
        api: { type: fastapi, health: /healthz }
      policies:
        - same: services.postgers.version
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 18 }
        api: { type: fastapi, health: /healthz }
      policies:
        - same: services.postgres.version
      """)
}
