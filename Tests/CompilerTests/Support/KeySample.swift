import IR

/// A service with a key and without it, all else equal: what the key alone does.
struct KeySample {
  let without: String
  let with: String
  /// The key has a meaning in an environment of `kind: local` alone.
  private(set) var isLocal = false

  /// - Parameters:
  ///   - service: the keys of the service, one a line.
  ///   - key: the lines that are added.
  init(_ service: String, _ key: String) {
    without = service
    with = service.isEmpty ? key : service + "\n" + key
  }

  init(_ without: String, becomes with: String) {
    self.without = without
    self.with = with
  }

  /// The same in an environment of `kind: local`.
  var locally: KeySample {
    var sample = self
    sample.isLocal = true
    return sample
  }

  /// A topology for one target, in which the service is called `subject`.
  static func topology(_ service: String, target: String, isLocal: Bool) -> String {
    let indented = service.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    return """
      infracc: 1
      project: shop
      targets: [\(target)]
      secrets: { TOKEN: external }
      variables: { SHARED: text }
      volumes: { uploads: 1GiB }
      services:
        postgres: { version: 16, port: 5440 }
        peer: { type: web, image: "example/peer:1.0", port: 9000, health: none }
        base: { type: web, root: ./base, build: { dockerfile: base/Dockerfile }, port: 9100, health: none, start: run }
        subject:
      \(indented)

      """ + (isLocal ? "environments: { production: { enabled: false }, local: { kind: local } }\n" : "")
  }

  static let image = "type: web\nimage: \"example/app:1.0\"\nport: 8000\nhealth: none"
  static let code =
    "type: web\nroot: ./app\nbuild: { dockerfile: app/Dockerfile }\nport: 8000\nhealth: none\nstart: serve"
  static let railpack = "type: web\nroot: ./app\nport: 8000\nhealth: none\nstart: serve"
  static let uvicorn = "type: fastapi\nroot: ./app\nhealth: none"
  static let gunicorn = "type: flask\nroot: ./app\nhealth: none"
  static let django = "type: django\nroot: ./app\nhealth: none"
  static let next = "type: nextjs\nroot: ./app\nhealth: none"
  static let site = "type: static\nroot: ./app\nhealth: none"
  static let worker = "type: worker\nroot: ./app\nbuild: { dockerfile: app/Dockerfile }\nstart: work"
  static let cron =
    "type: cron\nroot: ./app\nbuild: { dockerfile: app/Dockerfile }\nstart: work\nschedule: \"0 3 * * *\""
  static let go = "type: go\nroot: ./app\nhealth: none"
  static let workspace = KeySample(
    "type: node\nroot: ./apps/api\nhealth: none", "build: { workspace: ./apps }")
  static let proxy = "type: proxy\npublic: shop.example.com"
  static let database = "type: postgres"
  static let cache = "type: redis"
  static let broker = "type: rabbitmq"
  static let files = "type: s3"
  static let box = "type: store\nimage: \"example/box:1.0\"\nport: 7000"

  /// What sets the key, once for each kind of service that it may mean something else for.
  static func all(_ key: ServiceKey) -> [KeySample] {
    switch key {
    case .type, .enabled, .extends, .root, .image, .app, .entrypoint, .start, .release, .workers, .port, .ports,
      .portsPort, .portsProtocol, .isPublic:
      ofService(key)
    case .routes, .routesTo, .routesPort, .routesStrip, .body, .headers, .tls: ofProxy(key)
    case .build, .buildBuilder, .buildDockerfile, .buildArgs, .buildSecrets, .buildPython, .buildNode, .buildPackages,
      .buildWatch, .buildTarget, .buildImageOf, .buildPush, .buildCommand, .buildOutput, .buildCollectstatic,
      .buildToolchain, .buildToolchainTool, .buildToolchainVersion, .buildInstallFiles, .buildInstallProject,
      .buildWorkspace, .buildExtras, .buildPackage, .buildRegistries, .buildStandalone, .buildBuildPackages:
      ofBuild(key)
    case .server, .serverKind, .serverWorkerClass, .serverTimeout, .serverGracefulTimeout, .serverKeepalive,
      .serverMaxRequests, .serverMaxRequestsJitter, .serverThreads, .serverExtra:
      ofServer(key)
    case .pools, .poolsSize, .poolsOverflow, .poolsAs, .poolsTimeout, .poolsRecycle, .poolsPrePing: ofPools(key)
    case .health, .healthPath, .healthCommand, .healthPort, .healthTimeout, .healthWithin, .healthInterval,
      .healthStartPeriod, .healthRetries:
      ofHealth(key)
    case .objectives, .objectivesLatency, .objectivesErrors, .objectivesHeaders, .metrics, .metricsPath, .metricsPort,
      .checks, .checksInstall, .checksLint, .checksTest:
      ofOperation(key)
    case .resources, .resourcesCPU, .resourcesMemory, .resourcesStorage, .resourcesReserve, .resourcesReserveCPU,
      .resourcesReserveMemory, .stopGrace, .region, .needs, .volumes, .mounts, .scale, .scaleReplicas, .scaleAutoscale,
      .scaleAutoscaleMin, .scaleAutoscaleMax, .scaleAutoscaleCPU,
      .scaleAutoscaleMemory, .restart, .restartPolicy, .restartMaxRetries, .schedule, .singleton:
      ofRunning(key)
    case .outputs, .outputsType, .outputsValue, .outputsSecret, .files, .filesSecret, .filesTemplate, .filesText,
      .options, .raw:
      ofOthers(key)
    case .use, .useRemoved, .secrets, .variables, .variablesValue, .variablesSource, .variablesType, .variablesWhen,
      .variablesVisible, .variablesRequired, .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc:
      ofVariables(key)
    case .flavor, .version, .databaseOf, .database, .vhost, .bucket, .management, .replicaSet, .user, .tuning, .pooler,
      .poolerMode,
      .poolerSize, .poolerClients,
      .poolerImage, .backup,
      .backupSchedule, .backupKeep, .backupTo, .backupToURL, .backupToEndpoint, .backupToSecret, .extensions,
      .initFiles,
      .external:
      ofStores(key)
    }
  }

  private static func ofService(_ key: ServiceKey) -> [KeySample] {
    switch key {
    case .type:
      [KeySample("type: fastapi\nroot: ./app\nhealth: none", becomes: "type: flask\nroot: ./app\nhealth: none")]
    case .enabled: [KeySample(code, "enabled: false")]
    case .extends: [KeySample(worker, becomes: "type: worker\nextends: base\nstart: work")]
    case .root: [KeySample("type: fastapi\nhealth: none", "root: ./app")]
    case .image:
      [
        KeySample(
          "type: web\nimage: \"example/app:1.0\"\nport: 8000\nhealth: none",
          becomes: "type: web\nimage: \"example/app:2.0\"\nport: 8000\nhealth: none"),
        KeySample(database, "image: \"postgres:16-alpine\""),
      ]
    case .app:
      [
        KeySample(uvicorn, "app: shop.main:api"), KeySample(gunicorn, "app: shop.main:api"),
        KeySample("type: celery\nroot: ./app", "app: shop"), KeySample("type: beat\nroot: ./app", "app: shop"),
      ]
    case .entrypoint:
      [
        KeySample(code, "entrypoint: [wrap, --]"), KeySample(image, "entrypoint: [wrap, --]"),
        KeySample(image + "\nstart: serve", "entrypoint: wrap"),
      ]
    case .start: [KeySample(uvicorn, "start: serve"), KeySample(image, "start: serve")]
    case .release: [KeySample(code, "release: migrate"), KeySample(image, "release: migrate")]
    case .workers: [KeySample(code, "workers: 3"), KeySample(uvicorn, "workers: 3"), KeySample(worker, "workers: 3")]
    case .port: [KeySample(uvicorn, "port: 8111"), KeySample(database, "port: 5444"), KeySample(cache, "port: 6444")]
    case .ports, .portsPort:
      [code, box].map { service in
        func named(_ port: Int) -> String {
          service + "\nports: { admin: { port: \(port) } }\nvariables: { ADMIN: $<<self.port_admin>> }"
        }
        return KeySample(named(9101), becomes: named(9102))
      }
    case .portsProtocol:
      [
        KeySample(
          box + "\nports: { sync: { port: 9101 } }\noptions: { compose: { publish: { sync: 9101 } } }",
          becomes: box
            + "\nports: { sync: { port: 9101, protocol: udp } }\noptions: { compose: { publish: { sync: 9101 } } }")
      ]
    case .isPublic:
      [
        KeySample(code, "public: true"), KeySample(code, "public: shop.example.com"),
        KeySample(database + "\nresources: { memory: 2GiB }", "public: tcp"),
      ]
    default: []
    }
  }

  private static func ofServer(_ key: ServiceKey) -> [KeySample] {
    func server(_ keys: String) -> KeySample { KeySample(gunicorn, "server: { \(keys) }") }
    return switch key {
    case .server, .serverKind: [KeySample(uvicorn, "server: { kind: gunicorn }"), server("kind: uvicorn")]
    case .serverWorkerClass: [server("worker_class: gevent")]
    case .serverTimeout: [server("timeout: 77s")]
    case .serverGracefulTimeout:
      [server("graceful_timeout: 44s"), KeySample(uvicorn, "server: { graceful_timeout: 44s }")]
    case .serverKeepalive:
      [server("keepalive: 99s"), KeySample(uvicorn, "server: { keepalive: 99s }")]
    case .serverMaxRequests: [server("max_requests: 500")]
    case .serverMaxRequestsJitter:
      [
        KeySample(
          gunicorn + "\nserver: { max_requests: 500 }",
          becomes: gunicorn + "\nserver: { max_requests: 500, max_requests_jitter: 50 }")
      ]
    case .serverThreads: [server("threads: 6")]
    case .serverExtra: [server("extra: { preload_app: \"true\" }")]
    default: []
    }
  }

  private static func ofPools(_ key: ServiceKey) -> [KeySample] {
    let service = uvicorn + "\nvariables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }"
    func pool(_ keys: String) -> KeySample { KeySample(service, "pools: { postgres: { \(keys) } }") }
    func more(_ keys: String) -> KeySample {
      KeySample(
        service + "\npools: { postgres: { size: 2, overflow: 2 } }",
        becomes: service + "\npools: { postgres: { size: 2, overflow: 2, \(keys) } }")
    }
    return switch key {
    case .pools: [pool("size: 2, overflow: 1")]
    case .poolsSize: [pool("size: 2")]
    case .poolsOverflow: [pool("overflow: 1")]
    case .poolsAs: [more("as: { size: POOL, overflow: MORE }")]
    case .poolsTimeout: [more("timeout: 7s")]
    case .poolsRecycle: [more("recycle: 10m")]
    case .poolsPrePing: [more("pre_ping: true")]
    default: []
    }
  }

  private static func ofOthers(_ key: ServiceKey) -> [KeySample] {
    let output = "outputs: { token: { type: string, value: abc } }"
    let used = "\nvariables: { OWN: $<<self.token>> }"
    return switch key {
    case .outputs, .outputsType, .outputsValue:
      [
        KeySample(
          image + "\n" + output + used, becomes: image + "\noutputs: { token: { type: string, value: xyz } }" + used)
      ]
    case .outputsSecret:
      [
        KeySample(
          image + "\n" + output + used, becomes: image + "\noutputs: { token: { type: string, secret: TOKEN } }" + used)
      ]
    case .files:
      [
        KeySample(code, "files: { /etc/app.conf: ./app.conf }"),
        KeySample(image, "files: { /etc/app.conf: ./app.conf }"),
        KeySample(uvicorn, "files: { /etc/app.conf: ./app/app.conf }"),
        KeySample(code, "files: { /etc/token: { secret: TOKEN } }"),
      ]
    case .filesSecret:
      [
        KeySample(code, "files: { /etc/token: { secret: TOKEN } }"),
        KeySample(image, "files: { /etc/token: { secret: TOKEN } }"),
      ]
    case .filesTemplate: [KeySample(code, "files: { /etc/app.conf: { template: app.conf } }")]
    case .filesText:
      [
        KeySample(code, "files: { /etc/app.conf: { text: plain } }"),
        KeySample(image, "files: { /etc/app.conf: { text: \"$<<shared.TOKEN>>\" } }"),
      ]
    case .options: [KeySample(code, "options: { compose: { profiles: [tools] }, kubernetes: { drain: 9s } }")]
    case .raw:
      [
        KeySample(
          code,
          "raw: { compose: { labels: { a: b } }, railway: { deploy: { drainingSeconds: 7 } }, "
            + "kubernetes: { Deployment: { spec: { minReadySeconds: 7 } } } }")
      ]
    default: []
    }
  }

  private static func ofVariables(_ key: ServiceKey) -> [KeySample] {
    func variable(_ service: String, _ before: String, _ after: String) -> KeySample {
      KeySample(service + "\nvariables: { \(before) }", becomes: service + "\nvariables: { \(after) }")
    }
    return switch key {
    case .use: [KeySample(code, "use: [SHARED, TOKEN]")]
    case .useRemoved:
      [
        KeySample(
          "type: worker\nextends: base\nstart: work\nuse: [SHARED]",
          becomes: "type: worker\nextends: base\nstart: work\nuse: [SHARED]\nuse-: [SHARED]")
      ]
    case .secrets: [KeySample(code, "secrets: { OWN: external }")]
    case .variables, .variablesValue:
      [KeySample(code, "variables: { COLOR: blue }"), KeySample(image, "variables: { COLOR: blue }")]
    case .variablesSource: [variable(code, "COLOR: blue", "COLOR: { source: external }")]
    case .variablesType: [variable(code, "COLOR: { value: \"1\" }", "COLOR: { value: \"1\", type: int }")]
    case .variablesWhen:
      [
        variable(next, "COLOR: blue", "COLOR: { value: blue, when: build }"),
        variable(code, "COLOR: blue", "COLOR: { value: blue, when: build }"),
        variable(image, "COLOR: blue", "COLOR: { value: blue, when: build }"),
      ]
    case .variablesVisible: [variable(next, "COLOR: blue", "COLOR: { value: blue, visible: browser }")]
    case .variablesRequired:
      [variable(code, "COLOR: { source: external }", "COLOR: { source: external, required: false }")]
    case .variablesSeparator: [variable(code, "COLORS: { value: [a, b] }", "COLORS: { value: [a, b], sep: \";\" }")]
    case .variablesFormat: [variable(code, "COLORS: { value: [a, b] }", "COLORS: { value: [a, b], format: json }")]
    case .variablesPattern:
      [variable(code, "COLOR: { source: external }", "COLOR: { source: external, pattern: \"^b.*$\" }")]
    case .variablesDoc:
      [variable(code, "COLOR: { source: external }", "COLOR: { source: external, doc: \"The color\" }")]
    default: []
    }
  }

}
