import IR

/// Keys of how a service runs, and of proxies.
extension KeySample {
  static func ofProxy(_ key: ServiceKey) -> [KeySample] {
    func routes(_ before: String, _ after: String) -> KeySample {
      KeySample(proxy + "\nroutes: { \(before) }", becomes: proxy + "\nroutes: { \(after) }")
    }
    func more(_ keys: String) -> KeySample { KeySample(proxy + "\nroutes: { /: peer }", keys) }
    return switch key {
    case .routes:
      [routes("/: peer", "/: peer, /base: base"), routes("/: peer", "/: peer, shop.example.com/base: base")]
    case .routesTo: [routes("/: peer", "/: base")]
    case .routesPort: [routes("/: peer", "/: { to: peer, port: 9001 }")]
    case .routesStrip: [routes("/base: base", "/base: { to: base, strip: true }")]
    case .body: [more("body: 20MiB")]
    case .headers: [more("headers: false")]
    case .tls: [more("tls: internal"), more("tls: off")]
    default: []
    }
  }

  static func ofHealth(_ key: ServiceKey) -> [KeySample] {
    let base = "type: fastapi\nroot: ./app"
    func health(_ keys: String) -> KeySample {
      KeySample(base + "\nhealth: { path: /healthz }", becomes: base + "\nhealth: { path: /healthz, \(keys) }")
    }
    func command(_ keys: String) -> KeySample {
      KeySample(
        Self.worker + "\nhealth: { command: ask }", becomes: Self.worker + "\nhealth: { command: ask, \(keys) }")
    }
    return switch key {
    case .health, .healthPath: [KeySample(base, "health: /healthz")]
    case .healthCommand:
      [KeySample(base, "health: { command: ask }"), KeySample(Self.worker, "health: { command: ask }")]
    case .healthPort: [health("port: 8222")]
    case .healthWithin: [health("within: 99s"), command("within: 99s")]
    case .healthInterval: [health("interval: 17s"), command("interval: 17s")]
    case .healthTimeout: [health("timeout: 3s"), command("timeout: 3s")]
    case .healthStartPeriod: [health("start_period: 66s"), command("start_period: 66s")]
    case .healthRetries: [health("retries: 7"), command("retries: 7")]
    default: []
    }
  }

  static func ofOperation(_ key: ServiceKey) -> [KeySample] {
    switch key {
    case .objectives, .objectivesLatency: [KeySample(uvicorn, "objectives: { latency: 500ms }")]
    case .objectivesErrors: [KeySample(uvicorn, "objectives: { errors: 0.5% }")]
    case .objectivesHeaders: [KeySample(uvicorn, "objectives: { headers: [x-content-type-options] }")]
    case .metrics, .metricsPath: [KeySample(uvicorn, "metrics: /metrics")]
    case .metricsPort: [KeySample(worker, "metrics: { path: /metrics, port: 9100 }")]
    case .checks, .checksTest: [KeySample(uvicorn, "checks: { test: pytest }")]
    case .checksInstall: [KeySample(uvicorn, "checks: { install: pip install ruff }")]
    case .checksLint: [KeySample(uvicorn, "checks: { lint: ruff check . }")]
    default: []
    }
  }

  static func ofRunning(_ key: ServiceKey) -> [KeySample] {
    func autoscale(_ keys: String) -> KeySample {
      KeySample(
        code + "\nscale: { replicas: 2 }", becomes: code + "\nscale: { replicas: 2, autoscale: { max: 4, \(keys) } }")
    }
    return switch key {
    case .resources, .resourcesMemory:
      [code, database, cache].map { KeySample($0, "resources: { memory: 700MiB }") }
    case .resourcesCPU: [code, database, cache].map { KeySample($0, "resources: { cpu: 3 }") }
    case .resourcesStorage: [database, cache].map { KeySample($0, "resources: { storage: 7GiB }") }
    case .resourcesReserve, .resourcesReserveMemory:
      [code, database].map { KeySample($0, "resources: { reserve: { memory: 100MiB } }") }
    case .resourcesReserveCPU: [code, database].map { KeySample($0, "resources: { reserve: { cpu: 100m } }") }
    case .mounts:
      [
        KeySample(code, "mounts: { /app: ./app }").locally,
        KeySample(code, "mounts: { /app: ./app, /app/node_modules: keep }").locally,
      ]
    case .stopGrace: [code, worker, database].map { KeySample($0, "stop_grace: 77s") }
    case .region: [code, database].map { KeySample($0, "region: europe-west4") }
    case .needs: [KeySample(code, "needs: [peer]"), KeySample(code, "needs: { peer: started }")]
    case .volumes:
      [
        KeySample(code, "volumes: { /data: 2GiB }"), KeySample(code, "volumes: { /data: uploads }"),
      ]
    case .scale, .scaleReplicas:
      [KeySample(code, "scale: { replicas: 3 }"), KeySample(worker, "scale: { replicas: 3 }")]
    case .scaleAutoscale, .scaleAutoscaleMax:
      [
        KeySample(
          code + "\nscale: { replicas: 2 }", becomes: code + "\nscale: { replicas: 2, autoscale: { max: 4, cpu: 70% } }"
        )
      ]
    case .scaleAutoscaleMin: [autoscale("min: 3, cpu: 70%")]
    case .scaleAutoscaleCPU: [autoscale("cpu: 60%")]
    case .scaleAutoscaleMemory: [autoscale("memory: 60%")]
    case .restart, .restartPolicy: [KeySample(code, "restart: always"), KeySample(worker, "restart: never")]
    case .restartMaxRetries:
      [
        KeySample(
          code + "\nrestart: { policy: on-failure }",
          becomes: code + "\nrestart: { policy: on-failure, max_retries: 3 }")
      ]
    case .schedule:
      [
        KeySample(
          cron,
          becomes:
            "type: cron\nroot: ./app\nbuild: { dockerfile: app/Dockerfile }\nstart: work\nschedule: \"0 5 * * *\"")
      ]
    case .singleton: [KeySample(worker, "singleton: true"), KeySample(cron, "singleton: true")]
    default: []
    }
  }
}
