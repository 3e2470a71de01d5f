package import Diagnostics

extension DiagnosticKind {
  package static let unknownPlatformName = DiagnosticKind(
    "E0313", "unknown-platform-name",
    summary: "`RAILWAY_…`: Railway provides no variable of that name",
    explanation: """
      Names that begin with `RAILWAY_` are Railway's: the platform sets them, and other targets get the value that has
      the same meaning there. This one is not in Railway's list, so the reference would be empty.

      The outputs of a service say the same for every target: `$<<api.public_domain>>` rather than
      `$<<api.RAILWAY_PUBLIC_DOMAIN>>`, `$<<environment.name>>` rather than `$<<RAILWAY_ENVIRONMENT_NAME>>`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
          variables:
            SITE_DOMAIN: $<<api.RAILWAY_DOMAIN>>
                                ^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
          variables:
            SITE_DOMAIN: $<<api.RAILWAY_PUBLIC_DOMAIN>>
      """)
}
