import Diagnostics
import Engines
import Model
import Probes
import Syntax

/// Makes one service of a Blueprint.
struct RenderService {
  private let resource: RenderBlueprint.Resource
  private let blueprint: RenderBlueprint
  private let node: ConfigNode
  private let repository: RepositoryReader

  init(_ resource: RenderBlueprint.Resource, _ blueprint: RenderBlueprint, _ repository: RepositoryReader) {
    self.resource = resource
    self.blueprint = blueprint
    node = resource.node
    self.repository = repository
  }

  func made() -> StackService {
    var made = MadeService(at: resource.written.span)
    var facts = PlatformFacts()
    facts.environment = resource.environment
    facts.region = node["region"]?.located
    facts.plan = node["plan"]?.located
    if resource.isDatabase {
      readDatabase(&facts)
    } else if let type = node["type"]?.located, type.value == "keyvalue" || type.value == "redis" {
      facts.store = .init(engine: StoreEngines.named("redis"), product: type)
      facts.store?.eviction = node["maxmemoryPolicy"]?.located
    } else {
      readProgram(&made, &facts)
    }
    return StackService(
      .init(key: resource.name, keySpan: resource.written.span, value: made.node), facts)
  }

  // MARK: Stores

  private func readDatabase(_ facts: inout PlatformFacts) {
    let product = Located("Render Postgres", MadeNode.text("Render Postgres", at: resource.written.span))
    var store = PlatformFacts.ManagedStore(engine: StoreEngines.named("postgres"), product: product)
    store.version = node["postgresMajorVersion"]?.located
    store.database = node["databaseName"]?.located
    store.user = node["user"]?.located
    store.storage = node["diskSizeGB"]?.number(times: 1 << 30)
    facts.store = store
    facts.memory = Self.memory(ofPlan: facts.plan)
  }

  /// The plans of databases have their memory in their names: `basic-256mb`, `pro-4gb`.
  private static func memory(ofPlan plan: Located<String>?) -> Located<Int>? {
    guard let plan, let last = plan.value.split(separator: "-").last, plan.value.contains("-") else { return nil }
    return PlatformUnits.size(MadeNode.text(String(last), at: plan.span), unit: 1).map {
      Located($0.value, plan.node)
    }
  }

  // MARK: Programs

  private static let roles: [String: PlatformFacts.Role] = [
    "web": .web, "pserv": .privateServer, "worker": .worker, "cron": .cron, "static": .staticSite,
  ]

  private func readProgram(_ made: inout MadeService, _ facts: inout PlatformFacts) {
    // `env` is what `runtime` was called.
    facts.runtime = (node["runtime"] ?? node["env"])?.located
    if let type = node["type"]?.located, let role = Self.roles[type.value] {
      facts.role = Located(facts.runtime?.value == "static" ? .staticSite : role, type.node)
    }
    if let role = facts.role, role.value == .web || role.value == .staticSite {
      facts.isPublic = Located(true, role.node)
    }
    readBuild(&made, &facts)
    let isDocker = facts.runtime?.value == "docker" || facts.runtime?.value == "image"
    made.add("command", (node[isDocker ? "dockerCommand" : "startCommand"] ?? node["startCommand"])?.joined)
    facts.buildCommand = StackCommand(node["buildCommand"]?.joined)
    facts.release = StackCommand(node["preDeployCommand"]?.joined)
    facts.postDeploy = StackCommand(node["initialDeployHook"]?.joined)
    facts.publishDirectory = node["staticPublishPath"]?.located
    facts.schedule = node["schedule"]?.located
    facts.health = node["healthCheckPath"]?.located.map { PlatformFacts.HealthRequest(path: $0) }
    facts.domains = (node["domains"]?.items ?? [node["domain"]].compactMap { $0 }).compactMap(\.located)
    facts.watch = (node.at("buildFilter", "paths")?.items ?? []).compactMap(\.located)
    made.replicas(node["numInstances"])
    facts.fewestReplicas = node.at("scaling", "minInstances")?.number(times: 1)
    facts.mostReplicas = node.at("scaling", "maxInstances")?.number(times: 1)
    made.grace(node["maxShutdownDelaySeconds"])
    if let disk = node["disk"], let path = disk["mountPath"]?.located {
      var volume = PlatformFacts.Disk(mountPath: path)
      volume.name = disk["name"]?.located
      volume.size = disk["sizeGB"]?.number(times: 1 << 30)
      made.disk(volume, &facts)
    }
    readPlan(&facts)
    readVariables(&made, &facts)
  }

  private func readBuild(_ made: inout MadeService, _ facts: inout PlatformFacts) {
    if let image = node.at("image", "url") { return made.add("image", image.literal) }
    // The code is in another repository.
    guard node["repo"] == nil else { return }
    let root = node["rootDir"]?.located
    guard facts.runtime?.value == "docker" else {
      facts.sourceDirectory = root ?? Located(".", MadeNode.text(".", at: resource.written.span))
      return
    }
    let context = node["dockerContext"]?.located
    let file = node["dockerfilePath"]?.located
    // Both paths count from the root directory, or from the top of the repository: the one that is there is meant.
    for folder in [root?.value, "."].compactMap({ $0 }) {
      guard let path = repository.join(folder, file?.value ?? "Dockerfile"), repository.hasFile(path),
        let directory = repository.join(folder, context?.value ?? ".")
      else { continue }
      return made.build(context: directory, dockerfile: file, path: PlatformPaths.relative(path, to: directory))
    }
    facts.missingDockerfile = file
  }

  /// Processors in thousandths and memory in MiB by plan (Render's page of prices, July 2025).
  private static let plans: [String: (processors: Int, memory: Int)] = [
    "free": (100, 512), "starter": (500, 512), "standard": (1_000, 2_048), "pro": (2_000, 4_096),
    "pro plus": (4_000, 8_192), "pro max": (4_000, 16_384), "pro ultra": (8_000, 32_768),
  ]

  private func readPlan(_ facts: inout PlatformFacts) {
    guard let plan = facts.plan, let size = Self.plans[plan.value.lowercased()] else { return }
    facts.processors = Located(size.processors, plan.node)
    facts.memory = Located(size.memory << 20, plan.node)
  }

  private func readVariables(_ made: inout MadeService, _ facts: inout PlatformFacts) {
    facts.variables = blueprint.variables(of: node, in: resource.environment)
    facts.groups = (node["envVars"]?.items ?? []).compactMap { $0["fromGroup"]?.located }
    made.environment(facts.variables + blueprint.groups.variables(of: facts))
  }
}
