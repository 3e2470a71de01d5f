package import Diagnostics

extension DiagnosticKind {
  package static let disabledDependency = DiagnosticKind(
    "E0803", "disabled-dependency",
    summary: "an enabled service refers to one that is disabled in this environment",
    explanation: """
      `enabled: false` takes a service out of an environment with everything it offers: its address, its port, its
      variables. Another service that is still enabled there refers to it, so that variable has no value.

      The other service is not switched off along with it; that would be a consequence nobody wrote down.

      Give an alternative where the code can do without (`?? ""`), disable the other service there as well, or leave
      this one enabled with fewer resources.
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
            REDIS_URL: $<<redis.REDIS_URL>>
                          ^^^^^
      environments:
        production: {}
        staging:
          services:
            redis: { enabled: false }
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
            REDIS_URL: $<<redis.REDIS_URL ?? "">>
      environments:
        production: {}
        staging:
          services:
            redis: { enabled: false }
      """)
}
