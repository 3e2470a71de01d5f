import Resolution
import Diagnostics

/// Variables that nothing in the code reads.
package enum UnreadVariableProbe: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      for (given, service) in root.comparison.unread {
        context.report(
          .variableNotRead, at: service.nameSpan(of: given), path: service.path("variables.\(given.name)"),
          "nothing in the code of `\(service.name)` reads `\(given.name)`"
        ) {
          $0.notes = ["its name occurs in no file of \(root.inWords)"]
          $0.help = ["leave it out, unless a library reads it"]
        }
      }
    }
  }
}
