package import Engines
import IR
import Model

extension SymbolTable {
  /// The service whose server a store is in: itself, unless `database_of` names another one that can have it.
  package func server(of symbol: ServiceSymbol) -> ServiceSymbol {
    guard symbol.traits.contains(.hosted), let name = symbol.declaration.databaseOf?.value,
      let server = service(name), server.traits.contains(.hosting), server.type.name == symbol.type.name
    else { return symbol }
    return server
  }

  /// What a service declares with `database_of`; nil: it is something else, or its server is not there.
  package func hostedDatabase(of symbol: ServiceSymbol) -> HostedDatabase? {
    let server = server(of: symbol)
    guard server !== symbol else { return nil }
    let database = symbol.declaration.database?.value ?? symbol.databaseName
    return HostedDatabase(
      service: symbol.name, server: server.name, database: database,
      user: symbol.declaration.user?.value ?? database)
  }
}

extension SymbolTable {
  /// The address of a store that is run elsewhere; nil: it runs here, or it has no host.
  package func externalStore(of symbol: ServiceSymbol) -> ExternalStore? {
    guard symbol.traits.contains(.managed), let engine = symbol.type.engine,
      let external = symbol.declaration.external?.value, external.isWhole
    else { return nil }
    var secrets: [String: String] = [:]
    for written in external.secrets { secrets[written.name] = secret(written.value.value)?.id }
    return ExternalStore(
      service: symbol.name, engine: engine, host: external.host?.value ?? "", port: external.port?.value,
      isEncrypted: external.tls?.value == true, texts: external.texts.mapValues(\.value), secrets: secrets)
  }
}

extension ServiceSymbol {
  /// Its name as that of a database: `billing_db` of `billing-db`.
  fileprivate var databaseName: String { String(folded.map { $0 == "-" ? "_" : $0 }) }
}
