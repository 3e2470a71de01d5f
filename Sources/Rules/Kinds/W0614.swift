package import Diagnostics

extension DiagnosticKind {
  package static let placeholderDomain = DiagnosticKind(
    "W0614", "placeholder-domain", tunable: true,
    summary: "the domain is a placeholder",
    explanation: """
      A domain such as `your-frontend-domain.railway.app` was meant to be replaced, and nobody noticed that it was
      not: it is a well-formed address. In a list of origins it keeps out the real frontend; in a link it leads people
      to whoever registers that name. Railway's own domains end in `.up.railway.app`; a name without `.up.` exists
      only by accident.

      Refer to the service: `$<<frontend.origin>>` and `$<<frontend.public_url>>` are right in every environment.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            ALLOWED_ORIGINS: https://your-frontend-domain.railway.app
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        frontend: { type: nextjs, public: true, health: / }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            ALLOWED_ORIGINS: $<<frontend.origin>>
        frontend: { type: nextjs, public: true, health: / }
      """)
}
