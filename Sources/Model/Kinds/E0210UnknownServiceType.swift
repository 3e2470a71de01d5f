package import Diagnostics

extension DiagnosticKind {
  package static let unknownServiceType = DiagnosticKind(
    "E0210", "unknown-service-type",
    summary: "there is no service type of that name",
    explanation: """
      The type decides what a service is: its port, start command, image, health check, tuning and the outputs that
      others can refer to. A word that names none of them leaves all of that open.

      The report names the type that was probably meant. Where there is none for your framework, take `web` for
      anything that answers HTTP, `worker` for a process without a port, `cron` for one that runs on a schedule, and
      `external` for what runs elsewhere; those are told the rest by keys.

      For the rest of this run the compiler goes on with the type that it suggests, so that one wrong word does not
      hide other findings.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        db:
          type: PostgreSQL
                ^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        db:
          type: postgres
      """)
}
