package import Diagnostics

extension DiagnosticKind {
  package static let sameDNSName = DiagnosticKind(
    "E0207", "same-dns-name",
    summary: "two services have the same host name",
    explanation: """
      A host name knows neither upper case nor spaces or underscores. A service's host name is therefore its name in
      lower case with `-` in place of spaces and underscores: `docs site`, `docs_site` and `Docs-Site` are all
      `docs-site`.

      Two services of one host name could not be told apart in the private network: requests for one would reach the
      other, and their containers, volumes and generated files would overwrite each other.

      Rename one of them so that the names differ in more than case and separators.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        docs site:
          type: nextjs
        docs-site:
        ^^^^^^^^^
          type: nextjs
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        docs site:
          type: nextjs
        docs-preview:
          type: nextjs
      """)
}
