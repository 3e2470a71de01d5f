package import Diagnostics

extension DiagnosticKind {
  package static let unusedShared = DiagnosticKind(
    "W0324", "unused-shared", tunable: true,
    summary: "no service uses a shared variable or secret",
    explanation: """
      A shared variable or secret reaches a service only by `use: [NAME]` or by a reference `$<<shared.NAME>>`. No
      service of any environment has one of the two, so the value goes nowhere.

      Either the entry is left over, and somebody still has to supply and rotate a secret that nothing reads; or a
      service should get it and does not, which shows only when the code asks for it.

      Add the name to `use:` of the services that need it, or delete the entry.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SESSION_KEY: generate
        ^^^^^^^^^^^
      services:
        api:
          type: fastapi
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SESSION_KEY: generate
      services:
        api:
          type: fastapi
          use: [SESSION_KEY]
      """)
}
