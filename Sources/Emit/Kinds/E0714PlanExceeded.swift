package import Diagnostics

extension DiagnosticKind {
  package static let planExceeded = DiagnosticKind(
    "E0714", "plan-exceeded",
    summary: "the platform's plan does not allow this",
    explanation: """
      `options.railway.plan` says which plan the project has, and plans have limits: on Hobby six replicas, 8 GB and 8
      vCPU for each, and volumes of 5 GB; on Pro 42 replicas of at most 24 GB and 24 vCPU, and volumes of 1 TB
      (Railway's pages on plans and scaling, August 2026). What asks for more is not deployed.

      Ask for less, or name the plan that the project really has.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      options: { railway: { plan: hobby } }
      services:
        api:
          type: fastapi
          scale: { replicas: 8 }
                             ^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      options: { railway: { plan: hobby } }
      services:
        api:
          type: fastapi
          scale: { replicas: 6 }
      """)
}
