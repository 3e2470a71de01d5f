import IR
package import JSON
import Model

/// Everything that a reference can name in one environment, with the marks that checks go by.
package enum ReferenceList {
  package struct Row {
    package let service: String
    package let name: String
    package let type: String
    /// `secret`, `private`, `public`, `optional`, and when it is known.
    package let marks: [String]

    package var reference: String { "$<<\(service).\(name)>>" }

    package var json: JSONValue {
      .object([
        "reference": .string(reference), "service": .string(service), "name": .string(name), "type": .string(type),
        "marks": .array(marks.map { .string($0) }),
      ])
    }
  }

  /// In order of declaration: outputs of a service before its variables, then shared names, then project and
  /// environment.
  package static func of(_ analysis: EnvironmentAnalysis) -> [Row] {
    var rows: [Row] = []
    for service in analysis.services {
      for output in service.type.outputs where analysis.resolver.isAvailable(output, of: service) {
        let marks = Marks(of: output, service)
        for name in output.aliases.prefix(1).filter({ Platforms.owner(of: $0) == nil }) + [output.name] {
          rows.append(row(service.name, name, output.type, marks))
        }
      }
      for name in service.portOutputs { rows.append(row(service.name, name, .port, Marks())) }
      if !service.portOutputs.isEmpty, service.type.outputs.isEmpty, let host = service.output("private_host") {
        rows.append(row(service.name, host.name, host.type, Marks(of: host, service)))
      }
      for output in service.declaredOutputs where !output.resolved.isPoisoned {
        rows.append(row(service.name, output.name, output.resolved.value.type, output.resolved.value.marks))
      }
      for variable in service.variables where !variable.resolved.isPoisoned {
        let type = Expectation.of(variable, in: service).type
        rows.append(row(service.name, variable.name, type, variable.resolved.value.marks))
      }
    }
    for secret in analysis.symbols.secrets {
      let marks = Marks(isSecret: true, phase: .provision, presence: secret.isOptional ? .maybe : .always)
      rows.append(row("shared", secret.name, secret.declaration.type?.value ?? .string, marks))
    }
    for shared in analysis.symbols.shared {
      rows.append(row("shared", shared.name, shared.declaration.type?.value ?? .string, shared.resolved.value.marks))
    }
    rows.append(row("project", "name", .string, Marks()))
    rows.append(row("environment", "name", .string, Marks()))
    rows.append(row("environment", "kind", .string, Marks()))
    return rows
  }

  private static func row(_ service: String, _ name: String, _ type: ValueType, _ marks: Marks) -> Row {
    var words: [String] = []
    if marks.isSecret { words.append("secret") }
    if let reach = marks.reach { words.append(reach.name) }
    if marks.presence == .maybe { words.append("optional") }
    words.append("known at " + marks.phase.name)
    return Row(service: service, name: name, type: type.description, marks: words)
  }
}
