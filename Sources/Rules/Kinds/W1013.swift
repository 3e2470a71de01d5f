package import Diagnostics

extension DiagnosticKind {
  package static let endOfLife = DiagnosticKind(
    "W1013", "end-of-life", tunable: true,
    summary: "a version that gets no more updates",
    explanation: """
      A version whose support has ended gets no more fixes, not even for holes through which others read or change data.
      The dates known here, as of November 2026, from the projects' own pages:

      - PostgreSQL 12 (November 2024), 13 (November 2025), 14 (November 2026)
      - Redis 5 (April 2022)
      - Python 3.8 (October 2024), 3.9 (October 2025), 3.10 (October 2026)
      - Node.js 18 (April 2025), 20 (April 2026), and every odd number half a year after it came out

      A new major version of PostgreSQL needs its data moved: make a dump, start the new version on an empty volume,
      restore it there. Do that in a staging environment first.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          version: 12
                   ^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          version: 17
      """)
}
