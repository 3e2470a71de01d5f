import Diagnostics
import Engines
import IR
import Model
import Syntax

/// What an `app.json` says of the app that it describes.
struct AppJSON {
  /// A store that is added to the app.
  struct AddedStore {
    let store: PlatformFacts.ManagedStore
    let node: ConfigNode

    /// - Parameter known: the names of services that there are.
    func service(_ known: inout Set<String>) -> StackService {
      let stem = store.engine?.flavor ?? store.product.value
      var name = stem
      var number = 1
      while !known.insert(name).inserted {
        number += 1
        name = "\(stem)-\(number)"
      }
      var facts = PlatformFacts()
      facts.store = store
      facts.plan = store.product
      return StackService(.init(key: name, keySpan: node.span, value: MadeNode.mapping([], at: node.span)), facts)
    }
  }

  private let root: ConfigNode

  /// What only the description of an app has: mobile frameworks keep their settings in a file of the same name.
  private static let marks = ["env", "addons", "formation", "buildpacks", "stack", "success_url", "healthchecks"]

  /// Nil: it is another program's file.
  init?(_ root: ConfigNode) {
    guard root["expo"] == nil,
      Self.marks.contains(where: { root[$0] != nil }) || root.at("scripts", "postdeploy") != nil
    else { return nil }
    self.root = root
  }

  var span: Span { root.span }
  var name: Located<String>? { root["name"]?.located }
  var stack: Located<String>? { root["stack"]?.located }
  var postDeploy: StackCommand? { StackCommand(root.at("scripts", "postdeploy")?.literal) }
  /// Commands on a schedule.
  var jobs: [ConfigNode] { (root["cron"]?.items ?? []).filter { $0["command"] != nil } }

  func formation(_ process: String) -> ConfigNode? { root.at("formation", process) }

  func health(_ process: String) -> PlatformFacts.HealthRequest? {
    (root.at("healthchecks", process)?.items ?? []).lazy.compactMap { check in
      guard let path = check["path"]?.located else { return nil }
      var health = PlatformFacts.HealthRequest(path: path)
      health.port = check["port"]?.number(times: 1)
      health.timeout = check["timeout"]?.number(times: 1_000)
      health.interval = check["wait"]?.number(times: 1_000)
      health.gracePeriod = check["initialDelay"]?.number(times: 1_000)
      return health
    }.first
  }

  // MARK: Variables

  var variables: [PlatformVariable] {
    (root["env"]?.entries ?? []).map { entry in
      var variable = PlatformVariable(entry.key, entry.keySpan, source(of: entry.value))
      variable.description = entry.value["description"]?.located
      variable.isRequired = entry.value["required"].flatMap { node in node.truth.map { Located($0, node) } }
      return variable
    }
  }

  private func source(of node: ConfigNode) -> PlatformVariable.Source {
    if node.filled != nil { return .value(node) }
    if let generator = node["generator"], generator.text == "secret" { return .generated(generator) }
    if let value = node["value"], value.filled != nil { return .value(value) }
    return .supplied(nil)
  }

  // MARK: Stores

  /// Add-ons by name, with the server behind each and the variable that it brings (the catalogs of Heroku and Dokku, 2026).
  private static let products: [String: (server: String, variable: String)] = [
    "heroku-postgresql": ("postgres", "DATABASE_URL"), "dokku-postgres": ("postgres", "DATABASE_URL"),
    "heroku-redis": ("redis", "REDIS_URL"), "dokku-redis": ("redis", "REDIS_URL"),
    "rediscloud": ("redis", "REDISCLOUD_URL"), "jawsdb": ("mysql", "JAWSDB_URL"),
    "jawsdb-maria": ("mariadb", "JAWSDB_MARIA_URL"), "cleardb": ("mysql", "CLEARDB_DATABASE_URL"),
    "dokku-mysql": ("mysql", "DATABASE_URL"), "dokku-mariadb": ("mariadb", "DATABASE_URL"),
    "mongolab": ("mongodb", "MONGODB_URI"), "ormongo": ("mongodb", "ORMONGO_URL"),
    "dokku-mongo": ("mongodb", "MONGO_URL"), "cloudamqp": ("rabbitmq", "CLOUDAMQP_URL"),
    "dokku-rabbitmq": ("rabbitmq", "RABBITMQ_URL"),
  ]

  /// The add-ons that are stores of a known kind.
  var stores: [AddedStore] {
    (root["addons"]?.items ?? []).compactMap { item in
      guard let plan = (item.filled == nil ? item["plan"] : item)?.located else { return nil }
      let name = plan.value.split(separator: ":").first.map(String.init) ?? plan.value
      guard let product = Self.products[name], let engine = StoreEngines.named(product.server) else { return nil }
      var store = PlatformFacts.ManagedStore(engine: engine, product: plan)
      store.version = item.at("options", "version")?.located
      // `as` names the attachment, and so the variable.
      store.variable = item["as"]?.filled.map { $0.text + "_URL" } ?? product.variable
      return AddedStore(store: store, node: plan.node)
    }
  }
}
