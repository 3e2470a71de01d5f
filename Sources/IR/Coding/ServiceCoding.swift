import JSON

extension Coder where Value == Service {
  static let service: Coder<Service> = Coder.record(
    "service",
    Service(
      name: "", dns: "", type: "", category: .web, resources: Resources(cpuMilli: 0, memoryBytes: 0), stopGrace: 0)
  ) {
    Member("name", \.name, .text, "As declared.")
    Member("dns", \.dns, .text, "The name as a DNS label.")
    Member("type", \.type, .text, "The service type as written.")
    Member(
      "category", \.categoryWord, .text, "What the type is to targets; of a store with an engine, the engine's name.")
    Member("span", \.span, .span)
    Member("places", \.spans, .spans, "Span numbers of the values of keys that are written.")
    Member("declared", \.declared, .keys, "Keys that are written, as paths.")
    Member("image", \.image, .optional(.text), "What runs where nothing is built.")
    Member("build", \.build, .optional(.build))
    Member("codeOf", \.codeOf, .optional(.text), "The service whose code this one has.")
    Member(
      "entrypoint", \.entrypoint, .optional(.command), "Precedes the command; none: the image's own.")
    Member("command", \.command, .optional(.command), "None: the image's own.")
    Member("localCommand", \.localCommand, .optional(.command), "Where the code runs outside its image.")
    Member("localBuild", \.localBuild, .list(.text).or([]), "Commands that make what `localCommand` runs.")
    Member("release", \.release, .optional(.command))
    Member("programs", \.programs, .list(.text).or([]), "Servers and workers that a written command runs.")
    Member("port", \.port, .optional(.number))
    Member("ports", \.ports, .list(.namedPort).or([]), "Ports beside `port`.")
    Member("workers", \.workers, .optional(.number))
    Member("server", \.server, .optional(.server))
    Member("schedule", \.schedule, .optional(.text), "Five fields, UTC.")
    Member("scheduleGapMinutes", \.scheduleGap, .optional(.number), "The shortest time between two starts.")
    Member("singleton", \.isSingleton, .bool)
    Member("stopGraceMs", \.stopGrace, .number)
    Member("stopGraceReason", \.stopGraceReason, .optional(.text))
    Member("health", \.health, .optional(.health))
    Member("objectives", \.objectives, .optional(.objectives), "What it must achieve.")
    Member("metrics", \.metrics, .optional(.metrics), "Where its metrics are, in the format of Prometheus.")
    Member("checks", \.checks, .optional(.checks), "What a pipeline runs before it deploys.")
    Member("restart", \.restart, .restart)
    Member("resources", \.resources, .resources)
    Member("scale", \.scale, .scale)
    Member("region", \.region, .optional(.text))
    Member("volumes", \.volumes, .list(.volume))
    Member("files", \.files, .list(.mount))
    Member("mounts", \.mounts, .list(.workingMount).or([]), "Directories of the working tree.")
    Member("proxy", \.proxy, .optional(.proxy), "What makes it a proxy.")
    Member("public", \.exposure, .exposure)
    Member("needs", \.needs, .list(.need), "Startup edges.")
    Member("pools", \.pools, .list(.pool))
    Member("env", \.env, .list(.variable))
    Member("store", \.store, .optional(.store), "What makes it a store.")
    Member("options", \.options, .map(.anything), "As written under `options:`, by target.")
    Member("raw", \.raw, .map(.anything), "As written under `raw:`, by target.")
    Member(
      "rawPlaces", \.rawPlaces, .map(.number),
      "Span numbers of the keys under `raw`, by JSON Pointers without the first slash.")
  }
}

extension Service {
  /// The category as the JSON has had it since 1.0.
  fileprivate var categoryWord: String {
    get {
      guard category == .store, let engine = store?.engine, !engine.isEmpty else { return category.rawValue }
      return engine
    }
    set { category = Category(rawValue: newValue) ?? .store }
  }
}

extension Coder where Value == ServiceKeys {
  /// A sorted list. Keys of a later minor version are passed over.
  fileprivate static let keys = Coder(
    "a list of keys", schema: ["type": "array", "items": ["type": "string"], "uniqueItems": true],
    encode: { .array($0.map(\.rawValue).sorted().map { .string($0) }) },
    decode: { value in value.array.map { ServiceKeys($0.compactMap { $0.string.flatMap(ServiceKey.init) }) } })
}

extension Coder where Value == NumbersOfKeys {
  fileprivate static let spans = Coder(
    "an object of numbers", schema: ["type": "object", "additionalProperties": ["type": "integer"]],
    encode: { spans in
      .object(Dictionary(uniqueKeysWithValues: spans.map { ($0.key.rawValue, .int($0.value)) }))
    },
    decode: { value in
      guard let members = value.object else { return nil }
      var spans = NumbersOfKeys()
      for (name, member) in members {
        guard let span = member.int else { return nil }
        if let key = ServiceKey(rawValue: name) { spans[key] = span }
      }
      return spans
    })
}

extension Coder where Value == NamedPort {
  static let namedPort: Coder<NamedPort> = Coder.record(
    "namedPort", NamedPort("", 0)
  ) {
    Member("name", \.name, .text)
    Member("port", \.port, .number)
    Member("transport", \.transport, .word(), "`tcp` or `udp`.")
    Member("span", \.span, .span)
  }
}

extension Coder where Value == Exposure {
  static let exposure: Coder<Exposure> = Coder.record(
    "public", Exposure()
  ) {
    Member("enabled", \.isPublic, .bool)
    Member("domains", \.domains, .list(.text), "Own domains, the primary one first.")
    Member("platformDomain", \.hasPlatformDomain, .bool)
    Member("tcp", \.isTCP, .bool, "Through a TCP proxy.")
  }
}

extension Coder where Value == Health {
  static let health: Coder<Health> = Coder.record(
    "health", Health(.none)
  ) {
    Member.flat(
      \.check,
      Choice(tag: "kind") {
        Case("http", Part("path", .text), make: { .http(path: $0) }) {
          if case .http(let path) = $0 { path } else { nil }
        }
        Case("command", Part("command", .command), make: { .command($0) }) {
          if case .command(let command) = $0 { command } else { nil }
        }
        Case("none", make: { .none }) { $0 == .none ? () : nil }
      })
    Member(
      "containerCommand", \.command, .optional(.command),
      "Beside an HTTP path: platforms ask the path, the container runs this.")
    Member("port", \.port, .optional(.number), "Where an HTTP path is asked, if not at the port of the service.")
    Member("timeoutMs", \.timeout, .number, "The limit of one probe.")
    Member("withinMs", \.within, .number, "How long a new version may take to become healthy.")
    Member("intervalMs", \.interval, .number)
    Member("startPeriodMs", \.startPeriod, .number)
    Member("retries", \.retries, .number)
    Member("probe", \.probe, .optional(.probe), "The program of the image that can ask an HTTP path.")
  }
}

extension Coder where Value == Recipe.HTTPProbe {
  static let probe: Coder<Recipe.HTTPProbe> = Coder.word()
}

extension Coder where Value == Resources {
  static let resources: Coder<Resources> = Coder.record(
    "resources", Resources(cpuMilli: 0, memoryBytes: 0)
  ) {
    Member("cpuMilli", \.cpuMilli, .number, "Thousandths of a vCPU.")
    Member("memoryBytes", \.memoryBytes, .number)
    Member("storageBytes", \.storageBytes, .optional(.number))
    Member("reserveCpuMilli", \.reserveCPUMilli, .optional(.number))
    Member("reserveMemoryBytes", \.reserveMemoryBytes, .optional(.number))
    Member(
      "idleMemoryBytes", \.idleMemoryBytes, .number.or(0), "What one replica holds when nothing happens, estimated.")
  }
}

extension Coder where Value == Scale {
  static let scale: Coder<Scale> = Coder.record(
    "scale", Scale()
  ) {
    Member("replicas", \.replicas, .number)
    Member("autoscale", \.autoscale, .optional(.autoscale))
  }
}

extension Coder where Value == Scale.Autoscale {
  fileprivate static let autoscale: Coder<Scale.Autoscale> = Coder.record(
    "autoscale", Scale.Autoscale(min: 0, max: 0, cpuPercent: nil, memoryPercent: nil)
  ) {
    Member("min", \.min, .number)
    Member("max", \.max, .number)
    Member("cpuPercent", \.cpuPercent, .optional(.number))
    Member("memoryPercent", \.memoryPercent, .optional(.number))
  }
}

extension Coder where Value == Restart {
  static let restart: Coder<Restart> = Coder.record(
    "restart", Restart()
  ) {
    Member("policy", \.policy, .word())
    Member("maxRetries", \.maxRetries, .number)
  }
}

extension Coder where Value == Need {
  static let need: Coder<Need> = Coder.record(
    "need", Need(service: "", condition: .started)
  ) {
    Member("service", \.service, .text)
    Member("condition", \.condition, .word())
  }
}

extension Coder where Value == Pool {
  static let pool: Coder<Pool> = Coder.record(
    "pool", Pool(service: "", size: 0, overflow: 0, isAssumed: false)
  ) {
    Member("service", \.service, .text, "The store.")
    Member("size", \.size, .number)
    Member("overflow", \.overflow, .number)
    Member("assumed", \.isAssumed, .bool, "Nobody declared it.")
  }
}

extension Coder where Value == Server {
  static let server: Coder<Server> = Coder.record(
    "server", Server(kind: "", app: "", gracefulTimeout: 0, keepalive: 0)
  ) {
    Member("kind", \.kind, .text, "`uvicorn` or `gunicorn`.")
    Member("app", \.app, .text, "`module:attribute`.")
    Member("assumed", \.isAssumed, .bool, "The image's own command runs; the rest is what the type mostly runs.")
    Member("gracefulTimeoutMs", \.gracefulTimeout, .number)
    Member("keepaliveMs", \.keepalive, .number)
    Member("workerClass", \.workerClass, .optional(.text))
    Member("timeoutMs", \.timeout, .optional(.number))
    Member("threads", \.threads, .optional(.number))
    Member("maxRequests", \.maxRequests, .optional(.number))
    Member("maxRequestsJitter", \.maxRequestsJitter, .optional(.number))
    Member("logLevel", \.logLevel, .optional(.text), "The value of `LOG_LEVEL`, where the server is started with it.")
    Member("extra", \.extra, .list(.pair), "Further settings of gunicorn.")
  }
}

extension Coder where Value == Volume {
  static let volume: Coder<Volume> = Coder.record(
    "volume", Volume(path: "")
  ) {
    Member("path", \.path, .text, "Where it is mounted.")
    Member("shared", \.shared, .optional(.text), "The name of a volume that several services share.")
    Member("bytes", \.bytes, .optional(.number))
    Member("readOnly", \.isReadOnly, .bool)
  }
}

extension Coder where Value == FileMount {
  static let mount: Coder<FileMount> = Coder.record(
    "file", FileMount(path: "", source: .repository(""))
  ) {
    Member("path", \.path, .text, "Where it is mounted, read-only.")
    Member("digest", \.digest, .optional(.text), "Ten digits of the SHA-256 of a repository's file.")
    Member.flat(
      \.source,
      Choice(tag: nil) {
        Case("repository", Part("repository", .text), make: { .repository($0) }) {
          if case .repository(let path) = $0 { path } else { nil }
        }
        Case("secret", Part("secret", .text), make: { .secret($0) }) {
          if case .secret(let id) = $0 { id } else { nil }
        }
        Case("text", Part("text", .variable), make: { .composed($0) }) {
          if case .composed(let text) = $0 { text } else { nil }
        }
      })
  }
}
