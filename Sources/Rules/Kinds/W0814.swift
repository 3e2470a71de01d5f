package import Diagnostics

extension DiagnosticKind {
  package static let debugInProduction = DiagnosticKind(
    "W0814", "debug-in-production", tunable: true,
    summary: "`DEBUG` is on in production",
    explanation: """
      In debug mode a web framework shows what it knows: Flask and Django answer a failing request with source code,
      local variables and settings, and Flask's debugger runs Python code for whoever reaches it. It also costs
      memory and speed.

      Set `DEBUG: false` in the base, and turn it on in the environments where people look at it. For more detail in
      production raise `LOG_LEVEL` instead: logs are read by you, pages by everybody.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            DEBUG: true
                   ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            DEBUG: false
      """)
}
