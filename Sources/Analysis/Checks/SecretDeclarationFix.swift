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
      edits.append(Edits.remove(entry, from: variables.value))
    } else if variables.value.entries.count == 1 {
      edits.append(Edits.span(of: variables).map { .init($0, "use: [\(name)]") })
    } else {
      edits.append(Edits.insert("use: [\(name)]", before: variables.keySpan, in: own))
      edits.append(Edits.remove(entry, from: variables.value))
    }
    if context.analysis.symbols.secret(name) == nil {
      let first = topology.secrets.first?.nameSpan
      let declaration = first == nil ? "secrets: { \(name): external }" : "\(name): external"
      edits.append((first ?? topology.servicesKey).flatMap { Edits.insert(declaration, before: $0, in: own) })
    }
    let complete = edits.compactMap(\.self)
    return complete.count == edits.count ? FixIt("make a secret of `\(name)`", .unsafe, complete) : nil
  }
}
