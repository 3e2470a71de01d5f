package import Diagnostics

extension DiagnosticKind {
  package static let approximated = DiagnosticKind(
    "W0903", "approximated", tunable: true,
    summary: "a target has nothing that means exactly this and gets the nearest thing",
    explanation: """
      Platforms differ in what they can do by themselves. Where a target has no equal of what the topology says, but
      something close to it that loses nothing by itself, infracc writes the close thing and says so, because you may
      have to do the rest.

      With compose these are:

      - a cron job, since compose has no clock: it becomes a service under the profile `cron`, which the cron of the
        machine has to start;
      - a backup on any schedule but a daily one: it becomes a one-shot under the profile `backup`;
      - a health path of a foreign image, of which infracc does not know which programs it has: compose can only run
        commands inside the container, so nothing is asked;
      - a build with Railpack, which compose does not know: the image has to be built elsewhere and named in the env
        file.

      The generated file holds a comment at the place, with the command to use.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { backup: { schedule: "0 3 * * MON", keep: 14d } }
        ^^^^^^^^
        api:
          type: fastapi
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { backup: { schedule: "0 3 * * *", keep: 14d } }
        api:
          type: fastapi
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """, options: .init(emits: true))
}
