package import Diagnostics

extension DiagnosticKind {
  package static let policyViolated = DiagnosticKind(
    "E0805", "policy-violated",
    summary: "the topology breaks one of its own policies",
    explanation: """
      Under `policies:` a project writes down what must hold whatever else changes: a value that is the same in all
      environments (`same`), at least so large in one of them (`at_least`), forbidden (`forbid`) or always there
      (`require`).

      A value does not keep to the one that is marked; the report shows every value concerned. Policies exist for
      the day when somebody changes an environment without having all the others in mind.

      Change the value. If the rule itself is outdated, change the policy, in a commit that says why.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          scale: { replicas: 1 }
      policies:
        - at_least: { path: services.api.scale.replicas, environment: production, value: 2 }
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          scale: { replicas: 2 }
      policies:
        - at_least: { path: services.api.scale.replicas, environment: production, value: 2 }
      """)
}
