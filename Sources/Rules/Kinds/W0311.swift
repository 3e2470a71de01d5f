package import Diagnostics

extension DiagnosticKind {
  package static let foreignReference = DiagnosticKind(
    "W0311", "foreign-reference", tunable: true,
    summary: "a value looks like a reference in another syntax",
    explanation: """
      `${NAME}`, `$NAME`, `{{NAME}}`, `$(NAME)` and `%NAME%` are how shells, compose, Helm, Kubernetes and Windows
      insert a value. In a variable of a topology they are plain text, and that text is what the process gets:
      nothing runs a shell over it, and each generated file escapes it so that it stays as written.

      A reference is written `$<<service.NAME>>`, `$<<shared.NAME>>` or, for another variable of the same service,
      `$<<NAME>>`. A default is `$<<NAME ?? "text">>`.

      If the text is really meant, because the program itself replaces it, allow the finding with that reason. In
      `start:` and `release:` such text is fine: a shell reads those.

      A name in delimiters that this file declares, such as `${postgres.url}`, is a misspelt reference: E0305.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            REGION: eu
            CACHE_PREFIX: $REGION-shop
                          ^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            REGION: eu
            CACHE_PREFIX: $<<REGION>>-shop
      """)
}
