package import Diagnostics

extension DiagnosticKind {
  package static let yamlBoolean = DiagnosticKind(
    "W0111", "yaml-boolean", tunable: true,
    summary: "`yes` is text here, not true",
    explanation: """
      In YAML 1.1 the plain words `yes`, `no`, `on` and `off` were truth values, and many tools still read them so. In
      YAML 1.2, and here, they are text like any other, and this text goes to the program as it is. Most programs
      compare with `true` and take `yes` for false.

      Write `true` or `false`. Where the program really wants the word, set `type: string`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: flask
          variables:
            FEATURE_SEARCH: yes
                            ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: flask
          variables:
            FEATURE_SEARCH: true
      """)
}
