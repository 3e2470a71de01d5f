import Diagnostics
import Model
import Resolution

/// URLs of another kind than the code speaks: a schema of Prisma for one database that is given the address of another.
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
      guard !value.isPoisoned, let found = scheme(of: value), !wanted.contains(where: { $0.name == found.name }) else {
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
          "\(read.reader.rawValue) speaks to this kind only", in: &$0)
        $0.help = ["refer to a store of that kind, or change what the code says"]
      }
    }
  }

  /// The scheme of a URL whose kind is known.
  private static func scheme(of value: ResolvedValue) -> URLScheme? {
    if case .url(let schemes) = value.value.type, schemes.count == 1 { return schemes[0] }
    return value.literal.flatMap(URLText.init)?.scheme
  }
}
