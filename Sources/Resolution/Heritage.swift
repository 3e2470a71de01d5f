import Model

/// Who wrote what a service got through `extends`.
enum Heritage {
  /// The service in whose text a node is; nil where the service itself, or an overlay of it, wrote the node.
  /// - Parameters:
  ///   - node: a part of the service's configuration.
  ///   - keys: the path of keys from the service to the node.
  static func writer(
    of node: ConfigNode, at keys: [String], in service: ServiceSymbol, _ symbols: SymbolTable
  ) -> ServiceSymbol? {
    var writer: ServiceSymbol?
    var next = service.declaration.extends
    var steps = 0
    while let name = next?.value, steps < Extends.longestChain, let parent = symbols.service(name),
      parent.declaration.node.value(at: keys) === node
    {
      writer = parent
      next = parent.declaration.extends
      steps += 1
    }
    return writer
  }
}

extension ConfigNode {
  fileprivate func value(at keys: [String]) -> ConfigNode? {
    var node: ConfigNode? = self
    for key in keys { node = node?.entry(key)?.value }
    return node
  }
}
