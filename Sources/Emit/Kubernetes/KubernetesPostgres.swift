import IR
import JSON

/// CloudNativePG: a Cluster in place of the StatefulSet, with Pooler, ScheduledBackup and ObjectStore.
///
/// Looked up 2026-11-30 in release 1.30.0 (commit a95a534d of 2026-08-21) and in the Barman Cloud plug-in (commit
/// 9967e2ca of 2026-08-06). The objects were accepted by an API server that has their definitions; the operator itself
/// was not run.
struct KubernetesPostgres: KubernetesOperator {
  static let options = [
    EmitterOption(
      "postgres", "what runs PostgreSQL: a StatefulSet, or the operator CloudNativePG of the cluster; statefulset",
      values: ["statefulset", "cloudnative-pg"], owner: .both),
    EmitterOption(
      "instances", "of a PostgreSQL that CloudNativePG runs: the one that takes writes, and its copies; 2",
      values: (1...9).map(String.init), owner: .service),
  ]

  let service: Service
  let store: Store
  private let options: KubernetesOptions

  init?(_ service: Service, _ options: KubernetesOptions) {
    guard let store = service.store, store.engine == "postgres",
      options.own(service, "postgres")?.string == "cloudnative-pg"
    else { return nil }
    self.service = service
    self.store = store
    self.options = options
  }

  // MARK: What others ask

  let port = 5432

  var resource: String { "cluster.\(Self.group)/\(service.dns)" }
  var host: String { service.dns + "-rw" }

  /// Services log in as the owner of the database; the superuser has no password.
  var account: (id: String, place: KubernetesSecretKey)? {
    ("\(service.name)/\(store.loginSecret)", KubernetesSecretKey(secret: service.dns + "-app", key: "password"))
  }

  func pods(in project: KubernetesProject) -> KubernetesOperatedPods {
    var pods = KubernetesOperatedPods(name: service.dns, labels: .flow([("cnpg.io/cluster", .text(service.dns))]))
    pods.common = [port, Self.statusPort]
    pods.watched = [Self.statusPort]
    pods.outside = [443, 6443]
    if let port = destination?.endpoint.flatMap(Self.port), !pods.outside.contains(port) { pods.outside.append(port) }
    return pods
  }

  func pooler(in project: KubernetesProject) -> KubernetesOperatedPods? {
    guard store.pooler != nil else { return nil }
    let name = project.names.service("pooler", of: service)
    return KubernetesOperatedPods(name: name, labels: .flow([("cnpg.io/poolerName", .text(name))]))
  }

  func secrets(in project: KubernetesProject) -> [KubernetesSecret] {
    var secrets: [KubernetesSecret] = []
    if let account {
      secrets.append(
        KubernetesSecret(
          name: account.place.secret, type: "kubernetes.io/basic-auth",
          keys: [
            KubernetesSecret.Key(name: "username", value: .text(store.login)),
            KubernetesSecret.Key(name: account.place.key, value: .secret(account.id)),
          ]))
    }
    if let destination {
      secrets.append(
        KubernetesSecret(
          name: project.bucketSecret(destination.secret),
          keys: [
            KubernetesSecret.Key(name: Self.accessKey, value: .part(of: destination.secret, .beforeColon)),
            KubernetesSecret.Key(name: Self.secretKey, value: .part(of: destination.secret, .afterColon)),
          ]))
    }
    return secrets
  }

  /// Where its instances tell their state.
  private static let statusPort = 8000
  private static let accessKey = "ACCESS_KEY_ID"
  private static let secretKey = "SECRET_ACCESS_KEY"

  private var destination: Backup.Destination? { store.backup?.destination }

  /// The port in the address of a server.
  private static func port(_ endpoint: String) -> Int? {
    guard let last = endpoint.split(separator: ":").last, let port = Int(last) else {
      return endpoint.hasPrefix("http://") ? 80 : nil
    }
    return port
  }

  /// Written, or two: one gains nothing over a StatefulSet.
  private var instances: Int {
    options.option(service, "instances").flatMap(KubernetesOptions.text).flatMap { Int($0) } ?? 2
  }

  var needs: [String] {
    ["the operator CloudNativePG, 1.29 or newer"]
      + (destination == nil ? [] : ["the Barman Cloud plug-in of CloudNativePG, with cert-manager, which it needs"])
  }

  func addBackups(to page: inout MarkdownDocument, _ kubectl: String) {
    let name = MarkdownDocument.code(service.dns)
    guard let backup = store.backup, let destination else {
      page.paragraph("No backup is made of \(name): its instances have the same data, and the same mistakes.")
      return
    }
    page.paragraph(
      "CloudNativePG copies \(name) at \(MarkdownDocument.code(backup.schedule)) (UTC) and its log all the time to "
        + "\(MarkdownDocument.code(destination.url)), and keeps \(backup.keepDays) days. A copy now:")
    page.block([
      "printf '%s' '{ \"apiVersion\": \"\(Self.version)\", \"kind\": \"Backup\","
        + " \"metadata\": { \"generateName\": \"\(service.dns)-\" },"
        + " \"spec\": { \"cluster\": { \"name\": \"\(service.dns)\" }, \"method\": \"plugin\","
        + " \"pluginConfiguration\": { \"name\": \"\(Self.plugin)\" } } }' |",
      "  \(kubectl) create -f -",
    ])
    page.paragraph(
      "Restore: a Cluster of another name with `bootstrap.recovery` from the same ObjectStore, to any moment that is kept "
        + "(page \"Using the Barman Cloud Plugin\" of its documentation). Deleting the Cluster deletes its volumes.")
  }

  // MARK: Objects

  func objects(in project: KubernetesProject) -> [YAMLMapping] {
    [cluster(project)] + backups(project) + (pooler(project).map { [$0] } ?? [])
  }

  private func cluster(_ project: KubernetesProject) -> YAMLMapping {
    let owner = KubernetesOwner(service)
    var object = project.object(
      Self.version, "Cluster", project.metadata(service.dns, owner),
      above: [
        "For the operator CloudNativePG, 1.29 or newer. Services connect to \(host). Deleting this object deletes",
        "the volumes with it.",
      ])
    var spec = YAMLMapping()
    spec.add("instances", .integer(instances), note: instances == 1 ? nil : "one takes writes, the others follow it")
    if instances == 1 { spec.add("enablePDB", .boolean(false), note: "with one instance it would block every drain") }
    spec.add("imageName", .text(image))
    if let secret = options.pullSecret {
      spec.add("imagePullSecrets", .flow([.mapping(.flow([("name", .text(secret))]))]))
    }
    spec.add("enableSuperuserAccess", .boolean(false))
    let environment = KubernetesEnvironment(service.env, in: project).items
    if !environment.isEmpty { spec.add("env", .sequence(environment)) }
    var bootstrap = YAMLMapping()
    bootstrap.add("initdb", .mapping(initialization(project.program)), above: ["The first start only."])
    spec.add("bootstrap", .mapping(bootstrap))
    var storage = YAMLMapping.flow([])
    if let bytes = service.resources.storageBytes { storage.add("size", .text(KubernetesText.bytes(bytes))) }
    if let name = options.storageClass(of: service) { storage.add("storageClass", .text(name)) }
    spec.add("storage", .mapping(storage))
    spec.add(
      "resources",
      .mapping(
        KubernetesPod.resources(
          cpu: service.resources.cpuMilli, memory: service.resources.memoryBytes,
          reserveCPU: service.resources.reserveCPUMilli, reserveMemory: service.resources.reserveMemoryBytes,
          limitsCPU: true, note: "each instance; as the requests: the last to be ended when a node runs out of memory"))
    )
    spec.add("postgresql", .mapping(configuration(project)))
    if destination != nil {
      var plugin = YAMLMapping()
      plugin.add("name", .text(Self.plugin))
      plugin.add("isWALArchiver", .boolean(true))
      plugin.add(
        "parameters", .mapping(.flow([("barmanObjectName", .text(project.names.service("backup", of: service)))])))
      spec.add("plugins", .sequence([YAMLItem(.mapping(plugin))]))
    }
    object.add("spec", .mapping(spec))
    return object
  }

  /// As written, else of the project's own images: with the extensions that many services need.
  private var image: String {
    if service.declared.contains(.image), let image = service.image { return image }
    return "ghcr.io/cloudnative-pg/postgresql:\(store.version ?? "18")-standard-trixie"
  }

  private func initialization(_ program: Program) -> YAMLMapping {
    let database = store.database ?? store.administrator
    var mapping = YAMLMapping()
    mapping.add("database", .text(database))
    mapping.add("owner", .text(store.login))
    mapping.add("secret", .mapping(.flow([("name", .text(account?.place.secret ?? ""))])))
    mapping.add("dataChecksums", .boolean(true))
    mapping.add("postInitApplicationSQL", .sequence(statements(database, program).map { YAMLItem(.text($0)) }))
    return mapping
  }

  /// What the superuser says in the new database: rights, limits of the role, extensions.
  private func statements(_ name: String, _ program: Program) -> [String] {
    guard let database = SQLScript.identifier(name), let role = SQLScript.identifier(store.login) else { return [] }
    var statements = ["REVOKE ALL ON DATABASE \(database) FROM PUBLIC"]
    if store.mayBeBefore(15) {
      statements += [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC", "GRANT USAGE, CREATE ON SCHEMA public TO \(role)",
      ]
    }
    for (limit, value) in PostgresServer(program, service, store).roleTimeouts {
      statements.append(
        "ALTER ROLE \(role) IN DATABASE \(database) SET \(limit) = '\(PostgresText.plain(.milliseconds(value)))'")
    }
    return statements
      + store.extensions.compactMap(SQLScript.identifier).map { "CREATE EXTENSION IF NOT EXISTS \($0)" }
  }

  private static let group = "postgresql.cnpg.io"
  private static let version = group + "/v1"
  private static let plugin = "barman-cloud.cloudnative-pg.io"

  // MARK: Settings

  private func configuration(_ project: KubernetesProject) -> YAMLMapping {
    var mapping = YAMLMapping()
    let settings = KubernetesPostgresSettings(store)
    if !settings.libraries.isEmpty {
      mapping.add("shared_preload_libraries", .flow(settings.libraries.map { .text($0) }))
    }
    var parameters = YAMLMapping()
    for (name, value, note) in settings.parameters { parameters.add(name, .text(value), note: note) }
    if !parameters.isEmpty {
      let budget = project.program.connectionBudget(of: service.name)
      mapping.add("parameters", .mapping(parameters), above: budget?.commentLines ?? [])
    }
    return mapping
  }

  // MARK: Backups

  private func backups(_ project: KubernetesProject) -> [YAMLMapping] {
    guard let backup = store.backup, let destination else { return [] }
    let owner = project.owner(.backup, of: service)
    let secret = project.bucketSecret(destination.secret)
    var schedule = project.object(Self.version, "ScheduledBackup", project.metadata(owner.name, owner))
    var spec = YAMLMapping()
    spec.add("schedule", .quoted("0 " + KubernetesText.schedule(backup.schedule)), note: "six fields: seconds first")
    spec.add("backupOwnerReference", .text("self"))
    spec.add("cluster", .mapping(.flow([("name", .text(service.dns))])))
    spec.add("method", .text("plugin"))
    spec.add("pluginConfiguration", .mapping(.flow([("name", .text(Self.plugin))])))
    schedule.add("spec", .mapping(spec))
    var place = project.object(
      "barmancloud.cnpg.io/v1", "ObjectStore", project.metadata(owner.name, owner),
      above: ["For the Barman Cloud plug-in of CloudNativePG: base backups and every segment of the log."])
    var configuration = YAMLMapping()
    configuration.add("destinationPath", .text(destination.url))
    configuration.add("endpointURL", ifPresent: destination.endpoint.map { .text($0) })
    var credentials = YAMLMapping()
    func key(_ name: String) -> YAMLValue { .mapping(.flow([("name", .text(secret)), ("key", .text(name))])) }
    credentials.add("accessKeyId", key(Self.accessKey))
    credentials.add("secretAccessKey", key(Self.secretKey))
    configuration.add("s3Credentials", .mapping(credentials))
    var stored = YAMLMapping()
    stored.add("retentionPolicy", .text("\(backup.keepDays)d"))
    stored.add("configuration", .mapping(configuration))
    place.add("spec", .mapping(stored))
    return [schedule, place]
  }

  // MARK: The pooler

  private func pooler(_ project: KubernetesProject) -> YAMLMapping? {
    guard let pooler = store.pooler, let configuration = Emitters.pooler(of: service, in: project.program) else {
      return nil
    }
    let owner = project.owner(.pooler, of: service)
    var object = project.object(Self.version, "Pooler", project.metadata(owner.name, owner))
    var spec = YAMLMapping()
    spec.add("cluster", .mapping(.flow([("name", .text(service.dns))])))
    spec.add("instances", .integer(1))
    spec.add("type", .text("rw"))
    spec.add("deploymentStrategy", .mapping(KubernetesPooler.strategy(service, pooler, project.program)))
    var bouncer = YAMLMapping()
    bouncer.add("poolMode", .text(pooler.mode.rawValue))
    if service.declared.contains(.poolerImage) { bouncer.add("image", .text(pooler.image)) }
    var parameters = YAMLMapping()
    for (name, value) in Self.parameters(configuration) { parameters.add(name, .quoted(value)) }
    bouncer.add("parameters", .mapping(parameters))
    spec.add("pgbouncer", .mapping(bouncer))
    var container = YAMLMapping()
    container.add("name", .text("pgbouncer"))
    container.add(
      "resources",
      .mapping(KubernetesPod.resources(cpu: 250, memory: configuration.memoryBytes, limitsCPU: false)))
    var pod = YAMLMapping()
    pod.add("containers", .sequence([YAMLItem(.mapping(container))]))
    var template = YAMLMapping()
    template.add("spec", .mapping(pod))
    spec.add("template", .mapping(template))
    object.add("spec", .mapping(spec))
    return object
  }

  /// Those of its settings that the operator leaves to others (its documentation of connection pooling).
  private static let poolerParameters: Set<String> = [
    "default_pool_size", "reserve_pool_size", "max_db_connections", "max_client_conn", "max_prepared_statements",
    "query_wait_timeout", "query_timeout", "idle_transaction_timeout", "log_connections", "log_disconnections",
  ]

  private static func parameters(_ configuration: any PoolerConfiguration) -> [(name: String, value: String)] {
    let lines = configuration.configurationLines
    return (lines.restart + lines.reload).compactMap { line in
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2, poolerParameters.contains(parts[0]) else { return nil }
      return (parts[0], parts[1])
    }
  }
}
