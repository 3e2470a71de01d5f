import Emit
import IR
import JSON
import TestSupport
import Testing

/// What Railway's project file must say of one environment, taken from the IR and from the files of format `json`,
/// which are written by other code.
struct ExpectedGraph {
  private let program: Program
  /// `railway.json` of each service with the block of the environment laid over it, and its variables file.
  private let files: [String: String]
  /// The start commands of format `json`.
  private let startCommands: [String: String]

  init(_ program: Program, among programs: [Program]) {
    self.program = program
    let json = programs.map { program in
      var program = program
      var options = program.options["railway"]?.object ?? [:]
      options["format"] = "json"
      program.options["railway"] = .object(options)
      return program
    }
    files = EmittedSamples.files(RailwayEmitter.self, json)
    startCommands = EmittedSamples.files(
      RedisEmitter.self, json.filter { $0.environment.name == program.environment.name })
  }

  static func display(_ name: String, in program: Program) -> String {
    program.options["railway"]?["names"]?[name]?.string ?? name
  }

  private func display(_ name: String) -> String { Self.display(name, in: program) }

  /// A service that stands in no topology: the pooler of a PostgreSQL, by its image.
  static func isPooler(_ node: JSONValue, in program: Program) -> Bool {
    program.services.contains { service in
      service.store?.pooler.map { node["source"]?["image"] == .string($0.image) } ?? false
    }
  }

  func compare(with graph: JSONValue) {
    #expect(graph["name"] == .string(program.project))
    let resources = graph["resources"]?.array ?? []
    let nodes = Dictionary(
      resources.map { ($0["address"]?.string ?? "", $0) }
    ) { first, _ in first }
    #expect(nodes.count == resources.count)
    for service in program.services {
      // What the platform has nothing ready-made for is a container.
      let managed = service.store?.managed?.kind
      let isStore = managed != nil
      let kind = managed == "bucket" ? "bucket." : isStore ? "database." : "service."
      let address = kind + display(service.name)
      // What only pull requests have, no project file can say.
      guard let node = nodes[address] else {
        #expect(program.environment.kind == .preview, "\(address) is missing")
        continue
      }
      if isStore { compareStore(service, node) } else if service.store == nil { compare(service, node, nodes) }
    }
    for (address, node) in nodes where node["type"] == "service" || node["type"] == "database" {
      let isHere =
        program.services.contains { address.hasSuffix("." + display($0.name)) } || Self.isPooler(node, in: program)
      let scope = node["environments"]?.array
      if program.environment.kind == .standard {
        #expect(isHere == (scope?.contains(.string(program.environment.name)) ?? true), "\(address)")
      }
    }
  }

  private func compareStore(_ service: Service, _ node: JSONValue) {
    let isRedis = service.store?.engine == "redis"
    guard isRedis || service.store?.engine == "postgres" else {
      let kind = service.store?.managed?.kind
      #expect(kind == "bucket" ? node["type"] == "bucket" : node["engine"] == kind.map { .string($0) })
      return
    }
    #expect(node["engine"] == (isRedis ? "redis" : "postgres"))
    let image =
      isRedis
      ? "redis:\(service.store?.version ?? "")"
      : "ghcr.io/railwayapp-templates/postgres-ssl:\(service.store?.majorVersion ?? 0)"
    #expect(node["image"] == .string(image))
    var deploy = ["limitOverride": limits(service)]
    if isRedis {
      let path = "\(program.environment.name)/redis/\(service.dns)/railway-start-command.txt"
      deploy["startCommand"] = startCommands["infra/" + path].map { .string(String($0.dropLast())) }
      #expect(deploy["startCommand"] != nil)
    }
    if let region = service.region { deploy["multiRegionConfig"] = [region: ["numReplicas": 1]] }
    #expect(node["deploy"] == .object(deploy), "\(service.name)")
    #expect((node["defaultMountPath"] == nil) == (isRedis && service.resources.storageBytes == nil))
  }

  private func limits(_ service: Service) -> JSONValue {
    let cpu = service.resources.cpuMilli
    return [
      "containers": [
        "cpu": cpu % 1000 == 0 ? .int(cpu / 1000) : .double(Double(cpu) / 1000),
        "memoryBytes": .int(service.resources.memoryBytes),
      ]
    ]
  }

  private func compare(_ service: Service, _ node: JSONValue, _ nodes: [String: JSONValue]) {
    let name = "\(program.environment.name) \(service.name)"
    compareVariables(service, node, nodes)
    compareSource(service, node, name)
    let config = configuration(of: service)
    if service.build != nil, program.environment.kind == .standard {
      var build = config["build"]?.object ?? [:]
      if case .array(let patterns)? = build["watchPatterns"] {
        build["watchPatterns"] = .array(patterns.filter { $0.string?.hasSuffix(".json") != true })
      }
      #expect(node["build"] == (build.isEmpty ? nil : .object(build)), "\(name)")
      var deploy = config["deploy"]?.object ?? [:]
      if service.declared.contains(.resourcesCPU) || service.declared.contains(.resourcesMemory)
        || service.build?.isGenerated == true
      {
        deploy["limitOverride"] = limits(service)
      }
      #expect(node["deploy"] == (deploy.isEmpty ? nil : .object(deploy)), "\(name)")
    }
    let domains = node["networking"]?["customDomains"]?.object ?? [:]
    #expect(Set(domains.keys) == self.domains(of: service), "\(name)")
    #expect(domains.values.allSatisfy { $0["port"]?.int == service.port }, "\(name)")
    let proxies = node["networking"]?["tcpProxies"]?.object ?? [:]
    #expect(Array(proxies.keys) == (service.exposure.isTCP ? [String(service.port ?? 0)] : []), "\(name)")
    let mounts = (node["volumeAttachments"]?.object ?? [:]).values.compactMap { $0["mountPath"]?.string }
    #expect(Set(mounts) == Set(service.volumes.map(\.path)), "\(name)")
  }

  /// A proxy has the domains of what it leads to as well, and that has none of them.
  private func domains(of service: Service) -> Set<String> {
    let routed = Set(program.proxies.flatMap { $0.proxy?.routes.compactMap(\.host) ?? [] })
    return service.isProxy
      ? routed.union(service.exposure.domains) : Set(service.exposure.domains).subtracting(routed)
  }

  private func compareSource(_ service: Service, _ node: JSONValue, _ name: String) {
    // With files it is built.
    if let image = service.image, service.files.isEmpty, !service.isProxy {
      #expect(node["source"]?["image"] == .string(image), "\(name)")
      return
    }
    if program.repository == nil {
      // A written source that is empty would be a difference that no plan settles.
      #expect(node["source"] == nil, "\(name)")
      return
    }
    #expect(node["source"]?["repo"] == program.repository.map { .string($0.github) }, "\(name)")
    if let branch = program.repository?.branch { #expect(node["source"]?["branch"] == .string(branch), "\(name)") }
    let context = service.build.map { OutputLayout().context(of: $0) } ?? "."
    #expect(node["source"]?["rootDirectory"] == (context == "." ? nil : .string(context)), "\(name)")
  }

  private func compareVariables(_ service: Service, _ node: JSONValue, _ nodes: [String: JSONValue]) {
    let found = node["variables"]?.object ?? [:]
    let targets = Set(service.proxy?.routes.map(\.service) ?? [])
    #expect(!service.isProxy || found.keys.count { $0.hasSuffix("_HOST") } == targets.count, "\(service.name)")
    let own = service.isProxy ? ["PORT"] + found.keys.filter { $0.hasSuffix("_HOST") } : []
    let all = service.env + (service.build?.args ?? []) + own.map { Variable(name: $0, value: nil) }
    // What the target itself needs.
    let added = ["FORWARDED_ALLOW_IPS": "*", "RAILWAY_RUN_UID": "0"]
    #expect(
      Set(found.keys).subtracting(added.keys) == Set(all.map(\.name)).subtracting(added.keys), "\(service.name)")
    for (name, value) in added where service.variable(name) == nil {
      #expect(found[name] == nil || text(of: found[name] ?? .null, nodes) == value, "\(service.name).\(name)")
    }
    let path = "infra/railway/\(service.dns).\(program.environment.name).variables.env"
    let lines = (files[path] ?? "").split(separator: "\n").filter { !$0.hasPrefix("#") }
    let written = Dictionary(
      lines.map { line in
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], parts.count > 1 ? parts[1] : "")
      }
    ) { first, _ in first }
    for (name, value) in found {
      let label = "\(service.name).\(name) in \(program.environment.name)"
      let text = text(of: value, nodes)
      if text == nil { #expect(value["type"] == "preserve", "\(label)") }
      // Pull requests have no file of their own, and a raw editor no line breaks.
      if program.environment.kind == .standard, text?.contains("\n") != true {
        #expect(text == written[name], "\(label)")
      }
      if case .literal(let literal)? = service.variable(name)?.value, service.variable(name)?.surface == nil,
        service.variable(name)?.isRequired == true
      {
        #expect(text == literal, "\(label)")
      }
    }
  }

  /// What Railway's command line makes of a variable; references must name something that is there.
  private func text(of value: JSONValue, _ nodes: [String: JSONValue]) -> String? {
    switch value["type"]?.string {
    case "literal": return value["value"]?.string
    case "sharedReference": return "${{shared.\(value["name"]?.string ?? "")}}"
    case "reference":
      let address = value["resource"]?.string ?? ""
      #expect(nodes[address] != nil, "\(address)")
      return "${{\(nodes[address]?["name"]?.string ?? "").\(value["output"]?.string ?? "")}}"
    default: return nil
    }
  }

  private func configuration(of service: Service) -> JSONValue {
    let text = files["infra/railway/\(service.dns)/railway.json"] ?? "{}"
    guard case .success(let value) = JSONReader.parse(Array(text.utf8)) else { return .null }
    let own = value["environments"]?[program.environment.name]
    var result: [String: JSONValue] = [:]
    for group in ["build", "deploy"] {
      let members = (value[group]?.object ?? [:]).merging(own?[group]?.object ?? [:]) { _, new in new }
      result[group] = .object(members.filter { $0.value != .null })
    }
    return .object(result)
  }
}
