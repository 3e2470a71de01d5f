package import Diagnostics

extension DiagnosticKind {
  package static let unknownOwnVariable = DiagnosticKind(
    "E0314", "unknown-own-variable",
    summary: "a reference names no variable of its own service",
    explanation: """
      A name without a service before it, as in `$<<NAME>>`, is a variable of the same service: one declared under
      its `variables:`, handed to it by `use:`, or made from a key, such as `PORT`. This service has none of that
      name.

      Shared variables and secrets do not count by themselves: a service sees what it asked for. In a shared
      variable there is no service, so a name alone has no meaning there.

      Declare the variable here, add the name to `use:`, or say where the value comes from: `$<<shared.NAME>>` for a
      shared one, `$<<other.NAME>>` for that of another service, `$<<self.private_url>>` for an output of this one.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            GREETING: Welcome to $<<SITE_NAME>>
                                    ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            SITE_NAME: Example Shop
            GREETING: Welcome to $<<SITE_NAME>>
      """)
}
