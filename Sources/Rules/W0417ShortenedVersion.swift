package import Diagnostics
import Resolution
import Model

extension DiagnosticKind {
  package static let shortenedVersion = DiagnosticKind(
    "W0417", "shortened-version", tunable: true,
    summary: "a version looks as if a zero were lost",
    explanation: """
      In YAML `3.10` without quotes is the number 3.1, and editors and scripts that rewrite YAML write it so. infracc
      keeps the text of versions, so `3.10` is safe here; but Python 3.1 is of 2009 and nobody means it any more.

      Write `3.10`, or the version that is meant.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          build: { python: 3.1 }
                           ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          build: { python: "3.10" }
      """, options: ExampleOptions(alsoExpected: ["W1013"]))
}

/// Python 3.1, where 3.10 lost its zero.
package enum ShortenedVersion: Check {
  package static var kind: DiagnosticKind { .shortenedVersion }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let version = service.declaration.build?.value.python, version.value == "3.1" else { continue }
      context.report(
        kind, at: version.span, path: "services.\(service.name).build.python",
        "`3.1` looks like a shortened `3.10`"
      ) {
        $0.notes = ["where YAML is read as numbers, an unquoted 3.10 becomes 3.1; Python 3.1 is of 2009"]
        $0.help = ["write `\"3.10\"`"]
        $0.fixes = [FixIt("write `3.10`", .unsafe, [.init(version.span, "\"3.10\"")])]
      }
    }
  }
}
