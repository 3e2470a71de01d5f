import Engines
package import IR

extension Store {
  /// The store with the facts of its engine, as lowering gives them.
  package func described(of service: Service) -> Store {
    var store = self
    StoreEngines.named(self.engine)?.describe(&store, StoreInput(service: service.name, port: service.port))
    return store
  }
}
