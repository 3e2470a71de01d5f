import Diagnostics
import Model
import Resolution

/// URLs of another kind than the code reads: a schema of Prisma for one database with the address of another.
package enum URLKindProbe: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      for read in root.facts.reads where !root.tree.isAside(read.file.path) {
        guard case .url(let wanted)? = read.type, !wanted.isEmpty else { continue }
        for service in root.services { compare(read, wanted, service, context) }
      }
    }
  }

  private static func compare(
    _ read: SettingRead, _ wanted: [URLScheme], _ service: ProbedService, _ context: ProbeContext
  ) {
    for variable in service.variables where read.isNamed(variable.name) && variable.inheritedFrom == nil {
      let value = variable.resolved
      guard !value.isPoisoned, let found = value.urlScheme, !wanted.contains(where: { $0.name == found.name }) else {
        continue
      }
      let expected = ValueType.url([wanted[0]])
      context.report(
        .urlKindMismatch, at: variable.writtenKeys?.valueSpan ?? variable.span,
        path: service.path("variables.\(variable.name)"),
        "`\(variable.name)` expects \(expected.inWords), found \(ValueType.url([found]).inWords)",
        label: "this gives \(ValueType.url([found]).inWords)"
      ) {
        context.show(
          read.typeSource?.place ?? read.place, of: read.typeSource?.file ?? read.file,
          "\(read.reader.rawValue) accepts this kind only", in: &$0)
        $0.help = ["refer to a store of that kind, or change the kind in the code"]
      }
    }
  }
}

extension ResolvedValue {
  /// The scheme of a URL whose kind is known, by its type or by its text.
  var urlScheme: URLScheme? {
    if case .url(let schemes) = value.type, schemes.count == 1 { return schemes[0] }
    return literal.flatMap(URLText.init)?.scheme
  }
}
