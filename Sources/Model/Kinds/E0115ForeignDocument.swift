package import Diagnostics

extension DiagnosticKind {
  package static let foreignDocument = DiagnosticKind(
    "E0115", "foreign-document",
    summary: "the file belongs to another tool",
    explanation: """
      The file is a compose file, a Kubernetes manifest, a Render blueprint, a configuration of Railway, a Procfile or
      the like. Its keys mean something else than those of a topology, so that nothing in it is checked.

      A topology is a file of its own, `topology.yaml` by default. It begins with `infracc: 1` and `project:`, and the
      files of other tools are generated from it.

      `infracc migrate .` makes a first topology of Railway's files, Procfiles, Dockerfiles and templates of
      environment files. What it does not read is written by hand; docs/reference/language.md lists the keys.
      """,
    failing: """
      services:
      ^^^^^^^^
        api:
          image: ghcr.io/example/api:1.4
          ports: ["8000:8000"]
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: web, image: "ghcr.io/example/api:1.4", port: 8000 }
      """)
}
