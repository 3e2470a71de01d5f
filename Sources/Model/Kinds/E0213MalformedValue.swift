package import Diagnostics

extension DiagnosticKind {
  package static let malformedValue = DiagnosticKind(
    "E0213", "malformed-value",
    summary: "a text is not the size, duration, CPU amount or other value that is needed",
    explanation: """
      Values with units are written without blanks and without further words, so that exactly one number comes out:

      | kind | examples |
      |---|---|
      | size | `512MiB`, `1.5GiB`, `512MB` (`KB`, `MB`, `GB` are binary here) |
      | CPU | `0.5`, `2`, `500m` |
      | duration | `250ms`, `30s`, `5m`, `1h30m`, `14d` |
      | percentage | `75%` |

      The bare letters `K`, `M`, `G` are refused for sizes: they are powers of ten in Redis and Kubernetes and powers
      of two in Docker.
      """,
    failing: #"""
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: flask
          resources: { cpu: 1 vCPU, memory: 512MiB }
                            ^^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: flask
          resources: { cpu: 1, memory: 512MiB }

      """#)
}
