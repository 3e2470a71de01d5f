import Resolution
import Diagnostics
import IR
import Model

/// Variables that the code reads and nobody gives it.
package enum MissingVariableProbe: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      let comparison = root.comparison
      for mismatch in comparison.mismatches {
        let (read, given, service) = (mismatch.read, mismatch.given, mismatch.service)
        context.report(
          .variableNotGiven, at: service.nameSpan(of: given), path: service.path("variables.\(given.name)"),
          "the code reads `\(read.name)`; the topology sets `\(given.name)`"
        ) {
          context.show(read.place, of: read.file, "read here", in: &$0)
          $0.notes = ["nothing in \(root.inWords) reads `\(given.name)`"]
          $0.help = ["use one name in both: `\(read.name)`"]
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
        $0.help = [
          "set \(names.count == 1 ? "it" : "them") under `variables:`, or name a secret or shared variable under `use:`"
        ]
      }
    }
  }
}
