import Resolution
import Diagnostics
import Model

extension SecretDeclaration {
  /// Makes a secret of a variable: declares it in the service, and takes the value away. One that is declared already
  /// is named under `use:`. Nil where an overlay or another service wrote the variable, or where the layout cannot be
  /// told.
  /// - Parameter source: where the value comes from; nil: what signs is generated, the rest is an operator's.
  static func fix(
    _ name: String, _ node: ConfigNode, of service: ServiceSymbol, in context: CheckContext, source: String? = nil
  ) -> FixIt? {
    let own = service.declaration.node
    guard node.scalar != nil, let variables = own.entry("variables"), let entry = variables.value.entry(name),
      entry.value.span == node.span, !entry.value.isOverlay, !variables.value.isOverlay
    else { return nil }
    let isDeclared = context.analysis.symbols.secret(name) != nil
    let declaration = "\(name): \(source ?? (SigningKeys.contains(name) ? "generate" : "external"))"
    let (key, text) = isDeclared ? ("use", name) : ("secrets", declaration)
    let whole = isDeclared ? "use: [\(name)]" : "secrets: { \(declaration) }"
    var edits: [FixIt.Edit?] = []
    if let list = own[key] {
      // What the service inherits is in the text of another one.
      guard own.span.range.contains(Int(list.span.start)) else { return nil }
      let first = isDeclared ? list.items.first?.span : list.entries.first?.keySpan
      edits.append(first.flatMap { Edits.insert(text, before: $0, in: list) })
      edits.append(Edits.removeVariable(name, of: own))
    } else if variables.value.entries.count == 1 {
      edits.append(Edits.span(of: variables).map { .init($0, whole) })
    } else {
      edits.append(Edits.insert(whole, before: variables.keySpan, in: own))
      edits.append(Edits.remove(entry, from: variables.value))
    }
    let complete = edits.compactMap(\.self)
    return complete.count == edits.count ? FixIt("make a secret of `\(name)`", .unsafe, complete) : nil
  }
}
