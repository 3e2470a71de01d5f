/// A topology with an option of an emitter and without it.
struct OptionSample {
  let without: String
  let with: String

  /// - Parameters:
  ///   - options: of the top level.
  ///   - ofService: of `subject`.
  ///   - ofDatabase: keys of the database, a comma first.
  private init(_ options: String = "", ofService: String = "", ofDatabase: String = "") {
    without = Self.topology("", "", "")
    with = Self.topology(options.isEmpty ? "" : "{ \(options) }", ofService, ofDatabase)
  }

  /// Two environments that differ, a public service, one without a Dockerfile of its own, and a database of some size.
  private static func topology(_ options: String, _ ofService: String, _ database: String) -> String {
    """
    infracc: 1
    project: shop
    targets: [TARGET]
    \(options.isEmpty ? "" : "options: \(options)")
    services:
      postgres: { version: 16, resources: { memory: 16GiB, storage: 20GiB }\(database) }
      other: { type: fastapi, root: ./other, port: 8001, health: none }
      peer: { type: fastapi, root: ./peer, port: 8002, health: none }
      edge: { type: proxy, public: edge.example.net, routes: { /: peer } }
      subject:
        type: fastapi
        root: ./app
        port: 8000
        health: none
        public: shop.example.net
        volumes: { /data: 20GiB }
        variables: { OWN_URL: $<<self.public_url>>, PEER_URL: $<<peer.private_url>> }
        \(ofService)
    environments:
      production: {}
      staging:
        services:
          other: { enabled: false }
          subject: { public: staging.example.net }
          edge: { public: edge.staging.example.net }

    """
  }

  /// By emitter and option.
  static let all: [String: [OptionSample]] = [
    "monitoring.grafana": [OptionSample("monitoring: { grafana: true }")],
    "railway.format": ["iac-python", "json"].map { OptionSample("railway: { format: \($0) }") },
    "railway.environments": [OptionSample("railway: { environments: conditions }")],
    "railway.plan": [OptionSample("railway: { plan: hobby }")],
    "railway.names": [OptionSample("railway: { names: { subject: front } }")],
    "compose.bind": [OptionSample("compose: { bind: 0.0.0.0 }")],
    "compose.public": [OptionSample("compose: { public: localhost }")],
    "compose.acme": ["email: ops@example.net", "ca: \"https://acme.example.net/directory\""].map {
      OptionSample("compose: { acme: { \($0) } }")
    },
    "github-actions.setup": [OptionSample("github-actions: { setup: [./setup.sh] }")],
    "github-actions.deploy": [OptionSample("github-actions: { deploy: compose }")],
    // What it declares is compared with the limits of what runs there.
    "compose.machine": ["cpu: 0.01", "memory: 1MiB"].map { OptionSample("compose: { machine: { \($0) } }") },
    "compose.trusted": [OptionSample("compose: { trusted: [10.0.0.0/8] }")],
    "compose.publish": [OptionSample(ofService: "options: { compose: { publish: 8123 } }")],
    "compose.read_only": [OptionSample(ofService: "options: { compose: { read_only: false } }")],
    "compose.profiles": [OptionSample(ofService: "options: { compose: { profiles: [tools] } }")],
    "compose.volume": [OptionSample(ofDatabase: ", options: { compose: { volume: old-data } }")],
    "kubernetes.registry": [kubernetes("registry: registry.example.com")],
    "kubernetes.tag": [kubernetes("tag: \"1.4\"")],
    "kubernetes.namespace": [kubernetes("namespace: market")],
    "kubernetes.domain": [kubernetes("domain: apps.example.com")],
    "kubernetes.ingress": ["class: traefik", "issuer: ca", "namespace: ingress", "annotations: { a: b }"].map {
      kubernetes("ingress: { \($0) }")
    },
    "kubernetes.gateway": [kubernetes("gateway: { name: public }")],
    "kubernetes.storage_class": [
      kubernetes("storage_class: fast"), OptionSample(ofService: "options: { kubernetes: { storage_class: fast } }"),
    ],
    "kubernetes.pull_secret": [kubernetes("pull_secret: pull")],
    "kubernetes.postgres": [
      kubernetes("postgres: cloudnative-pg"),
      OptionSample(ofDatabase: ", options: { kubernetes: { postgres: cloudnative-pg } }"),
    ],
    "kubernetes.instances": [
      OptionSample(
        without: OptionSample(ofDatabase: ", options: { kubernetes: { postgres: cloudnative-pg } }").with,
        with: OptionSample(ofDatabase: ", options: { kubernetes: { postgres: cloudnative-pg, instances: 3 } }").with)
    ],
    "kubernetes.secrets": [kubernetes("secrets: { store: vault }")],
    "kubernetes.egress": [
      kubernetes("egress: closed"), OptionSample(ofService: "options: { kubernetes: { egress: closed } }"),
    ],
    "kubernetes.cpu_limits": [kubernetes("cpu_limits: true")],
    "kubernetes.user": [OptionSample(ofService: "options: { kubernetes: { user: \"1000:2000\" } }")],
    "kubernetes.read_only": [OptionSample(ofService: "options: { kubernetes: { read_only: false } }")],
    "kubernetes.writable": [OptionSample(ofService: "options: { kubernetes: { writable: [/var/cache] } }")],
    "kubernetes.liveness": ["none", "/live"].map {
      OptionSample(ofService: "options: { kubernetes: { liveness: \($0) } }")
    },
    "kubernetes.drain": [OptionSample(ofService: "options: { kubernetes: { drain: 9s } }")],
    "kubernetes.service_account": [OptionSample(ofService: "options: { kubernetes: { service_account: app } }")],
    "procfile.remote": [OptionSample("procfile: { remote: true }")],
    "postgres.tuner": [OptionSample("postgres: { tuner: pgtune }")],
    "postgres.workload": [pgtune("workload: dw")],
    "postgres.disk": [pgtune("disk: hdd")],
    "postgres.data_size": [pgtune("data_size: greater_ram")],
    "postgres.os": [pgtune("os: windows")],
  ]

  private static func kubernetes(_ option: String) -> OptionSample { OptionSample("kubernetes: { \(option) }") }

  private static func pgtune(_ option: String) -> OptionSample {
    OptionSample(
      without: OptionSample("postgres: { tuner: pgtune }").with,
      with: OptionSample("postgres: { tuner: pgtune, \(option) }").with)
  }

  private init(without: String, with: String) {
    self.without = without
    self.with = with
  }
}
