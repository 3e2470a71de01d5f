package import Diagnostics

extension DiagnosticKind {
  package static let dropped = DiagnosticKind(
    "I0914", "dropped", tunable: true,
    summary: "a target has no use for a setting, which is left out",
    explanation: """
      The setting is correct, and other targets need it. This one has no place for it, and the system does the same
      without it: a Procfile, for example, starts processes on your own machine and gives them no memory limit.

      Nothing needs to be changed. The note is there so that nobody looks for the setting in the files of this
      target.

      Where a limit matters, run the target that can enforce it, such as compose.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [procfile]
      services:
        api:
          type: fastapi
          resources: { memory: 1GiB }
                     ^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [procfile]
      services:
        api:
          type: fastapi
      """)
}
