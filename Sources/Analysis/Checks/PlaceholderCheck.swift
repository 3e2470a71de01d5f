package import Diagnostics
import Model

/// A value that somebody meant to replace.
package enum PlaceholderCheck: VariableCheck {
  package static var kind: DiagnosticKind { .placeholderValue }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let (text, node) = variable.writtenText,
      Placeholders.isPlaceholder(text, isSecretName: Conventions.soundsSecret(variable.name))
    else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable), "`\(variable.name)` holds a placeholder, not a value"
    ) {
      if Conventions.soundsSecret(variable.name) {
        $0.help = [
          "declare it under `secrets:` (`\(variable.name): external`, or `generate`) and name it under `use:`"
        ]
        if let fix = declaring(variable.name, node, of: service, in: context) { $0.fixes = [fix] }
      } else {
        $0.help = ["write the value, or `{ source: external }` where an operator supplies it"]
      }
    }
  }

  /// Makes a secret of a variable: declares it, names it under `use:`, and takes the placeholder away.
  static func declaring(
    _ name: String, _ node: ConfigNode, of service: ServiceSymbol, in context: CheckContext
  ) -> FixIt? {
    let analysis = context.analysis
    guard let scalar = node.scalar, let variables = service.declaration.node.entry("variables"),
      let entry = variables.value.entry(name), entry.value.span == node.span, !entry.value.isOverlay
    else { return nil }
    var edits: [FixIt.Edit] = []
    let isOnly = variables.value.entries.count == 1
    let use = service.declaration.node.entry("use")?.value
    if let first = use?.items.first {
      edits.append(EntryEdits.insert(item: name, before: first.span, lookingAt: scalar))
      edits.append(EntryEdits.remove(key: entry.keySpan, value: node.span, isOnly: isOnly))
    } else if use != nil {
      return nil
    } else if isOnly {
      let start = Int(variables.keySpan.start)
      edits.append(
        .init(Span(file: node.span.file, start: start, end: Int(variables.value.span.end)), "use: [\(name)]"))
    } else {
      edits.append(EntryEdits.insert("use: [\(name)]", before: variables.keySpan, lookingAt: scalar))
      edits.append(EntryEdits.remove(key: entry.keySpan, value: node.span, isOnly: false))
    }
    if analysis.symbols.secret(name) == nil {
      if let first = analysis.topology.secrets.first {
        edits.append(EntryEdits.insert("\(name): external", before: first.nameSpan, lookingAt: scalar))
      } else if let services = analysis.topology.servicesKey {
        edits.append(EntryEdits.insert("secrets: { \(name): external }", before: services, lookingAt: scalar))
      } else {
        return nil
      }
    }
    return FixIt("make a secret of `\(name)`", .unsafe, edits)
  }
}
