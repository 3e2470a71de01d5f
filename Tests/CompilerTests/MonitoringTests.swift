import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// Monitoring of an environment: its files, its alerts and what they are made of, and the account that it takes.
@Suite struct MonitoringTests {
  private static func compile(
    _ targets: String, services: String = "postgres: { version: 17 }", environments: String = "{ production: {} }",
    more: String = ""
  ) -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: \(targets)
      \(more)
      services:
        \(services)
        api: { type: fastapi, image: "a:1", health: /health, public: api.example.com }
      environments: \(environments)

      """)
  }

  /// The files of monitoring, without their directory, by environment.
  private static func files(_ checked: Checked, _ environment: String = "production") -> [String: String] {
    let built = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
    let prefix = environment + "/monitoring/"
    return Dictionary(
      built.filter { $0.file.path.hasPrefix(prefix) }.map {
        (String($0.file.path.dropFirst(prefix.count)), $0.file.content)
      }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: What it is

  @Test("without a deploy target it is E0202, and options that there are not are E0201") func keys() {
    #expect(Self.compile("[monitoring]").places.contains("E0202 3:11"))
    let unknown = Self.compile("[compose, monitoring]", more: "options: { monitoring: { grafanna: true } }")
    #expect(unknown.codes.contains("E0201"))
    let word = Self.compile("[compose, monitoring]", more: "options: { monitoring: { grafana: maybe } }")
    #expect(word.compilation.hasErrors)
    let known = Self.compile("[compose, monitoring]", more: "options: { monitoring: { grafana: true } }")
    #expect(!known.compilation.hasErrors, "\(known.diagnostics.map(\.message))")
  }

  @Test("the configuration has the name of its target where there are several") func names() {
    let common = ["README.md", "alerts.test.yml", "alerts.yml", "blackbox.yml", "dashboard.json"]
    let start = "docker-compose.monitoring.yml"
    let one = Self.files(Self.compile("[compose, monitoring]"))
    #expect(Set(one.keys) == Set(common + ["prometheus.yml", start]))
    let railway = Self.files(Self.compile("[railway, monitoring]"))
    #expect(Set(railway.keys) == Set(common + ["prometheus.yml"]))
    let two = Self.files(Self.compile("[compose, railway, monitoring]"))
    #expect(Set(two.keys) == Set(common + ["prometheus.compose.yml", "prometheus.railway.yml", start]))
    #expect(two["prometheus.railway.yml"]?.contains("http://api.railway.internal:8000/health") == true)
    #expect(two["prometheus.compose.yml"]?.contains("http://api:8000/health") == true)
    #expect(two[start]?.contains("--config.file=/etc/infracc/prometheus.compose.yml") == true)
    let cluster = Self.files(
      Self.compile("[kubernetes, monitoring]", more: "options: { kubernetes: { ingress: { class: nginx } } }"))
    #expect(cluster["prometheus.yml"]?.contains("http://api.shop-production.svc:8000/health") == true)
  }

  @Test("what cannot be measured says so") func unmeasured() {
    let checked = Self.compile(
      "[procfile, monitoring]",
      services:
        "postgres: { version: 17 }\n  mysql: { version: 8.4 }\n  site: { type: web, port: 80, image: \"s:1\", objectives: { errors: 1% } }"
    )
    #expect(Self.files(checked).isEmpty)
    let said = checked.diagnostics.filter { $0.code == "I0914" }.map(\.message)
    for message in [
      "procfile has no monitoring", "`mysql` is not measured", "`objectives.errors` of `site` has no alert",
    ] {
      #expect(said.contains(message), "\(said)")
    }
    #expect(!said.contains("`postgres` is not measured"))
  }

  // MARK: The account of the exporter

  @Test("where it is listed the exporter is in the budget, and has a role and a secret") func account() throws {
    let checked = Self.compile(
      "[compose, monitoring]",
      environments: "{ production: {}, staging: { targets: [compose] }, laptop: { kind: local } }")
    let programs = checked.compilation.programs
    let besides = programs.map {
      $0.connectionBudgets.flatMap(\.besides).filter { $0.name == "exporter" }.map(\.connections)
    }
    #expect(besides == [[1], [], []])
    let secrets = programs.map { $0.secrets.filter { $0.id == "postgres/monitor_password" }.map(\.env) }
    #expect(secrets == [["POSTGRES_MONITOR_PASSWORD"], [], []])
    for program in programs {
      let store = try #require(program.service("postgres")?.store)
      #expect(store.loginSecret == "app_password")
      #expect(store.secrets.first?.name == "password")
    }
    let built = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
    func text(_ path: String) -> String { built.first { $0.file.path == path }?.file.content ?? "" }
    #expect(text("production/postgres/postgres/init.sql").contains("GRANT pg_monitor TO \"monitor\";"))
    #expect(text("production/postgres/postgres/README.md").contains("CREATE ROLE \"monitor\";"))
    #expect(!text("staging/postgres/postgres/init.sql").contains("monitor"))
  }

  @Test("services go on logging in as they did, whichever account that is", arguments: ["postgres", "monitor"])
  func login(user: String) throws {
    let checked = Self.compile("[compose, monitoring]", services: "postgres: { version: 17, user: \(user) }")
    let store = try #require(checked.compilation.programs.first?.service("postgres")?.store)
    #expect(store.loginSecret == (user == "postgres" ? "password" : "app_password"))
    #expect(store.monitor?.user == (user == "monitor" ? "monitor_metrics" : "monitor"))
  }

  @Test("behind compose's deploy.sh the programs of monitoring stay") func orphans() {
    func script(_ targets: String) -> String {
      let built = Self.compile(targets).compilation.emit(EmissionRequest(layout: OutputLayout())).files
      return built.first { $0.file.path == "production/scripts/compose/deploy.sh" }?.file.content ?? ""
    }
    #expect(script("[compose, scripts]").contains("--remove-orphans"))
    let measured = script("[compose, scripts, monitoring]")
    #expect(measured.contains("compose up") && !measured.contains("--remove-orphans"))
  }

  // MARK: Alerts

  private static func fixture() throws -> Checked { try Checked(file: "Tests/Fixtures/emit/monitoring/topology.yaml") }

  /// The alerts of a text, by name and service, with their expressions.
  private static func rules(_ text: String) -> [(name: String, body: String)] {
    text.components(separatedBy: "- alert: ").dropFirst().map { part in
      (String(part.prefix { !$0.isWhitespace }), part)
    }
  }

  @Test("alerts follow from policies, objectives and budgets") func alerts() throws {
    let checked = try Self.fixture()
    let program = try #require(checked.compilation.programs.first)
    let rules = Self.rules(try #require(Self.files(checked)["alerts.yml"]))
    func count(_ name: String, _ service: String) -> Int {
      rules.filter { $0.name == name && $0.body.contains("service: \(service) }") }.count
    }
    // A store that refuses writes, and one that removes keys; one that saves, and one that does not.
    #expect(count("RedisFull", "queue") == 1 && count("RedisFull", "cache") == 0)
    #expect(count("RedisCacheTooSmall", "queue") == 0 && count("RedisCacheTooSmall", "cache") == 1)
    #expect(count("RedisSnapshotFailed", "queue") == 1 && count("RedisSnapshotFailed", "cache") == 0)
    for store in ["postgres", "ledger"] {
      let budget = try #require(program.connectionBudget(of: store))
      let over = rules.first { $0.name == "ConnectionsOverBudget" && $0.body.contains("service: \(store) }") }
      #expect(over?.body.contains("> \(budget.used + budget.beside)\n") == true)
      #expect(over?.body.contains("exporter 1") == true)
      let scarce = rules.first { $0.name == "ConnectionsScarce" && $0.body.contains("service: \(store) }") }
      #expect(scarce?.body.contains("> \(budget.available * 80 / 100)\n") == true)
    }
    let slow = rules.filter { $0.name == "ServiceSlow" }.map(\.body)
    #expect(slow.contains { $0.contains("http_request_duration_seconds_bucket") && $0.contains("> 0.25\n") })
    #expect(slow.contains { $0.contains("probe_duration_seconds") && $0.contains("> 2\n") })
    #expect(rules.filter { $0.name == "ErrorRate" }.map(\.body).allSatisfy { $0.contains("> 0.005\n") })
    #expect(rules.filter { $0.name == "ErrorRate" }.count == 1)
    #expect(
      rules.filter { $0.name == "PostgresDisk" }.allSatisfy {
        $0.body.contains("> 17179869184\n") || $0.body.contains("> 4294967296\n")
      })
  }

  @Test("every alert leads to a heading of the runbook, and is tried") func runbook() throws {
    let checked = try Self.fixture()
    let built = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
    let page = try #require(built.first { $0.file.path == "production/runbook/RUNBOOK.md" }?.file.content)
    let anchors = Set(
      page.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
        line.drop { $0 == "#" }.dropFirst().lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
          .replacing(" ", with: "-")
      })
    let files = Self.files(checked)
    let rules = Self.rules(try #require(files["alerts.yml"]))
    let trials = try #require(files["alerts.test.yml"])
    #expect(rules.count > 15)
    for rule in rules {
      let link = rule.body.firstMatch(of: /runbook: "?\.\.\/runbook\/RUNBOOK\.md#([^"\n]+)/)
      #expect(link.map { anchors.contains(String($0.1)) } == true, "\(rule.name)")
      #expect(trials.contains("alertname: \(rule.name)\n"), "\(rule.name)")
    }
  }

  @Test("no program of monitoring has the name of a service, and no port is published twice") func collisions() throws {
    let checked = try Self.fixture()
    let start = try #require(Self.files(checked)["docker-compose.monitoring.yml"])
    #expect(start.contains("\n  prometheus-2:") && !start.contains("\n  prometheus:"))
    #expect(start.contains("PROMETHEUS_2_PUBLISH:-127.0.0.1:9091}:9090"))
    #expect(start.contains("DATA_SOURCE_USER: monitor_metrics"))
  }
}
