import IR
import Model

extension SymbolTable {
  /// The service whose type determines the framework of a service: itself, or the first of those whose code or image it
  /// uses. Nil: no type does.
  package func framework(of service: ServiceSymbol) -> ServiceSymbol? {
    var known: Set<String> = []
    var next: ServiceSymbol? = service
    while let current = next, known.insert(current.folded).inserted {
      if current.type.pool != nil { return current }
      let declaration = current.declaration
      next = (declaration.extends ?? declaration.build?.value.imageOf).flatMap { self.service($0.value) }
    }
    return nil
  }
}
