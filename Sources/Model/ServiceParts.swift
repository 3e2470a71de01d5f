import Diagnostics
import IR
import JSON

extension BuildDeclaration {
  package static let shape = Shape<BuildDeclaration>(
    "build",
    example:
      "write `root: ./folder` for where the code is, `build: { dockerfile: Dockerfile }` for a file of your own",
    [
      Field(
        .buildBuilder, { $0.builder = $1 }, .word(["dockerfile", "railpack", "none"]), doc: "Default `dockerfile`."),
      Field(
        .buildDockerfile, { $0.dockerfile = $1 }, .path, doc: "A hand-written Dockerfile, or `generate`, the default."),
      Field(
        .buildArgs, phrase: "a mapping from names to values", schema: VariableDeclaration.mapSchema,
        doc: "Values known at build time; secrets are refused.",
        decode: { root, entry, decoder in root.args = decoder.unrecorded { decoder.variables(entry.value) } }),
      Field(
        .buildSecrets, phrase: "a list of secret names", schema: ValueSchemas.textList,
        doc: "Mounted while building: `RUN --mount=type=secret`.",
        decode: { $0.secrets = FieldType<String>.text.readList($1.value, $2) }),
      Field(.buildPython, { $0.python = $1 }, .version, doc: "Version of Python. Default \(Defaults.python)."),
      Field(.buildNode, { $0.node = $1 }, .version, doc: "Version of Node.js. Default \(Defaults.node)."),
      Field(
        .buildPackages, phrase: "a list of packages", schema: ValueSchemas.list(FieldType<String>.packageName.schema),
        doc: "Operating-system packages.",
        decode: { $0.packages = FieldType<String>.packageName.readList($1.value, $2) }),
      Field(
        .buildWatch, phrase: "a list of globs", schema: ValueSchemas.textList, doc: "What triggers a rebuild.",
        decode: { $0.watch = FieldType<String>.text.readList($1.value, $2) }),
      Field(.buildTarget, { $0.target = $1 }, .text, doc: "Stage of a Dockerfile."),
      Field(.buildImageOf, { $0.imageOf = $1 }, .text, doc: "The image of a sibling, with another command."),
      Field(
        .buildPush, { $0.push = $1 }, .text,
        doc: "Name under which the built image is pushed, without a tag; `image` in compose."),
      Field(.buildCommand, { $0.command = $1 }, .text, doc: "Build step (node, nextjs, static, railpack)."),
      Field(.buildOutput, { $0.output = $1 }, .path, doc: "Folder of the finished files (static)."),
      Field(
        .buildCollectstatic, { $0.collectstatic = $1 }, .collectStatic,
        doc: "Whether `manage.py collectstatic` runs in the build (django): `false`, or `{ env: [NAME] }` with the "
          + "variables that the settings require, which get placeholder values. Default `{ env: [SECRET_KEY] }`."),
    ] + installing)

  /// How the dependencies of a generated image are installed.
  private static let installing: [Field<BuildDeclaration>] = [
    Field(
      .buildToolchain, { $0.toolchain = $1 }, .toolchain,
      doc: "The package manager that installs the dependencies. Default by type: `pip`, `npm` or `go`. For `web`, "
        + "`worker`, `cron` and `job` a Dockerfile is generated when it is set."),
    Field(
      .buildInstallFiles, { $0.installFileList = $1 }, .paths,
      doc: "Files and directories that the installation also reads, relative to `workspace` or `root`. pip installs "
        + "from the first list of requirements or `pyproject.toml` among them."),
    Field(
      .buildInstallProject, { $0.installsProject = $1 }, .bool,
      doc: "Whether the project is a package that is installed itself (pip, uv, poetry, pdm). Default `false`."),
    Field(
      .buildWorkspace, { $0.workspace = $1 }, .path,
      doc: "Directory that the image is built from, where the lock file is above `root`."),
    Field(
      .buildExtras, phrase: "a list of names", schema: ValueSchemas.list(FieldType<String>.plainWord.schema),
      doc: "Optional dependencies that are also installed: extras (pip, uv, poetry), categories (pipenv), groups "
        + "(pdm).",
      decode: { $0.extras = FieldType<String>.plainWord.readList($1.value, $2) }),
    Field(.buildPackage, { $0.package = $1 }, .goPackage, doc: "The program that is built (go). Default `.`."),
    Field(
      .buildBuildPackages, phrase: "a list of packages",
      schema: ValueSchemas.list(FieldType<String>.packageName.schema),
      doc: "Operating-system packages that only the build needs. With Go, packages mean cgo and Debian's image.",
      decode: { $0.buildPackages = FieldType<String>.packageName.readList($1.value, $2) }),
    Field(
      .buildRegistries, phrase: "a list of mappings", schema: RegistryDeclaration.schema,
      doc: "Registries of private packages: a `secret` of the build; pip, uv, poetry and go receive it through `host`, "
        + "`name` and `user`. Other tools read the variable of the secret in their own configuration.",
      decode: { $0.registries = RegistryDeclaration.list($1.value, $2) }),
    Field(
      .buildStandalone, { $0.isStandalone = $1 }, .bool,
      doc: "`false`: the image contains all dependencies and runs `next start` (nextjs). Default `true`."),
  ]
}

extension BuildDeclaration {
  // The list is stored without its own span.
  fileprivate var installFileList: Located<[Located<String>]>? {
    get { nil }
    set { installFiles = newValue?.value ?? [] }
  }
}

extension ToolchainDeclaration {
  package static let shape = Shape<ToolchainDeclaration>(
    "toolchain",
    [
      Field(.buildToolchainTool, { $0.tool = $1 }, .toolName, required: true, doc: "Its name."),
      Field(
        .buildToolchainVersion, { $0.version = $1 }, .version,
        doc: "Its version. Default: uv \(Defaults.Tools.uv), poetry \(Defaults.Tools.poetry), "
          + "pipenv \(Defaults.Tools.pipenv), pdm \(Defaults.Tools.pdm), pnpm \(Defaults.Tools.pnpm), yarn \(Defaults.Tools.yarn), yarn-berry "
          + "\(Defaults.Tools.yarnBerry), bun \(Defaults.Tools.bun), go \(Defaults.Tools.go); pip and npm: the version in "
          + "the image."),
    ])
}

extension RegistryDeclaration {
  package static let shape = Shape<RegistryDeclaration>(
    "registry",
    [
      Field("secret", { $0.secret = $1 }, .text, required: true, doc: "Name of the secret that authenticates."),
      Field("host", { $0.host = $1 }, .text, doc: "Host and path of its index: `pypi.example.com/simple`."),
      Field("name", { $0.name = $1 }, .plainWord, doc: "Its name in pyproject.toml (uv, poetry)."),
      Field("user", { $0.user = $1 }, .plainWord, doc: "User name of the login. Default `__token__`."),
    ])
}

extension ServerDeclaration {
  package static let shape = Shape<ServerDeclaration>(
    "server",
    [
      Field(
        .serverKind, { $0.kind = $1 }, .word(["uvicorn", "gunicorn"]),
        doc: "Default `uvicorn` for fastapi, `gunicorn` for flask and django."
      ),
      Field(.serverWorkerClass, { $0.workerClass = $1 }, .text, doc: "gunicorn's worker class."),
      Field(.serverTimeout, { $0.timeout = $1 }, .duration, doc: "gunicorn's worker timeout. Default 30s."),
      Field(
        .serverGracefulTimeout, { $0.gracefulTimeout = $1 }, .duration,
        doc: "How long open requests may finish after SIGTERM."),
      Field(
        .serverKeepalive, { $0.keepalive = $1 }, .duration, doc: "How long an idle connection stays open. Default 75s."),
      Field(
        .serverMaxRequests, { $0.maxRequests = $1 }, .int(),
        doc: "A gunicorn worker is replaced after this number of requests; 0: never."),
      Field(.serverMaxRequestsJitter, { $0.maxRequestsJitter = $1 }, .int(), doc: "Spreads these replacements."),
      Field(.serverThreads, { $0.threads = $1 }, .int(1...1024), doc: "Threads of a gunicorn worker (gthread)."),
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
      Field(.poolsSize, { $0.size = $1 }, .int(0...100_000), doc: "Connections kept open per process."),
      Field(.poolsOverflow, { $0.overflow = $1 }, .int(0...100_000), doc: "Connections opened beyond that."),
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
      Field(
        .poolsTimeout, { $0.timeout = $1 }, .duration, doc: "Waiting for a free connection; emits `DB_POOL_TIMEOUT`."),
      Field(
        .poolsRecycle, { $0.recycle = $1 }, .duration,
        doc: "Age at which a connection is replaced; emits `DB_POOL_RECYCLE`."),
      Field(.poolsPrePing, { $0.prePing = $1 }, .bool, doc: "Asks a connection before use; emits `DB_POOL_PRE_PING`."),
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
      Field(.healthCommand, { $0.command = $1 }, .command, doc: "Run inside the container; 0 is well."),
      Field(
        .healthPort, { $0.port = $1 }, .healthPort,
        doc:
          "The port of the path, where it is not `port`. A worker has a path only with it. Railway asks `PORT` alone."),
      Field(.healthTimeout, { $0.timeout = $1 }, .duration, doc: "Limit of one probe, as in compose. Default 5s."),
      Field(
        .healthWithin, { $0.within = $1 }, .duration,
        doc: "How long a new version may take to become healthy. Default 300s. Railway: `healthcheckTimeout`."),
      Field(.healthInterval, { $0.interval = $1 }, .duration, doc: "Default 10s, stores 5s."),
      Field(
        .healthStartPeriod, { $0.startPeriod = $1 }, .duration,
        doc: "Failures before this do not count. Default 30s, postgres 60s."),
      Field(.healthRetries, { $0.retries = $1 }, .int(1...100), doc: "Failures until it counts as ill. Default 3."),
    ])
}

extension ResourcesDeclaration {
  package static let shape = Shape<ResourcesDeclaration>(
    "resources",
    [
      Field(.resourcesCPU, { $0.cpu = $1 }, .cpu, doc: "vCPU: `0.5`, `2`, `500m`."),
      Field(.resourcesMemory, { $0.memory = $1 }, .bytes, doc: "Memory limit."),
      Field(.resourcesStorage, { $0.storage = $1 }, .bytes, doc: "Size of the store's volume."),
      Field(
        .resourcesReserve, { $0.reserve = $1 }, .mapping(ReserveDeclaration.shape, ReserveDeclaration.init),
        doc: "CPU and memory that are reserved for the container, at most its limits."),
    ])
}

extension ReserveDeclaration {
  package static let shape = Shape<ReserveDeclaration>(
    "reserve",
    [
      Field(.resourcesReserveCPU, { $0.cpu = $1 }, .cpu, doc: "vCPU: `0.25`, `250m`."),
      Field(.resourcesReserveMemory, { $0.memory = $1 }, .bytes, doc: "Memory."),
    ])
}

extension ScaleDeclaration {
  package static let shape = Shape<ScaleDeclaration>(
    "scale",
    [
      Field(.scaleReplicas, { $0.replicas = $1 }, .int(1...50), doc: "How many run side by side. Default 1."),
      Field(
        .scaleAutoscale, { $0.autoscale = $1 }, .mapping(AutoscaleDeclaration.shape, AutoscaleDeclaration.init),
        doc: "How many replicas there are as the load changes; a target without an autoscaler keeps `replicas`."),
    ])
}

extension AutoscaleDeclaration {
  package static let shape = Shape<AutoscaleDeclaration>(
    "autoscale",
    [
      Field(.scaleAutoscaleMin, { $0.min = $1 }, .int(1...50), doc: "Default 2, at most `max`."),
      Field(.scaleAutoscaleMax, { $0.max = $1 }, .int(1...50), required: true, doc: "The most replicas."),
      Field(
        .scaleAutoscaleCPU, { $0.cpu = $1 }, .percent(1...100), doc: "Share of the declared CPU at which one is added."),
      Field(
        .scaleAutoscaleMemory, { $0.memory = $1 }, .percent(1...100),
        doc: "Share of the declared memory at which one is added."),
    ])
}

extension RestartDeclaration {
  package static let shape = Shape<RestartDeclaration>(
    "restart",
    [
      Field(
        .restartPolicy, { $0.policy = $1 }, .word(["on-failure", "always", "never"]),
        doc: "Default `on-failure`; cron and job `never`."
      ),
      Field(.restartMaxRetries, { $0.maxRetries = $1 }, .int(0...1000), doc: "Default 10."),
    ])
}

extension PoolerDeclaration {
  package static let shape = Shape<PoolerDeclaration>(
    "pooler",
    [
      Field(.poolerMode, { $0.mode = $1 }, .word(["off", "transaction", "session"]), doc: "Default `transaction`."),
      Field(
        .poolerSize, { $0.size = $1 }, .int(1...10_000),
        doc: "Connections to the server. Default 4 per vCPU, at least 10, and 5 in reserve."),
      Field(
        .poolerClients, { $0.clients = $1 }, .int(1...1_000_000),
        doc: "Connections from clients. Default twice what they open."),
      Field(.poolerImage, { $0.image = $1 }, .text, doc: "An image with PgBouncer 1.21 or newer."),
    ])
}

extension BackupDeclaration {
  package static let shape = Shape<BackupDeclaration>(
    "backup",
    [
      Field(.backupSchedule, { $0.schedule = $1 }, .cron, required: true, doc: "Five fields, UTC."),
      Field(.backupKeep, { $0.keep = $1 }, .duration, doc: "How long a dump is kept. Default 14d."),
      Field(
        .backupTo, { $0.destination = $1 },
        .mapping(BackupDestinationDeclaration.shape, BackupDestinationDeclaration.init),
        doc: "Where copies lie outside of the deployment. Kubernetes can do so with `postgres: cloudnative-pg`."),
    ])
}

extension BackupDestinationDeclaration {
  package static let shape = Shape<BackupDestinationDeclaration>(
    "to",
    [
      Field(
        .backupToURL, { $0.url = $1 }, .bucketURL, required: true,
        doc: "Directory of a bucket: `s3://backups/production`."),
      Field(
        .backupToEndpoint, { $0.endpoint = $1 }, .endpoint,
        doc: "Address of the server, where it is not Amazon S3: `https://s3.example.net`."),
      Field(
        .backupToSecret, { $0.secret = $1 }, .text, required: true,
        doc: "Name of a secret whose value is `ACCESS_KEY_ID:SECRET_ACCESS_KEY`."),
    ])
}

extension OutputDeclaration {
  package static let shape = Shape<OutputDeclaration>(
    "output",
    [
      Field(.outputsType, { $0.type = $1 }, .valueType, required: true, doc: "What the value is."),
      Field(
        .outputsValue, phrase: "a text", schema: ValueSchemas.scalar, doc: "The value, where it is no secret.",
        decode: { root, entry, _ in root.value = entry.value }),
      Field(.outputsSecret, { $0.secret = $1 }, .text, doc: "The secret that holds the value."),
    ])
}

extension VolumeDeclaration {
  static let schema: JSONValue = ValueSchemas.any(
    ["type": "string"],
    ValueSchemas.mapping(
      ["volume": ValueSchemas.scalar, "read_only": FieldType<Bool>.bool.schema], required: ["volume"]))

  /// E0213 for a path that does not begin at the root of the container, which no container engine mounts.
  static func isAbsolute(_ entry: ConfigNode.Entry, _ decoder: Decoder) -> Bool {
    if entry.key.hasPrefix("/") { return true }
    decoder.report(
      .malformedValue, at: entry.keySpan, "`\(entry.key)` is not a path in a container", label: "begins without `/`"
    ) { $0.help = ["write an absolute path, such as `/app/\(entry.key)`"] }
    return false
  }

  /// The same, and E0213 for a path with `:` in it, which Docker's short form of a mount reads as the end of the path.
  static func isPath(_ entry: ConfigNode.Entry, _ decoder: Decoder) -> Bool {
    guard isAbsolute(entry, decoder) else { return false }
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
