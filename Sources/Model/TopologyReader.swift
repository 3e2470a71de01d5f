package import Diagnostics
import Engines
import IR
import Syntax

/// Reads merged configurations into topologies. A service, secret or variable that several environments share is read
/// once, and what is wrong with it reported once.
package final class TopologyReader {
  private let bag: DiagnosticBag
  private var services = Cache<ServiceDeclaration>()
  var secretDeclarations = Cache<SecretDeclaration>()
  private var variables = Cache<VariableDeclaration>()

  /// What was made of a node. The node is kept, so that no other one can come to its address.
  typealias Cache<Value> = [ObjectIdentifier: (node: ConfigNode, value: Value?)]

  package init(bag: DiagnosticBag) { self.bag = bag }

  /// - Parameters:
  ///   - root: the merged configuration of one environment.
  ///   - resolve: gives a service's configuration with what it inherits.
  ///   - baseNames: folded names of the services of the base, for overlays of services that are not there.
  package func read(
    _ root: ConfigNode, environment: String, knownServices: KnownServices, resolve: (ConfigNode.Entry) -> ConfigNode
  ) -> Topology {
    let topology = Topology()
    let decoder = Decoder(bag: bag)
    decoder.decode(root, as: Topology.shape, into: topology, owner: "the topology", requiresKeys: false) {
      entry, field in
      if field == nil, entry.key.hasPrefix("x-") { return true }
      if field == nil, knownServices.poisonedKeys.contains(entry.key) { return true }
      if field == nil, knownServices.base.contains(ServiceName.fold(entry.key)) {
        decoder.report(.unknownKey, at: entry.keySpan, "unknown key `\(entry.key)` in the topology") {
          $0.notes = ["`\(entry.key)` is a service, and services stand under `services:`, in environments too"]
          $0.help = ["write `services: { \(entry.key): … }`"]
        }
        return true
      }
      if field == nil, self.isService(entry) {
        decoder.report(.unknownKey, at: entry.keySpan, "unknown key `\(entry.key)` in the topology") {
          $0.notes = ["it has the keys of a service, and services stand under `services:`"]
          $0.help = ["indent `\(entry.key)` and what is below it by two more, below `services:`"]
        }
        return true
      }
      return ["secrets", "variables", "services"].contains(entry.key)
    }
    if let node = root["secrets"] {
      decoder.path = ["secrets"]
      topology.secrets = secrets(node, decoder)
    }
    if let node = root["variables"] {
      decoder.path = ["variables"]
      topology.variables = decoder.named(node, fix: ListFix.variables) { entry in
        guard decoder.isVariableName(entry) else { return nil }
        return self.once(entry.value, in: \.variables) {
          VariableDeclaration.read(entry.value, decoder, owner: "shared variable `\(entry.key)`")
        }
      }
    }
    decoder.path = ["services"]
    if let node = root["services"] {
      topology.hasServicesKey = true
      topology.servicesKey = root.entry("services")?.keySpan
      readServices(
        node, into: topology, environment: environment, known: knownServices, decoder: decoder, resolve: resolve)
    }
    return topology
  }

  /// Whether what stands at the top level was meant as a service: its keys are those of one.
  private func isService(_ entry: ConfigNode.Entry) -> Bool {
    guard !entry.value.entries.isEmpty, bag.nearest(to: entry.key, among: Topology.shape.fields.map(\.name)).isEmpty
    else { return false }
    return entry.value.entries.contains { ["type", "image", "root", "start"].contains($0.key) }
      && entry.value.entries.allSatisfy { ServiceDeclaration.shape.field($0.key) != nil }
  }

  /// What recovery and the base say about names of services.
  package struct KnownServices {
    package var base: Set<String> = []
    /// Folded names of services that recovery took out.
    package var poisoned: Set<String> = []
    package var poisonedKeys: Set<String> = []
    /// Names as declared, for suggestions.
    package var names: [String] = []
    /// False where the base has no `services:` that could be read, so that every overlay would seem to be a typo.
    package var isComplete = true

    package init() {}
  }

  func once<Value>(
    _ node: ConfigNode, in cache: ReferenceWritableKeyPath<TopologyReader, Cache<Value>>,
    _ read: () -> Value?
  ) -> Value? {
    let id = ObjectIdentifier(node)
    if let known = self[keyPath: cache][id] { return known.value }
    let value = read()
    self[keyPath: cache][id] = (node, value)
    return value
  }

  private func readServices(
    _ node: ConfigNode, into topology: Topology, environment: String, known: KnownServices, decoder: Decoder,
    resolve: (ConfigNode.Entry) -> ConfigNode
  ) {
    // Recovery took out the only services there were.
    if node.isNull, !known.poisoned.isEmpty { return }
    guard case .mapping(let entries) = node.content else {
      decoder.wrongKind(
        node, expected: "`services` is a mapping from names to services",
        help: ["write `services:` and below it one key per service: `api: { type: fastapi }`"],
        fix: ListFix.services(node))
      return
    }
    topology.services.reserveCapacity(entries.count)
    var besideTheirService: Set<String> = []
    for (index, entry) in entries.enumerated() {
      if besideTheirService.contains(entry.key) { continue }
      if entry.value.isNull {
        let lost = entries[(index + 1)...].prefix { Self.isKeyOfService($0) }
        if !lost.isEmpty {
          besideTheirService.formUnion(lost.map(\.key))
          reportLost(Array(lost), behind: entry, decoder: decoder)
          continue
        }
      }
      let resolved = resolve(entry)
      let service = once(resolved, in: \.services) {
        self.readService(entry, resolved, environment: environment, known: known, decoder: decoder)
      }
      if let service { topology.services.append(service) }
    }
  }

  /// `type: fastapi` where a service is expected.
  private static func isKeyOfService(_ entry: ConfigNode.Entry) -> Bool {
    ServiceDeclaration.shape.field(entry.key) != nil && ServiceTypes.implied(byName: entry.key) == nil
      && !entry.value.isNull && entry.value["type"] == nil
  }

  /// E0204: a service without anything below it, and its keys beside it.
  private func reportLost(_ keys: [ConfigNode.Entry], behind service: ConfigNode.Entry, decoder: Decoder) {
    decoder.report(
      .wrongNodeKind, at: service.keySpan, "the keys of service `\(service.key)` stand beside it, not below it",
      label: "has nothing below it"
    ) {
      $0.secondary = [.init(keys[0].keySpan, "indented like `\(service.key)` itself")]
      $0.help = ["indent \(Words.enumeration(keys.map(\.key))) by two blanks more"]
      if let fix = ListFix.indented(keys) { $0.fixes = [fix] }
    }
  }

  private func readService(
    _ entry: ConfigNode.Entry, _ node: ConfigNode, environment: String, known: KnownServices, decoder: Decoder
  ) -> ServiceDeclaration? {
    let name = entry.key
    decoder.path = ["services", name]
    defer { decoder.path = ["services"] }
    if case .failure(let problem) = ServiceName.parse(name) {
      decoder.report(problem.kind, at: entry.keySpan, problem.message, label: problem.label) { $0.help = problem.help }
      return nil
    }
    let folded = ServiceName.fold(name)
    if known.poisoned.contains(folded) { return nil }
    if entry.value.isRemoved || entry.value.isNull {
      decoder.report(.wrongNodeKind, at: entry.value.span, "service `\(name)` is a mapping, not nothing") {
        $0.help = ["to leave the service out of an environment write `enabled: false`; a store with defaults is `{}`"]
      }
      return nil
    }
    guard case .mapping = node.content else {
      decoder.wrongKind(node, expected: "service `\(name)` is a mapping of keys to values")
      return nil
    }
    if !known.base.contains(folded), node["type"] == nil, ServiceTypes.implied(byName: name) == nil {
      guard known.isComplete else { return nil }
      overlayOfUnknownService(entry, environment: environment, known: known, decoder: decoder)
      return nil
    }
    var (type, isGuessed) = readType(node, name: name, nameSpan: entry.keySpan, decoder: decoder)
    let base = type
    let external = node[ServiceKey.external.name]
    if external != nil, type.traits.contains(.data) {
      type = type.asManaged
    } else if node[ServiceKey.databaseOf.name] != nil, type.traits.contains(.hosting) {
      type = type.asHosted
    }
    let service = ServiceDeclaration(
      name: name, nameSpan: entry.keySpan, node: node, type: type, isTypeGuessed: isGuessed)
    _ = decoder.takeWritten()
    decoder.decode(node, as: ServiceDeclaration.shape, into: service, owner: "service `\(name)`") { item, field in
      guard let field else { return false }
      if service.hasMeaning(field) { return field.key == .secrets }
      // Written for the environments where the store runs here.
      if type.traits.contains(.managed), external?.isOverlay == true, !item.value.isOverlay,
        !field.applies.isDisjoint(with: base.traits)
      {
        return true
      }
      reportMeaningless(item, field, of: service, decoder)
      return true
    }
    readSecrets(of: service, decoder)
    service.checkPortNames(decoder)
    service.checkMetrics(decoder)
    service.written = decoder.takeWritten()
    checkExclusions(service, decoder: decoder)
    checkRequired(service, decoder: decoder)
    checkTools(service, decoder: decoder)
    return service
  }

  /// E0215: a key that no service of this type has.
  private func reportMeaningless(
    _ item: ConfigNode.Entry, _ field: Field<ServiceDeclaration>, of service: ServiceDeclaration, _ decoder: Decoder
  ) {
    let type = service.type
    decoder.report(.keyHasNoMeaning, at: item.keySpan, "`\(item.key)` has no meaning for a \(type.name) service") {
      if type.traits.contains(.managed) {
        $0.notes = ["`external` declares that the server is run elsewhere"]
        $0.help = ["remove it, or move `external` to the environment where the server is run elsewhere"]
        return
      }
      if type.traits.contains(.hosted), let server = service.node[ServiceKey.databaseOf.name]?.text {
        $0.notes = ["it is a database in the server of `\(server)`"]
        $0.help = ["set it on `\(server)`, or delete it here"]
        return
      }
      let types = ServiceTypes.all.filter { !field.applies.isDisjoint(with: $0.traits) }.map(\.name)
      if !types.isEmpty { $0.help = ["delete it here: it is a key of \(Words.enumeration(types))"] }
      if field.name == "variables" {
        $0.help = ["the image reads no such variables: settings go under `tuning`, pooling is `pooler: transaction`"]
      }
      if field.key == .secrets {
        $0.help = ["delete it: a store makes its own passwords, and its image reads no other"]
      }
    }
  }

  /// E0801.
  private func overlayOfUnknownService(
    _ entry: ConfigNode.Entry, environment: String, known: KnownServices, decoder: Decoder
  ) {
    let name = entry.key
    decoder.report(
      .overlayOfUnknownService, at: entry.keySpan,
      "environment `\(environment)` overrides service `\(name)`, which the topology does not have"
    ) {
      let nearest = self.bag.nearest(to: name, among: known.names)
      $0.help =
        nearest.isEmpty
        ? ["to add a service in this environment only, give it a `type`"]
        : ["did you mean \(Words.alternatives(nearest))?"]
      if let first = nearest.first {
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(entry.keySpan, first)])]
      }
      $0.environments = [environment]
    }
  }

  /// E0202: keys that only some types require.
  private func checkRequired(_ service: ServiceDeclaration, decoder: Decoder) {
    func require(_ key: String, help: String) {
      guard service.node[key] == nil, !ServiceDeclaration.shape.isMisspelt(key, in: service.node) else { return }
      if let removed = service.node.entry(key)?.value, removed.isRemoved {
        return decoder.requiredKeyRemoved(key, removed, owner: "service `\(service.name)`")
      }
      decoder.report(.missingKey, at: service.nameSpan, "service `\(service.name)` has no `\(key)`") {
        $0.help = [help]
      }
    }
    let traits = service.type.traits
    guard !service.isTypeGuessed else { return }
    if traits.contains(.cron) { require("schedule", help: "say when it runs, in UTC: `schedule: \"0 3 * * *\"`") }
    if traits.contains(.proxy) {
      require("routes", help: "declare where requests go: `routes: { /: SERVICE }`")
    }
    if traits.contains(.external) {
      require("outputs", help: "say what it offers: `outputs: { url: { type: url, value: … } }`")
    }
    let hasPort = service.type.defaultPort != nil || service.variables.contains { $0.name == "PORT" }
    if !traits.isDisjoint(with: [.web, .described]), !hasPort {
      let known = service.image?.text.flatMap(StoreRecipes.of)
      require("port", help: "say where it listens: `port: \(known?.port ?? 8080)`")
    }
    if traits.contains(.described), service.node["build"] == nil, service.node["root"] == nil {
      require("image", help: "declare what runs: `image: memcached:1.6`, or `build: { dockerfile: Dockerfile }`")
    }
  }

  private func checkExclusions(_ service: ServiceDeclaration, decoder: Decoder) {
    func exclude(_ a: String, _ b: String, under parent: String? = nil) {
      let node = parent.flatMap { service.node[$0] } ?? service.node
      guard let first = node.entry(a), let second = node.entry(b), !first.value.isRemoved, !second.value.isRemoved
      else { return }
      decoder.report(.exclusiveKeys, at: second.keySpan, "`\(a)` and `\(b)` exclude each other") {
        $0.secondary = [.init(first.keySpan, "already says where the image comes from")]
        $0.help =
          parent == nil
          ? ["keep `image` to run a finished image, or `\(b)` to build one from code"]
          : ["delete one of the two"]
      }
    }
    if service.type.traits.contains(.code) {
      exclude("image", "build")
      exclude("image", "root")
    }
    if service.build?.value.imageOf != nil {
      exclude("image_of", "dockerfile", under: "build")
      exclude("image_of", "builder", under: "build")
      if let root = service.node.entry("root"), let build = service.node.entry("build"), !root.value.isRemoved {
        decoder.report(.exclusiveKeys, at: root.keySpan, "`build.image_of` and `root` exclude each other") {
          $0.secondary = [.init(build.keySpan, "takes the sibling's image")]
          $0.help = ["delete `root`: the code is in that image already"]
        }
      }
    }
  }
}
