package import Diagnostics

extension DiagnosticKind {
  package static let malformedEnvFile = DiagnosticKind(
    "E0522", "malformed-env-file",
    summary: "an env file has a line that is read differently, or not at all",
    explanation: """
      An env file has a `NAME=value` on each line. Docker Compose, shells and other readers agree about values between
      single quotes. They do not agree about a name that is there twice, about a quote without an end, about text behind
      a quote, about `$`, which Compose fills in, and about values over several lines.

      What one reader takes for a value is another one for the next reader: a password that works in one container is
      refused in the next one.

      Write one line for each name, with the value between single quotes: `NAME='value'`.
      """,
    failing: """
      SECRET_KEY='4f8kQz
      JWT_SECRET=a$b
      """,
    passing: """
      SECRET_KEY='4f8kQz'
      JWT_SECRET='a$b'
      """,
    options: ExampleOptions(isRunnable: false))
}
