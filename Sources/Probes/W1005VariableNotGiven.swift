package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let variableNotGiven = DiagnosticKind(
    "W1005", "variable-not-given", tunable: true,
    summary: "the code reads a variable that the topology does not set",
    explanation: """
      What the code reads from its environment and what the topology gives it are two lists, and nothing but their names
      holds them together. One letter of difference, and the code stops at its start, or goes on with nothing: an empty
      list of origins, a switch that is off.

      Read are `os.environ`, `os.getenv`, the fields of pydantic's settings classes, `process.env` and
      `import.meta.env`. A finding is made for a variable that the code cannot do without, and for one whose name is
      nearly that of a variable which is given and which nothing reads. Variables that the platform or the runtime sets
      are not asked about, nor is code in folders for tests and scripts.
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
            CORS_ORIGINS_STR: https://shop.example.com
            ^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          variables:
            CORS_ORIGINS: https://shop.example.com
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/main.py",
          """
          import os

          from fastapi import FastAPI

          app = FastAPI()
          origins = os.environ["CORS_ORIGINS"].split(",")
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]), foreign: .whole)
}

/// Variables that the code reads and nobody gives it.
package enum VariableNotGiven: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      let comparison = root.comparison
      for mismatch in comparison.mismatches {
        let (read, given, service) = (mismatch.read, mismatch.given, mismatch.service)
        context.report(
          .variableNotGiven, at: service.nameSpan(of: given), path: service.path("variables.\(given.name)"),
          "the code reads `\(read.name)`, and `\(given.name)` is set"
        ) {
          context.show(read.place, of: read.file, "read here", in: &$0)
          $0.notes = ["nothing in \(root.inWords) reads `\(given.name)`"]
          $0.help = ["use one name in both: `\(read.name)`"]
          if root.surelyNeeds(read) { $0.remedies = [.setVariables([read.name], service: service.name)] }
          let place = service.nameSpan(of: given)
          if given.origin == .variables, Int(place.end) - Int(place.start) == given.name.utf8.count {
            $0.fixes = [FixIt("write `\(read.name)`", .unsafe, [.init(place, read.name)])]
          }
        }
      }
      guard let first = comparison.missing.first else { continue }
      let service = root.services[0]
      let names = comparison.missing.map(\.name)
      context.report(
        .variableNotGiven, at: service.declaration.nameSpan, path: service.path("variables"),
        "the code of `\(service.name)` needs \(Words.some(names, of: "variables")), which \(names.count == 1 ? "is" : "are") not set"
      ) {
        context.show(first.place, of: first.file, "read here, without a default", in: &$0)
        if names.count > 3 { $0.notes = ["all of them: \(names.map { "`\($0)`" }.joined(separator: ", "))"] }
        let certain = comparison.missing.filter(root.surelyNeeds).map(\.name)
        if certain.count == names.count { $0.remedies = [.setVariables(names, service: service.name)] }
        $0.help = [
          "set \(names.count == 1 ? "it" : "them") under `variables:`, or name a secret or shared variable under `use:`"
        ]
      }
    }
  }
}
