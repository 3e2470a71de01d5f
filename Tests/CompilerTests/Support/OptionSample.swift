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
    "railway.format": ["iac-python", "json"].map { OptionSample("railway: { format: \($0) }") },
    "railway.environments": [OptionSample("railway: { environments: conditions }")],
    "railway.plan": [OptionSample("railway: { plan: hobby }")],
    "railway.names": [OptionSample("railway: { names: { subject: front } }")],
    "compose.bind": [OptionSample("compose: { bind: 0.0.0.0 }")],
    "compose.public": [OptionSample("compose: { public: localhost }")],
    "compose.acme": ["email: ops@example.net", "ca: \"https://acme.example.net/directory\""].map {
      OptionSample("compose: { acme: { \($0) } }")
    },
    "compose.trusted": [OptionSample("compose: { trusted: [10.0.0.0/8] }")],
    "compose.publish": [OptionSample(ofService: "options: { compose: { publish: 8123 } }")],
    "compose.read_only": [OptionSample(ofService: "options: { compose: { read_only: false } }")],
    "compose.profiles": [OptionSample(ofService: "options: { compose: { profiles: [tools] } }")],
    "compose.volume": [OptionSample(ofDatabase: ", options: { compose: { volume: old-data } }")],
    "procfile.remote": [OptionSample("procfile: { remote: true }")],
    "postgres.tuner": [OptionSample("postgres: { tuner: pgtune }")],
    "postgres.workload": [pgtune("workload: dw")],
    "postgres.disk": [pgtune("disk: hdd")],
    "postgres.data_size": [pgtune("data_size: greater_ram")],
    "postgres.os": [pgtune("os: windows")],
  ]

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
