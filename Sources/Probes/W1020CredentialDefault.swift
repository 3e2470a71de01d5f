package import Diagnostics

extension DiagnosticKind {
  package static let credentialDefault = DiagnosticKind(
    "W1020", "credential-default", tunable: true,
    summary: "a secret falls back to a text that stands in the code",
    explanation: """
      A default for a secret is a secret that everybody knows who has seen the code. It is meant for development, and it
      is used wherever the variable was forgotten, without a word: sessions can then be forged, hooks can be faked.

      The topology does not give the variable in every environment, so the default is what is used there. Declare it:
      `SIGNING_SECRET: generate` (or `external`) under `secrets:` of the service. Take the default out of the
      code, so that a missing value stops the start; developers get theirs from the generated env file.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
        ^^^
          type: fastapi
          root: ./backend
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SIGNING_SECRET: generate
      services:
        api:
          type: fastapi
          root: ./backend
          use: [SIGNING_SECRET]
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/main.py",
          """
          import os

          SIGNING_SECRET = os.environ.get("SIGNING_SECRET", "only-for-development")
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]), foreign: .production)
}
