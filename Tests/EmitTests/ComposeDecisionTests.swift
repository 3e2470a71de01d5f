import Emit
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// Decisions of the compose emitter that no example shows.
struct ComposeDecisionTests {
  private static func emit(_ change: (inout Program) -> Void) -> Emission {
    var program = EmittedSamples.gayed[1]
    change(&program)
    return ComposeEmitter.emit(EmitRequest(programs: [program], layout: OutputLayout(), targets: ["compose"]))
  }

  private static func text(_ change: (inout Program) -> Void) -> String { emit(change).files[0].content }

  private static func change(_ name: String, in program: inout Program, _ change: (inout Service) -> Void) {
    guard let index = program.services.firstIndex(where: { $0.name == name }) else { return }
    change(&program.services[index])
    let service = program.services[index]
    program.services[index].store = service.store?.described(of: service)
  }

  /// `up --wait` fails for a running container whose check is switched off (docker/compose issue 13522).
  @Test func onlyWhatMayEndHasItsCheckSwitchedOff() {
    func checks(_ change: (inout Service) -> Void) -> [Substring] {
      let text = Self.text { program in
        Self.change("backtrader", in: &program) {
          $0.health = Health(.none)
          change(&$0)
        }
      }
      let section = text.split(separator: "\n").drop { $0 != "  backtrader:" }.dropFirst()
      return section.prefix { !$0.hasPrefix("  ") || $0.hasPrefix("   ") }.filter { $0.hasPrefix("    healthcheck:") }
    }
    #expect(checks { _ in }[0].contains("{ test: [\"CMD\", \"true\"], interval: 10s }"))
    // Runs on request, nobody waits for it.
    #expect(checks { $0.category = .cron }[0].contains("{ disable: true }"))
    // Somebody else's image may hold no program at all.
    let foreign = checks {
      $0.build = nil
      $0.image = "example/analysis:1"
    }
    #expect(foreign[0].contains("{ disable: true }"))
  }

  @Test func addressAndPublicNames() {
    let text = Self.text { program in
      program.options = ["compose": ["bind": "::1", "public": "localhost"]]
      Self.change("frontend", in: &program) { $0.exposure.domains = ["app.example.com"] }
    }
    #expect(text.contains("\"${FRONTEND_PUBLISH:-[::1]:3000}:3000\""))
    #expect(text.contains("ALLOWED_ORIGINS: ${FRONTEND_ORIGINS:-http://localhost:3000}"))
    let local = Self.text { program in
      program.environment.kind = .local
      Self.change("frontend", in: &program) { $0.exposure.domains = ["app.example.com"] }
    }
    #expect(local.contains("${FRONTEND_ORIGINS:-http://localhost:3000}"))
    let forced = Self.text { program in
      program.environment.kind = .local
      program.options = ["compose": ["public": "domains"]]
      Self.change("frontend", in: &program) { $0.exposure.domains = ["app.example.com"] }
    }
    #expect(forced.contains("${FRONTEND_ORIGINS:-https://app.example.com}"))
  }

  @Test func bindMustBeAnAddress() {
    for bind in ["example.com", "127.0.0.1}", "", "${X}"] {
      let findings = Self.emit { $0.options = ["compose": ["bind": .string(bind)]] }.findings
      #expect(findings.map(\.code) == ["E0902"], "\(bind)")
    }
    #expect(Self.emit { $0.options = ["compose": ["bind": "0.0.0.0"]] }.findings.isEmpty)
  }

  @Test func namesOfTheTopologyAreNotTaken() {
    let text = Self.text { program in
      var other = Service(
        name: "backend-release", dns: "backend-release", type: "worker", category: .worker,
        resources: Resources(cpuMilli: 500, memoryBytes: 1 << 29), stopGrace: 10_000)
      other.image = "example/other:1"
      other.volumes = [Volume(path: "/a", shared: "redis-data")]
      program.services.append(other)
    }
    #expect(text.contains("\n  backend-release-2:\n"))
    #expect(text.contains("backend-release-2: { condition: service_completed_successfully }"))
    #expect(text.contains("- redis-data-2:/data\n") && text.contains("- redis-data:/a\n"))
    #expect(text.contains("\n  redis-data: {}") && text.contains("\n  redis-data-2: {}"))
  }

  @Test func folderOfTheDatabase() {
    for (version, path) in [("17.2", "/var/lib/postgresql/data"), ("18", "/var/lib/postgresql")] {
      let text = Self.text { Self.change("postgres", in: &$0) { $0.store?.version = version } }
      #expect(text.contains("- postgres-data:\(path)\n"), "\(version)")
    }
  }

  @Test func restartIsWhatWasDeclared() {
    func restart(_ policy: Restart.Policy, declared: Bool = true) -> String {
      let text = Self.text { program in
        Self.change("backtrader", in: &program) { service in
          if declared { service.declared.insert(.restart) }
          service.restart.policy = policy
          service.restart.maxRetries = 3
        }
      }
      let section = text.components(after: "\n  backtrader:\n")
      return section.split(separator: "\n").first { $0.contains(" restart: ") }
        .map { String($0.split(separator: "#")[0]).trimmed } ?? ""
    }
    #expect(restart(.onFailure, declared: false) == "restart: unless-stopped")
    #expect(restart(.onFailure) == "restart: on-failure:3")
    #expect(restart(.always) == "restart: always")
    #expect(restart(.never) == "restart: \"no\"")
  }

  private static func section(_ name: String, _ text: String) -> String {
    text.components(after: "\n  \(name):\n").components(before: "\n\n")
  }

  /// A guess must not kill what somebody else made; what is in a generated image is known.
  @Test func limitsOfImages() {
    let generated = Self.text { Self.change("backtrader", in: &$0) { $0.declared = [] } }
    #expect(Self.section("backtrader", generated).contains("limits: { cpus: \"1\", memory: 1G, pids: 1024 }"))
    let foreign = Self.text { program in
      Self.change("backtrader", in: &program) {
        $0.declared = []
        $0.build = nil
        $0.image = "example/analysis:1"
      }
    }
    #expect(!Self.section("backtrader", foreign).contains("limits:"))
    let written = Self.text { program in
      Self.change("backtrader", in: &program) {
        $0.declared = [.resourcesMemory]
        $0.build?.recipe = nil
        $0.build?.dockerfile = "Dockerfile"
      }
    }
    #expect(Self.section("backtrader", written).contains("limits: { memory: 1G }"))
  }

  @Test func generatedImagesAreReadOnly() {
    let text = Self.text { _ in }
    #expect(Self.section("backend", text).contains("    read_only: true\n    tmpfs: [\"/tmp:size=256m\"]\n"))
    #expect(Self.section("backend-release", text).contains("    read_only: true\n"))
    #expect(
      Self.section("frontend", text).contains("\"/app/.next/cache:uid=1000,gid=1000,size="), "\(text)")
    let off = Self.text { Self.change("backend", in: &$0) { $0.options = ["compose": ["read_only": false]] } }
    #expect(!Self.section("backend", off).contains("read_only"))
    // A volume that is mounted there takes the place of the memory.
    let mounted = Self.text { Self.change("backend", in: &$0) { $0.volumes = [Volume(path: "/tmp")] } }
    #expect(!Self.section("backend", mounted).contains("tmpfs"))
    let foreign = Self.emit { program in
      Self.change("backend", in: &program) {
        $0.build = nil
        $0.image = "example/api:1"
        $0.options = ["compose": ["read_only": false]]
      }
    }
    #expect(foreign.findings.map(\.code) == ["E0902"])
  }

  @Test func processesAreLimitedFarAboveWhatIsNeeded() {
    func limit(_ workers: Int) -> String? {
      let text = Self.text { Self.change("backend", in: &$0) { $0.workers = workers } }
      return Self.section("backend", text).split(separator: "\n").first { $0.contains(" pids: ") }.map {
        String($0.suffix(7))
      }
    }
    #expect(limit(2) == " 1024 }")
    #expect(limit(64) == " 8192 }")
  }

  @Test func whatDockerDoesByItselfIsNotWritten() {
    let text = Self.text { _ in }
    #expect(!text.contains("retries: 3") && !text.contains("stop_grace_period: 10s") && !text.contains("shm_size: 64m"))
    #expect(text.contains("POSTGRES_INITDB_ARGS: --data-checksums"))
    let newer = Self.text { Self.change("postgres", in: &$0) { $0.store?.version = "18" } }
    #expect(!newer.contains("--data-checksums"))
  }

  // MARK: Ports of the machine

  private static func ports(_ options: [Int?], port: Int = 8080, replicas: Int = 1) -> (ports: [String], [EmitFinding])
  {
    let emission = emit { program in
      program.services = options.enumerated().map { index, publish in
        var service = Service(
          name: "s\(index)", dns: "s\(index)", type: "web", category: .web,
          resources: Resources(cpuMilli: 500, memoryBytes: 1 << 29), stopGrace: 10_000)
        service.image = "example/s:1"
        service.port = port
        service.exposure.isPublic = true
        service.scale.replicas = replicas
        service.span = index
        if let publish { service.options = ["compose": ["publish": .int(publish)]] }
        return service
      }
      program.edges = []
    }
    let lines = emission.files[0].content.split(separator: "\n").filter { $0.hasPrefix("    ports: ") }
    return (lines.map { String($0.split(separator: "-")[1].split(separator: "}")[0]) }, emission.findings)
  }

  @Test func portsThatAreNotWrittenNeverCollide() {
    #expect(Self.ports([nil, nil, nil]).ports == ["127.0.0.1:8080", "127.0.0.1:8081", "127.0.0.1:8082"])
    #expect(Self.ports([nil, 8080]).ports == ["127.0.0.1:8081", "127.0.0.1:8080"])
    #expect(Self.ports([nil, nil], port: 65_535).ports == ["127.0.0.1:65535", "127.0.0.1:1024"])
    #expect(Self.ports([nil, nil, 8083]).1.isEmpty)
  }

  /// However many ports are taken, a service gets the first ones at or behind its own that are free.
  @Test(arguments: [1, 2, 3]) func theFirstFreePortsAreTaken(_ replicas: Int) {
    let options: [Int?] = (0..<200).map { $0 % 5 == 0 ? 8080 + $0 * 37 % 400 : nil }
    let found = Self.ports(options, replicas: replicas).ports
    var taken = Set(options.compactMap { $0 }.flatMap { $0..<$0 + replicas })
    for (option, text) in zip(options, found) where option == nil {
      var port = 8080
      while (port..<port + replicas).contains(where: taken.contains) { port += 1 }
      taken.formUnion(port..<port + replicas)
      #expect(text == "127.0.0.1:\(port)")
    }
  }

  @Test func writtenPortsMayCollide() {
    let found = Self.ports([8080, 8080]).1
    #expect(found.map(\.code) == ["E0612"])
    #expect(found.first?.span == 1 && found.first?.related.map(\.span) == [0])
    #expect(found.first?.help.last?.contains("publish: 8081") == true)
    for wrong in [0, -1, 65_536] { #expect(Self.ports([wrong]).1.map(\.code) == ["E0902"], "\(wrong)") }
    #expect(Self.ports([65_535], replicas: 2).1.map(\.code) == ["E0902"])
  }

  @Test func addressesNameTheChosenPort() {
    let text = Self.text { program in
      program.options = ["compose": ["public": "localhost"]]
      Self.change("frontend", in: &program) { $0.port = 8000 }
    }
    #expect(text.contains("\"${FRONTEND_PUBLISH:-127.0.0.1:8001}:8000\"]   # 8000 of this machine belongs"), "\(text)")
    #expect(text.contains("${FRONTEND_ORIGINS:-http://localhost:8001}"))
  }

  @Test func whatIsApproximatedIsSaid() {
    let findings = ComposeEmitter.emit(
      EmitRequest(programs: [RichProgram.program], layout: OutputLayout(), targets: ["compose"])
    ).findings
    #expect(
      findings.map(\.message) == [
        "compose does not start the backup of `queue` by itself",
        "compose does not ask `/` of `admin`",
        "compose cannot build `reports` with Railpack",
        "`raw.compose` removes `init: true` of `api`",
      ])
    #expect(findings.map(\.code) == ["W0903", "W0903", "W0903", "W0922"])
  }

  @Test func foreignImagesKeepTheirRights() {
    let text = ComposeEmitter.emit(
      EmitRequest(programs: [RichProgram.program], layout: OutputLayout(), targets: ["compose"])
    ).files[0].content
    let admin = text.components(after: "\n  admin:\n").components(before: "\n\n")
    #expect(!admin.contains("cap_drop") && admin.contains("no-new-privileges") && !admin.contains("init: true"))
    let api = text.components(after: "\n  api:\n").components(before: "\n\n")
    #expect(api.contains("EXTRA: \"yes\"") && api.contains("cpu_shares: 512") && !api.contains("init:"))
  }

  @Test func aValueThatNoEnvFileHoldsIsAFindingOnlyWhereItIsNeeded() {
    var program = EmittedSamples.gayed[1]
    Self.change("backend", in: &program) { $0.env.append(Variable(name: "PEM", value: .literal("a\nb"), span: 3)) }
    func findings(_ targets: [String]) -> [EmitFinding] {
      DotenvEmitter.emit(EmitRequest(programs: [program], layout: OutputLayout(), targets: targets)).findings
    }
    #expect(findings(["compose"]).isEmpty)
    let finding = findings(["procfile"])
    #expect(finding.map(\.code) == ["E0916"] && finding.first?.span == 3)
  }
}

extension String {
  fileprivate func components(after mark: String) -> String {
    range(of: mark).map { String(self[$0.upperBound...]) } ?? ""
  }

  fileprivate func components(before mark: String) -> String {
    range(of: mark).map { String(self[..<$0.lowerBound]) } ?? self
  }

  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
