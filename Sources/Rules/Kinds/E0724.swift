package import Diagnostics

extension DiagnosticKind {
  package static let imageOfOtherServer = DiagnosticKind(
    "E0724", "image-of-another-server",
    summary: "the image of a database is that of another server",
    explanation: """
      The type of a service decides what is written for it: configuration, health check, variables and the commands that
      dump and restore. With the image of another server none of that fits: the container starts, the health check never
      succeeds, and no service finds its database.

      Choose the type that belongs to the image, or the image that belongs to the type. A server that is none of the
      types of databases is described as `type: web`, `worker` or `external`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          version: 18
          image: mongo:7
                 ^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          image: postgres:18-alpine
      """)
}
