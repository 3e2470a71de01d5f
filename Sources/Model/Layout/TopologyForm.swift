import Engines
import IR
import Tuning

extension CanonicalForm {
  /// A whole topology.
  package static let topology: CanonicalForm = shape(
    Topology.shape,
    [
      "repository": shape(RepositoryDeclaration.shape), "secrets": .names(secret), "variables": .variables(variable),
      "services": .names(service), "volumes": .names(.size), "environments": .names(overlay),
      "policies": .verbatim, "options": .verbatim, "raw": .verbatim,
    ])

  /// What an environment changes: the keys of the topology, with its own in front.
  private static let overlay: CanonicalForm = {
    let first = ["kind", "from", "ttl"]
    guard case .keys(let base, _) = topologyParts else { return .verbatim }
    var keys = base.mapValues { Key(rank: $0.rank + first.count, form: $0.form) }
    for (rank, name) in first.enumerated() { keys[name] = Key(rank: rank, form: name == "ttl" ? .duration : .text) }
    return .keys(keys, short: .text)
  }()

  private static let topologyParts: CanonicalForm = shape(
    Topology.shape,
    [
      "secrets": .names(secret), "variables": .variables(variable), "services": .names(service),
      "volumes": .names(.size), "options": .verbatim, "raw": .verbatim,
    ])

  private static let secret: CanonicalForm = shape(SecretDeclaration.shape)

  private static let variable: CanonicalForm = shape(
    VariableDeclaration.shape, ["value": .reference], short: .reference)

  private static let volume: CanonicalForm = .keys([:], short: .size)

  /// The order in which people describe a service: what it is, where its code comes from, how it runs, who reaches it,
  /// what it may use, what it is told. The shape is grouped by the kinds of services that a key has a meaning for.
  package static let serviceOrder = [
    "extends", "type", "enabled", "root", "build", "image", "app", "server", "flavor", "version", "external",
    "database_of", "vhost", "bucket", "management", "replica_set",
    "database",
    "user",
    "extensions",
    "init", "entrypoint", "start", "port", "ports", "public", "tls", "routes", "body", "headers", "health",
    "objectives",
    "metrics", "release", "checks",
    "schedule", "singleton", "workers", "pools", "pooler",
    "needs", "restart", "stop_grace", "resources", "scale", "region", "volumes", "mounts", "tuning", "backup", "use",
    "use-",
    "secrets", "variables", "outputs", "files", "options", "raw",
  ]

  private static let service: CanonicalForm = {
    let command: CanonicalForm = .reference
    let health = shape(HealthDeclaration.shape, ["path": .reference, "command": command], short: .reference)
    return shape(
      ServiceDeclaration.shape,
      [
        "build": shape(
          BuildDeclaration.shape,
          ["args": .variables(variable), "toolchain": shape(ToolchainDeclaration.shape, short: .text)]),
        "image": .reference,
        "server": shape(ServerDeclaration.shape), "entrypoint": command, "start": command,
        "routes": .names(shape(RouteDeclaration.shape)), "release": command, "health": health,
        "objectives": shape(ObjectivesDeclaration.shape), "metrics": shape(MetricsDeclaration.shape, short: .text),
        "checks": shape(ChecksDeclaration.shape),
        "ports": .names(shape(PortDeclaration.shape)), "pools": .names(shape(PoolDeclaration.shape)),
        "pooler": shape(PoolerDeclaration.shape),
        "resources": shape(ResourcesDeclaration.shape, ["reserve": shape(ReserveDeclaration.shape)]),
        "scale": shape(ScaleDeclaration.shape, ["autoscale": shape(AutoscaleDeclaration.shape)]),
        "restart": shape(RestartDeclaration.shape), "volumes": .names(volume),
        "backup": shape(BackupDeclaration.shape, ["to": shape(BackupDestinationDeclaration.shape)]),
        "tuning": tuning, "secrets": .names(secret), "variables": .variables(variable),
        "outputs": .names(shape(OutputDeclaration.shape, ["value": .reference])),
        "files": .names(shape(MountedFile.shape, ["text": .reference])),
        "options": .verbatim, "raw": .verbatim,
      ], order: serviceOrder)
  }()

  /// Settings of all stores: those of the same name have the same unit. A percentage or `auto` is no size and stays.
  private static let tuning: CanonicalForm = {
    var keys: [String: Key] = ["extra": Key(rank: Int.max, form: .verbatim)]
    for table in StoreEngines.servers.map(\.settings.keys) {
      for (rank, setting) in table.enumerated() where keys[setting.name] == nil {
        let form: CanonicalForm =
          switch setting.kind {
          case .memory: .size
          case .duration: .duration
          default: .text
          }
        keys[setting.name] = Key(rank: rank, form: form)
      }
    }
    return .keys(keys, short: .text)
  }()
}
