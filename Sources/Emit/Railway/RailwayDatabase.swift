import IR

/// What Railway offers ready-made in place of a store's container: a template with an image, variables and a volume of
/// its own. One value for each engine that has one, in a file of its own; a store of any other engine is an image with
/// the engine's variables and a volume.
struct RailwayDatabase: Sendable {
  /// The kind of stores that it replaces.
  let managed: Store.Managed
  /// What the function `database` of the SDK calls it.
  let function: String
  /// The output that the template is known by.
  let output: String
  /// Of that version.
  let image: @Sendable (_ version: String) -> String
  let mountPath: String
  /// It has a volume even where nothing asks for one.
  let isAlwaysKept: Bool
  /// The variables that hold the passwords of its own accounts.
  let passwords: @Sendable (Store) -> [String]
  /// Words of the command that sets its variables, without password and proxy, one line each.
  let variables: @Sendable (Store) -> [String]
  /// The public address, before and after host and port.
  let publicURL: (before: String, after: String)
  /// What a person should know, for a table.
  let note: @Sendable (Store) -> String
  /// A file of the emitter that has the engine's name, which an operator runs in the database; nil: there is none.
  let script: String?
  /// What a person must know of it, for the page that explains the store's files.
  let notes: @Sendable (Service, Store, Program) -> [String]
  /// What its image lacks.
  let findings: @Sendable (Service, Store, Int) -> [EmitFinding]

  static let all: [RailwayDatabase] = [
    .postgres,
    .redis,
    .mysql,
    .mongodb,
  ]

  /// Words in the names of images that Railway's command line takes for databases.
  static let words = all.map(\.function)

  static func of(_ service: Service) -> RailwayDatabase? {
    guard let managed = service.store?.managed else { return nil }
    return all.first { $0.managed == managed }
  }

  /// Its image for a store that it takes the place of.
  func image(of store: Store) -> String { image(store.platformVersion) }
}

extension Service {
  /// Deployed as a database of Railway's, not as a container.
  var isRailwayDatabase: Bool { RailwayDatabase.of(self) != nil }
}

extension RailwayDatabase {
  /// The variable that holds an output, as the template names it.
  static func variable(_ output: String, of store: Store) -> String? {
    // Only the host tells the pooler from the server.
    let name = output == "unpooled_host" ? "host" : output
    return store.conventions.first { $0.output == name }?.variable
  }
}
