import IR

/// What every manifest of an environment must know of the whole: names, addresses, images, and where files lie.
final class KubernetesProject: Sendable {
  let program: Program
  let layout: OutputLayout
  let names: AddedNames
  private let secretNames: KubernetesSecretNames
  let namespace: String
  /// The name of the environment's project among the labels, whatever the namespace is called.
  let instance: String
  let part: String
  /// How requests reach public services; what has no address of its own is reached under this domain.
  let front: KubernetesOptions.Front
  let domain: String?
  /// The ports of services that routes lead to, each once, by the names of the services: of all proxies, and of public ones.
  let routedPorts: [String: (all: [Int], open: [Int])]

  init(_ program: Program, layout: OutputLayout) {
    let program = Self.prepared(program)
    let options = KubernetesOptions(program)
    self.program = program
    self.layout = layout
    let names = AddedNames(program)
    self.names = names
    secretNames = KubernetesSecretNames(
      program, options,
      taken: Set(program.services.map { names.service("tls", of: $0) } + [options.pullSecret].compactMap { $0 }))
    let usual = KubernetesNames.namespace(program)
    namespace = options.namespace ?? usual
    instance = KubernetesNames.cut(usual)
    part = KubernetesNames.cut(KubernetesNames.folded(program.project))
    front = options.front
    domain = options.domain
    var routed: [String: (all: [Int], open: [Int])] = [:]
    for proxy in program.proxies {
      for route in proxy.proxy?.routes ?? [] {
        var ports = routed[route.service] ?? ([], [])
        if !ports.all.contains(route.port) { ports.all.append(route.port) }
        if proxy.exposure.isPublic, !ports.open.contains(route.port) { ports.open.append(route.port) }
        routed[route.service] = ports
      }
    }
    routedPorts = routed
  }

  /// The program as it runs there: servers trust the proxy in front, stores that refuse the root of a volume keep their
  /// data below it, and servers of an operator listen on its port.
  private static func prepared(_ program: Program) -> Program {
    var program = ForwardedHeaders.added(to: program, KubernetesEmitter.capabilities(for: program))
    let options = KubernetesOptions(program)
    for index in program.services.indices {
      if let operated = KubernetesOperators.one(for: program.services[index], options) {
        program.services[index].port = operated.port
        continue
      }
      guard let store = program.services[index].store, store.keepsData, let variable = store.container.nestedData,
        !store.container.environment.contains(where: { $0.name == variable.name })
      else { continue }
      program.services[index].store?.container.environment.append(variable)
    }
    return program
  }

  var options: KubernetesOptions { KubernetesOptions(program) }

  // MARK: Where files lie

  /// The directory of the environment, in the output.
  var folder: String { OutputLayout.path(program.environment.name, KubernetesEmitter.name, "") }

  // MARK: Metadata

  /// `metadata:` of an object.
  /// - Parameters:
  ///   - owner: nil: the object belongs to no service.
  ///   - note: a comment behind the name.
  func metadata(
    _ name: String, _ owner: KubernetesOwner?, note: String? = nil, annotations: [(String, YAMLValue)] = []
  ) -> YAMLMapping {
    var metadata = YAMLMapping()
    metadata.add("name", .text(name), note: note)
    metadata.add("namespace", .text(namespace))
    metadata.add("labels", .mapping(labels(owner)))
    if !annotations.isEmpty {
      var mapping = YAMLMapping()
      for (key, value) in annotations { mapping.add(key, value) }
      metadata.add("annotations", .mapping(mapping))
    }
    return metadata
  }

  /// The labels of an object or of a pod.
  func labels(_ owner: KubernetesOwner?) -> YAMLMapping {
    var labels = owner?.selector ?? YAMLMapping()
    labels.entries.insert(
      YAMLMapping.Entry(key: "app.kubernetes.io/instance", value: .text(instance)), at: min(1, labels.entries.count))
    labels.add("app.kubernetes.io/part-of", .text(part))
    labels.add("app.kubernetes.io/managed-by", .text("infracc"))
    return labels
  }

  /// The beginning of an object.
  func object(
    _ version: String, _ kind: String, _ metadata: YAMLMapping, above: [String] = []
  ) -> YAMLMapping {
    var object = YAMLMapping()
    object.add("apiVersion", .text(version), above: above)
    object.add("kind", .text(kind))
    object.add("metadata", .mapping(metadata))
    return object
  }

  // MARK: Names

  /// The Service that others connect to: that of the pooler in front of a store that has one.
  func entry(of service: Service) -> String {
    service.store?.pooler == nil ? host(of: service) : names.service("pooler", of: service)
  }

  func release(of service: Service) -> KubernetesOwner { KubernetesOwner(service.dns, .release) }

  /// What is made beside a store has a name of its own, so that policies tell it from the store.
  func owner(_ component: KubernetesOwner.Component, of service: Service) -> KubernetesOwner {
    KubernetesOwner(names.service(component.rawValue, of: service), component)
  }

  /// The Secret and the key that hold a secret.
  func secretKey(_ id: String) -> KubernetesSecretKey { secretNames[id, program] }

  /// The Secret with both keys of a bucket, which a secret holds in one value.
  func bucketSecret(_ id: String) -> String { secretNames.buckets[id] ?? KubernetesNames.folded(id) }

  /// The ConfigMap with the values that an operator supplies.
  static let settings = "settings"

  // MARK: Images

  /// The name of an image that is built, without its tag.
  func builtImage(_ owner: Service, stage: String? = nil) -> String {
    let suffix = stage.map { "-" + $0 } ?? ""
    if let push = owner.build?.push { return push + suffix }
    return (options.registry.map { $0 + "/" } ?? "") + "\(program.project)-\(owner.dns)" + suffix
  }

  /// The image that a service runs.
  func image(_ service: Service) -> String {
    guard service.build != nil else { return service.image ?? "" }
    return builtImage(program.imageOwner(of: service)) + ":" + options.tag
  }

  /// The stage of its Dockerfile that its release command needs; nil: the image that the service runs.
  func releaseStage(_ service: Service) -> String? {
    let owner = program.imageOwner(of: service)
    return owner.build?.isGenerated == true ? owner.build?.recipe?.releaseStage : nil
  }

  /// The images that are built for the environment, each once: the service that owns it, and the stage.
  var builtImages: [(owner: Service, stage: String?)] {
    var images: [(owner: Service, stage: String?)] = []
    var seen: Set<String> = []
    func add(_ owner: Service, _ stage: String?) {
      if seen.insert(builtImage(owner, stage: stage)).inserted { images.append((owner, stage)) }
    }
    for service in program.services where service.build != nil && !service.isProxy {
      let owner = program.imageOwner(of: service)
      add(owner, nil)
      if service.release != nil, let stage = releaseStage(service) { add(owner, stage) }
    }
    return images
  }

  /// What a file of the repository holds; one that is missing or too large is a finding.
  func content(of path: String) -> [UInt8] {
    if case .bytes(let bytes)? = program.contents[path] { return bytes }
    return []
  }

  // MARK: Membership

  var stores: [Service] { program.services.filter(\.isStore) }

  /// Services with code; the routes of a proxy become those of the cluster's.
  var code: [Service] { program.services.filter { !$0.isStore && !$0.isProxy } }

  /// What a service is replaced with: a Deployment's pods.
  func isDeployment(_ service: Service) -> Bool {
    !service.isProxy && (service.category == .web || service.category == .worker)
  }

  /// Whether anything can connect to it.
  func hasService(_ service: Service) -> Bool {
    !service.isProxy && !service.isOneShot && (service.port != nil || !service.ports.isEmpty)
  }

  /// The most pods of a service at a time.
  func mostReplicas(_ service: Service) -> Int {
    max(service.scale.replicas, service.scale.autoscale?.max ?? 0)
  }

  /// The stores with what runs the settings that a restart does not put into force, or makes databases.
  func makers(of service: Service) -> [(owner: KubernetesOwner, process: SettingsApplication)] {
    guard operated(service) == nil, let configuration = Emitters.configuration(of: service, in: program) else {
      return []
    }
    var makers: [(owner: KubernetesOwner, process: SettingsApplication)] = []
    if let process = configuration.afterRestart { makers.append((owner(.settings, of: service), process)) }
    if let process = configuration.databaseMaker { makers.append((owner(.databases, of: service), process)) }
    return makers
  }
}
