import Resolution
import Diagnostics
import Model

extension SecretDeclaration {
  /// Makes a secret of a variable: declares it, names it under `use:`, and takes the value away. Nil where an overlay or
  /// another service wrote the variable, or where the layout cannot be told.
  static func fix(
    _ name: String, _ node: ConfigNode, of service: ServiceSymbol, in context: CheckContext
  ) -> FixIt? {
    let (topology, own) = (context.analysis.topology, service.declaration.node)
    guard node.scalar != nil, let variables = own.entry("variables"), let entry = variables.value.entry(name),
      entry.value.span == node.span, !entry.value.isOverlay, !variables.value.isOverlay
    else { return nil }
    var edits: [FixIt.Edit?] = []
    if let use = own["use"] {
      edits.append(use.items.first.flatMap { Edits.insert(name, before: $0.span, in: use) })
      edits.append(Edits.removeVariable(name, of: own))
    } else if variables.value.entries.count == 1 {
      edits.append(Edits.span(of: variables).map { .init($0, "use: [\(name)]") })
    } else {
      edits.append(Edits.insert("use: [\(name)]", before: variables.keySpan, in: own))
      edits.append(Edits.remove(entry, from: variables.value))
    }
    if context.analysis.symbols.secret(name) == nil {
      // What signs is nobody's to think up.
      let source = SigningKeys.contains(name) ? "generate" : "external"
      let declaration = "\(name): \(source)"
      if let first = topology.secrets.first?.nameSpan {
        edits.append(Edits.insert(declaration, before: first, in: own))
      } else {
        edits.append(
          topology.servicesKey.flatMap {
            Edits.insert("secrets: { \(declaration) }", block: "secrets:\n  \(declaration)\n", before: $0, in: own)
          })
      }
    }
    let complete = edits.compactMap(\.self)
    return complete.count == edits.count ? FixIt("make a secret of `\(name)`", .unsafe, complete) : nil
  }
}
