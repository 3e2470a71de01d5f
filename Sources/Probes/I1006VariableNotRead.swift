package import Diagnostics
import Resolution

extension DiagnosticKind {
  package static let variableNotRead = DiagnosticKind(
    "I1006", "variable-not-read", tunable: true,
    summary: "nothing in the code reads a variable",
    explanation: """
      The name of this variable occurs in no file of the service's folder. Either it is a leftover, or the code reads it
      under another name. Leftovers are not free: each one is something to fill in for every new environment, and a
      secret that lies where nobody needs it.

      Names that libraries read by themselves, such as `SENTRY_DSN`, `OTEL_*` or `PYTHONUNBUFFERED`, are not asked about.
      Leave the variable out, or silence the note where a library reads it that is not known here.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          variables:
            LEGACY_MODE: "on"
            ^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()


          @app.get("/health")
          def health():
              return {"status": "up"}
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]))
}

/// Variables that nothing in the code reads.
package enum VariableNotRead: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      for (given, service) in root.comparison.unread {
        let place = (span: service.nameSpan(of: given), path: service.path("variables.\(given.name)"))
        if context.counts(.variableNotRead) {
          context.report(.variableNotRead, at: place.span, path: place.path, place.path)
          continue
        }
        context.report(
          .variableNotRead, at: place.span, path: place.path,
          "nothing in the code of `\(service.name)` reads `\(given.name)`"
        ) {
          $0.notes = ["its name occurs in no file of \(root.inWords)"]
          $0.help = ["leave it out, unless a library reads it"]
        }
      }
    }
  }
}
