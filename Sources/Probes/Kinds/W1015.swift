package import Diagnostics

extension DiagnosticKind {
  package static let trackedSecrets = DiagnosticKind(
    "W1015", "tracked-secrets", tunable: true,
    summary: "an env file with secrets is kept by git",
    explanation: """
      `.env` is in the list of files that git keeps, and it holds values for names that sound secret. Everybody who can
      clone the repository has them, and so has every machine that ever did; deleting the file keeps it in the history.

      Take it out with `git rm --cached .env`, add it to .gitignore, and change every secret that was in it. What a
      developer must fill in belongs into `.env.example`, without values; infracc writes that file.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
        ^^^
          type: fastapi
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
      """,
    options: ExampleOptions(
      isRunnable: false))
}
