import Diagnostics
import IR
import JSON

extension BuildDeclaration {
  package static let shape = Shape<BuildDeclaration>(
    "build",
    [
      Field(.buildBuilder, \.builder, .word(["dockerfile", "railpack", "none"]), doc: "Default `dockerfile`."),
      Field(.buildDockerfile, \.dockerfile, .path, doc: "A hand-written Dockerfile, or `generate`, the default."),
      Field(
        .buildArgs, phrase: "a mapping from names to values", schema: ValueSchemas.map(VariableDeclaration.schema),
        doc: "Values known at build time; secrets are refused.",
        decode: { root, entry, decoder in root.args = decoder.unrecorded { decoder.variables(entry.value) } }),
      Field(
        .buildSecrets, phrase: "a list of secret names", schema: ValueSchemas.textList,
        doc: "Mounted while building: `RUN --mount=type=secret`.",
        decode: { $0.secrets = FieldType<String>.text.readList($1.value, $2) }),
      Field(.buildPython, \.python, .version, doc: "Version of Python. Default \(Defaults.python)."),
      Field(.buildNode, \.node, .version, doc: "Version of Node.js. Default \(Defaults.node)."),
      Field(
        .buildPackages, phrase: "a list of packages", schema: ValueSchemas.list(FieldType<String>.packageName.schema),
        doc: "Operating-system packages.",
        decode: { $0.packages = FieldType<String>.packageName.readList($1.value, $2) }),
      Field(
        .buildWatch, phrase: "a list of globs", schema: ValueSchemas.textList, doc: "What triggers a rebuild.",
        decode: { $0.watch = FieldType<String>.text.readList($1.value, $2) }),
      Field(.buildTarget, \.target, .text, doc: "Stage of a Dockerfile."),
      Field(.buildImageOf, \.imageOf, .text, doc: "The image of a sibling, with another command."),
      Field(.buildImage, \.image, .text, doc: "Name under which the built image is pushed, without a tag."),
      Field(.buildCommand, \.command, .text, doc: "Build step (static, railpack)."),
      Field(.buildOutput, \.output, .path, doc: "Folder of the finished files (static)."),
    ])
}

extension ServerDeclaration {
  package static let shape = Shape<ServerDeclaration>(
    "server",
    [
      Field(
        .serverKind, \.kind, .word(["uvicorn", "gunicorn"]), doc: "Default `uvicorn` for fastapi, `gunicorn` for flask."
      ),
      Field(.serverWorkerClass, \.workerClass, .text, doc: "gunicorn's worker class."),
      Field(.serverTimeout, \.timeout, .duration, doc: "gunicorn's worker timeout. Default 30s."),
      Field(
        .serverGracefulTimeout, \.gracefulTimeout, .duration, doc: "How long open requests may finish after SIGTERM."),
      Field(.serverKeepalive, \.keepalive, .duration, doc: "How long an idle connection stays open. Default 75s."),
      Field(
        .serverMaxRequests, \.maxRequests, .int(),
        doc: "A gunicorn worker is replaced after this number of requests; 0: never."),
      Field(.serverMaxRequestsJitter, \.maxRequestsJitter, .int(), doc: "Spreads these replacements."),
      Field(.serverThreads, \.threads, .int(1...1024), doc: "Threads of a gunicorn worker (gthread)."),
      Field(
        .serverExtra, phrase: "a mapping of settings", schema: ValueSchemas.texts,
        doc: "Further settings of gunicorn, unchecked.",
        decode: { $0.extra = $2.texts($1.value) }),
    ])
}

extension PoolDeclaration {
  package static let shape = Shape<PoolDeclaration>(
    "pool",
    [
      Field(.poolsSize, \.size, .int(0...100_000), doc: "Connections kept open per process."),
      Field(.poolsOverflow, \.overflow, .int(0...100_000), doc: "Connections opened beyond that."),
      Field(
        .poolsAs, phrase: "a mapping of size and overflow to names",
        schema: ValueSchemas.mapping(["size": ValueSchemas.scalar, "overflow": ValueSchemas.scalar]),
        doc: "Names of the emitted variables.",
        decode: { root, entry, decoder in
          for (key, path) in [("size", \PoolDeclaration.sizeName), ("overflow", \.overflowName)] {
            guard let node = entry.value[key], let name = FieldType<String>.text.read(node, decoder) else { continue }
            root[keyPath: path] = Located(name, node)
          }
          for item in entry.value.entries where item.key != "size" && item.key != "overflow" {
            decoder.unknownKey(item, among: ["size", "overflow"], owner: "`as`")
          }
        }),
      Field(.poolsTimeout, \.timeout, .duration, doc: "Waiting for a free connection; emits `DB_POOL_TIMEOUT`."),
      Field(
        .poolsRecycle, \.recycle, .duration, doc: "Age at which a connection is replaced; emits `DB_POOL_RECYCLE`."),
      Field(.poolsPrePing, \.prePing, .bool, doc: "Asks a connection before use; emits `DB_POOL_PRE_PING`."),
    ])
}

extension HealthDeclaration {
  package static let shape = Shape<HealthDeclaration>(
    "health",
    [
      Field(
        .healthPath, phrase: "a path", schema: ["type": "string"], doc: "Answers 2xx when the service is well.",
        decode: { root, entry, decoder in
          if entry.value.scalar == nil {
            decoder.wrongKind(entry.value, expected: "`path` takes a path")
          } else {
            root.path = entry.value
          }
        }),
      Field(.healthCommand, \.command, .command, doc: "Run inside the container; 0 is well."),
      Field(
        .healthTimeout, \.timeout, .duration, doc: "How long a new version may take to become healthy. Default 300s."),
      Field(.healthInterval, \.interval, .duration, doc: "Default 10s, stores 5s."),
      Field(.healthProbeTimeout, \.probeTimeout, .duration, doc: "Limit of one probe. Default 5s."),
      Field(
        .healthStartPeriod, \.startPeriod, .duration,
        doc: "Failures before this do not count. Default 30s, postgres 60s."),
      Field(.healthRetries, \.retries, .int(1...100), doc: "Failures until it counts as ill. Default 3."),
    ])
}

extension ResourcesDeclaration {
  package static let shape = Shape<ResourcesDeclaration>(
    "resources",
    [
      Field(.resourcesCPU, \.cpu, .cpu, doc: "vCPU: `0.5`, `2`, `500m`."),
      Field(.resourcesMemory, \.memory, .bytes, doc: "Memory limit."),
      Field(.resourcesStorage, \.storage, .bytes, doc: "Size of the store's volume."),
    ])
}

extension ScaleDeclaration {
  package static let shape = Shape<ScaleDeclaration>(
    "scale",
    [
      Field(.scaleReplicas, \.replicas, .int(1...50), doc: "How many run side by side. Default 1."),
      Field(
        .scaleAutoscale, \.autoscale, .mapping(AutoscaleDeclaration.shape, AutoscaleDeclaration.init),
        doc: "No built-in target supports it yet; `replicas` is kept."),
    ])
}

extension AutoscaleDeclaration {
  package static let shape = Shape<AutoscaleDeclaration>(
    "autoscale",
    [
      Field(.scaleAutoscaleMin, \.min, .int(1...50), doc: "Default 2, at most `max`."),
      Field(.scaleAutoscaleMax, \.max, .int(1...50), required: true, doc: "The most replicas."),
      Field(.scaleAutoscaleCPU, \.cpu, .percent(1...100), doc: "Share of the declared CPU at which one is added."),
      Field(
        .scaleAutoscaleMemory, \.memory, .percent(1...100), doc: "Share of the declared memory at which one is added."),
    ])
}

extension RestartDeclaration {
  package static let shape = Shape<RestartDeclaration>(
    "restart",
    [
      Field(
        .restartPolicy, \.policy, .word(["on-failure", "always", "never"]),
        doc: "Default `on-failure`; cron and job `never`."
      ),
      Field(.restartMaxRetries, \.maxRetries, .int(0...1000), doc: "Default 10."),
    ])
}

extension PoolerDeclaration {
  package static let shape = Shape<PoolerDeclaration>(
    "pooler",
    [
      Field(.poolerMode, \.mode, .word(["off", "transaction", "session"]), doc: "Default `transaction`."),
      Field(
        .poolerSize, \.size, .int(1...10_000),
        doc: "Connections to the server. Default 4 per vCPU, at least 10, and 5 in reserve."),
      Field(
        .poolerClients, \.clients, .int(1...1_000_000), doc: "Connections from clients. Default twice what they open."),
      Field(.poolerImage, \.image, .text, doc: "An image with PgBouncer 1.21 or newer."),
    ])
}

extension BackupDeclaration {
  package static let shape = Shape<BackupDeclaration>(
    "backup",
    [
      Field(.backupSchedule, \.schedule, .cron, required: true, doc: "Five fields, UTC."),
      Field(.backupKeep, \.keep, .duration, doc: "How long a dump is kept. Default 14d."),
    ])
}

extension OutputDeclaration {
  package static let shape = Shape<OutputDeclaration>(
    "output",
    [
      Field(.outputsType, \.type, .valueType, required: true, doc: "What the value is."),
      Field(
        .outputsValue, phrase: "a text", schema: ValueSchemas.scalar, doc: "The value, where it is no secret.",
        decode: { root, entry, _ in root.value = entry.value }),
      Field(.outputsSecret, \.secret, .text, doc: "The secret that holds the value."),
    ])
}

extension VolumeDeclaration {
  static let schema: JSONValue = ValueSchemas.any(
    ["type": "string"],
    ValueSchemas.mapping(
      ["volume": ValueSchemas.scalar, "read_only": FieldType<Bool>.bool.schema], required: ["volume"]))

  /// E0213 for a path with `:` in it, which Docker's short form of a mount reads as the end of the path.
  static func isPath(_ entry: ConfigNode.Entry, _ decoder: Decoder) -> Bool {
    guard let colon = entry.key.firstIndex(of: ":") else { return true }
    let path = String(entry.key[..<colon])
    decoder.report(
      .malformedValue, at: entry.keySpan, "`\(entry.key)` is not a path of a volume", label: "a path has no `:`"
    ) {
      $0.notes = ["container engines read what follows the `:` as the mode of the mount"]
      $0.help = [
        ["ro", "rw", "z", "Z"].contains(entry.key[entry.key.index(after: colon)...])
          ? "write `\(path)`; a volume of the top level can be mounted read-only: `{ volume: NAME, read_only: true }`"
          : "write a path without `:`"
      ]
    }
    return false
  }

  static func read(_ node: ConfigNode, _ decoder: Decoder) -> VolumeDeclaration? {
    if node.scalar != nil {
      guard let text = node.staticText(expected: "a size or the name of a volume", decoder) else { return nil }
      if case .success(let size) = ByteSize.parse(text) { return .own(bytes: size.bytes) }
      if text.utf8.first.map({ (48...57).contains($0) }) ?? true {
        return FieldType<Int>.bytes.read(node, decoder).map { .own(bytes: $0) }
      }
      return .shared(name: text, isReadOnly: false)
    }
    guard let name = node["volume"]?.text else {
      decoder.wrongKind(node, expected: "a volume is a size, a name or `{volume, read_only}`")
      return nil
    }
    let readOnly = node["read_only"].flatMap { FieldType<Bool>.bool.read($0, decoder) } ?? false
    return .shared(name: name, isReadOnly: readOnly)
  }
}

extension FileDeclaration {
  static let schema: JSONValue = ValueSchemas.any(
    FieldType<String>.path.schema, ValueSchemas.mapping(["secret": ValueSchemas.scalar], required: ["secret"]))

  static func read(_ node: ConfigNode, _ decoder: Decoder) -> FileDeclaration? {
    if node.scalar != nil { return FieldType<String>.path.read(node, decoder).map { .repository($0) } }
    guard let name = node["secret"]?.text else {
      decoder.wrongKind(node, expected: "a file is a path of the repository or `{secret: NAME}`")
      return nil
    }
    return .secret(name)
  }
}
