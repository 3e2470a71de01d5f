import Compiler
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// promtool reads what is written for Prometheus and tries every alert; the real `docker compose` lays the second file over
/// the first one.
@Suite(.waiting)
struct MonitoringOracle {
  /// What a topology becomes when it lists monitoring as well, with its files in a folder.
  private struct Build {
    let folder: TemporaryFolder
    let paths: [String]

    init(_ topologies: [String]) throws {
      folder = try TemporaryFolder()
      var paths: [String] = []
      for topology in topologies {
        var text = try Repository.text(topology)
        if !text.contains("monitoring") { text.replace(/(?m)^(targets: \[.*)\]$/, with: { "\($0.1), monitoring]" }) }
        let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
        #expect(!compilation.hasErrors, "\(topology)")
        for built in compilation.emit(EmissionRequest(layout: OutputLayout())).files where built.file.base == .output {
          let path = topology.replacing("/topology.yaml", with: "") + "/infra/" + built.file.path
          try folder.write(built.file.content, to: path)
          paths.append(path)
        }
      }
      self.paths = paths
    }

    func promtool(_ command: [String], _ isWanted: (String) -> Bool) throws -> Output {
      let files = paths.filter { $0.contains("/monitoring/") && isWanted($0) }
      #expect(!files.isEmpty)
      return try run(try Tools.path("promtool"), command + files.map(folder.path))
    }
  }

  private static let topologies = [
    "Tests/Fixtures/emit/monitoring/topology.yaml", "Tests/Fixtures/emit/flavors/topology.yaml",
    "Tests/Fixtures/emit/odd-names/topology.yaml", "Tests/Fixtures/emit/kubernetes/topology.yaml",
    "examples/gayed-signals/topology.yaml", "examples/tradesense/topology.yaml",
  ]

  @Test("promtool accepts configurations and rules, and every alert fires where it must and nowhere else")
  func promtool() throws {
    let build = try Build(Self.topologies)
    let configurations = try build.promtool(["check", "config"]) { name in
      name.contains("/prometheus.") && !name.contains("grafana")
    }
    #expect(configurations.status == 0, "\(configurations.stderr)")
    let rules = try build.promtool(["check", "rules"]) { $0.hasSuffix("/alerts.yml") }
    #expect(rules.status == 0, "\(rules.stderr)")
    let trials = try build.promtool(["test", "rules"]) { name in
      // Those that differ in alerts, and one environment of each: an evaluation takes time.
      name.hasSuffix("/production/monitoring/alerts.test.yml")
        && ["fixtures/emit/monitoring", "fixtures/emit/flavors", "gayed-signals"].contains {
          name.lowercased().contains($0)
        }
    }
    #expect(trials.status == 0, "\(trials.stdout)\(trials.stderr)")
  }

  /// Each is a mistake that an alert could have.
  private static let mistakes: [(alert: String, from: String, to: String)] = [
    ("ServiceDown", "probe_success == 0", "probe_success == 2"), ("ServiceSlow", "> 0.5\n", ">= 0.5\n"),
    ("CertificateEnds", " < 1209600", " < 1206000"), ("PostgresDown", "pg_up{service=\"postgres\"} == 0 or ", ""),
    ("ConnectionsOverBudget", "for: 15m", "for: 5m"), ("ConnectionsScarce", "> 77", "> 76"),
    ("PostgresDisk", "> 8589934592", "> 8589934591"), ("RedisDown", "severity: page", "severity: ticket"),
    ("RedisCacheTooSmall", "< 0.5", "<= 0.5"), ("RedisSnapshotFailed", "== 0", "== 1"),
  ]

  @Test("the trials of an alert see a mistake in it")
  func wrongRules() throws {
    let build = try Build(["examples/gayed-signals/topology.yaml"])
    let path = try #require(build.paths.first { $0.hasSuffix("production/monitoring/alerts.yml") })
    let parts = try build.folder.text(path).components(separatedBy: "- alert: ")
    let wrong = parts.map { part in
      let mistake = Self.mistakes.first { part.hasPrefix($0.alert + " ") || part.hasPrefix($0.alert + "\n") }
      return mistake.map { part.replacing($0.from, with: $0.to) } ?? part
    }
    for mistake in Self.mistakes {
      #expect(zip(parts, wrong).contains { $0.hasPrefix(mistake.alert) && $0 != $1 }, "\(mistake)")
    }
    try build.folder.write(wrong.joined(separator: "- alert: "), to: path)
    let output = try build.promtool(["test", "rules"]) { $0.hasSuffix("production/monitoring/alerts.test.yml") }
    #expect(output.status != 0)
    let said = output.stdout + output.stderr
    for mistake in Self.mistakes { #expect(said.contains("alertname: \(mistake.alert),"), "\(mistake)") }
  }

  @Test("compose reads both files together, with the values of the example filled in")
  func compose() throws {
    for topology in ["Tests/Fixtures/emit/monitoring", "examples/gayed-signals"] {
      let build = try Build([topology + "/topology.yaml"])
      let directory = "\(topology)/infra/production/compose"
      let example = try build.folder.text(directory + "/.env.example")
      try build.folder.write(example.replacing("=''", with: "='s3cret'"), to: directory + "/.env")
      let output = try ComposeOracle.compose(
        [
          "-f", "docker-compose.yml", "-f", "../monitoring/docker-compose.monitoring.yml", "config", "--format", "json",
        ],
        in: build.folder.path(directory))
      #expect(output.status == 0, "\(output.stderr)")
      let model = try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: Any]
      let services = try #require(model?["services"] as? [String: [String: Any]])
      let exporters = services.filter { $0.key.hasSuffix("-exporter") }
      #expect(exporters.count >= 3)
      for (name, service) in exporters {
        let environment = service["environment"] as? [String: String] ?? [:]
        for value in environment.values where value.contains("s3cret") { #expect(value == "s3cret", "\(name)") }
      }
      // Nothing that people reach is published beyond the machine.
      for (name, service) in services where name.hasPrefix("prometheus") && service["image"] as? String != "site:1" {
        let ports = service["ports"] as? [[String: Any]] ?? []
        #expect(ports.map { $0["host_ip"] as? String } == ["127.0.0.1"], "\(name)")
      }
      #expect(services.values.contains { ($0["image"] as? String)?.hasPrefix("prom/prometheus") == true })
    }
  }
}
