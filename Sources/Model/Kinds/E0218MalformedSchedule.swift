package import Diagnostics

extension DiagnosticKind {
  package static let malformedSchedule = DiagnosticKind(
    "E0218", "malformed-schedule",
    summary: "a text is not a cron expression of five fields",
    explanation: """
      A schedule has five fields: minute, hour, day of the month, month, day of the week, all in UTC. A field is `*`,
      a number, a range `1-5`, a list `1,15`, or a range with a step `*/10`; months and days of the week may be named
      (`JAN`, `MON`).

      Six fields (seconds first), `@daily` and signs such as `L` or `?` are understood by some schedulers only, so
      they are refused. Instead of `@daily` write `0 0 * * *`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          backup: { schedule: 0 3 * *, keep: 14d }
                              ^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          backup: { schedule: 0 3 * * *, keep: 14d }
      """, foreign: .speaks)
}
