package import Diagnostics

extension DiagnosticKind {
  package static let wrongNodeKind = DiagnosticKind(
    "E0204", "wrong-node-kind",
    summary: "a map, a list or a single value stands where another of these is expected",
    explanation: """
      YAML knows three kinds of values: a map, also called mapping (`key: value`), a list (`- item`) and a single value.
      Each key of the language takes a certain kind; some take several, because they have a short form.

      The usual causes are habits from other tools, for example `services:` as a list with `- name: api`, and a line
      that is indented one step too little, so that it does not belong to the key above it.

      Give the value in the form that the report names. Here `resources` is a map, because memory, processor and
      storage are said in one place. Lists of services, variables and secrets that name themselves (`- name: api`,
      `- KEY=value`) are made into maps by `infracc fix --unsafe`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          resources: 512MiB
                     ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          resources: { memory: 512MiB }
      """)
}
