package import Diagnostics

extension DiagnosticKind {
  package static let randomDefault = DiagnosticKind(
    "W1018", "random-default", tunable: true,
    summary: "a secret falls back to a random value in every process",
    explanation: """
      A default such as `secrets.token_urlsafe(32)` is computed when the process starts. With two workers or two replicas
      there are two keys: what one signed, the other refuses, so that users are logged out at random. Every restart and
      every deploy ends all sessions.

      The topology does not give the variable in every environment, so the default is what is used. Declare it, and it is
      made once per environment: `SECRET_KEY: generate` under `secrets:` of the service. Take the default out of
      the code, so that a missing key stops the start instead.
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
        SECRET_KEY: generate
      services:
        api:
          type: fastapi
          root: ./backend
          use: [SECRET_KEY]
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/settings.py",
          """
          import secrets

          from pydantic_settings import BaseSettings


          class Settings(BaseSettings):
              SECRET_KEY: str = secrets.token_urlsafe(32)
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]), foreign: .production)
}
