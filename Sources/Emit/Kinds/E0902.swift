package import Diagnostics

extension DiagnosticKind {
  package static let cannotExpress = DiagnosticKind(
    "E0902", "cannot-express",
    summary: "a target has no way to say this, and leaving it out would change what the system does",
    explanation: """
      The topology asks for something that this target cannot be told at all. If infracc left it out, the deployed
      system would behave differently from what the file says, and nobody would notice until it matters. So nothing is
      written for this target until the topology says what should happen instead.

      The message names what is missing, the help lists the ways around it: another value, another target, or doing it
      elsewhere. Where only one environment or one target is concerned, the change can stand in that environment's
      overlay or under `options:` of that target.

      In the example `bind` is where compose opens ports on the machine. Docker takes an IP address there, no name.
      """,
    failing: """
      infracc: 1
      ^
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
      options:
        compose: { bind: internal.example.com }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
      options:
        compose: { bind: 10.0.0.5 }
      """, options: .init(emits: true))
}
