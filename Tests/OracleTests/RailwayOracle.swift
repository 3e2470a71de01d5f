import Emit
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// What Railway would refuse or silently read as nothing, looked for in everything that is written for it.
@Suite(.waiting)
struct RailwayOracle {
  /// Written in both forms: what is checked here concerns `format: json`, and the steps of either.
  private static let cases: [[Program]] =
    ([
      EmittedSamples.gayed, EmittedSamples.tradesense, [EmittedSamples.staticSite],
    ] + CompiledTopologies.listing("railway").map(\.programs)).map { inForm("json", $0) }

  private static func inForm(_ format: String, _ programs: [Program]) -> [Program] {
    programs.map { program in
      var program = program
      var options = program.options["railway"]?.object ?? [:]
      options["format"] = .string(format)
      program.options["railway"] = .object(options)
      // Only the project file has this one.
      for index in program.services.indices {
        guard case .object(var raw)? = program.services[index].raw["railway"] else { continue }
        raw["cdn"] = nil
        program.services[index].raw["railway"] = .object(raw)
      }
      return program
    }
  }

  @Test(arguments: OutputLayout.Style.allCases) func configurationMatchesTheSchema(_ style: OutputLayout.Style) throws {
    let schema = Repository.path("Tests/Fixtures/oracles/railway.schema.json")
    for programs in Self.cases {
      let folder = try TemporaryFolder()
      let files = EmittedSamples.files(RailwayEmitter.self, programs, layout: OutputLayout(style: style))
      let paths = try files.filter { $0.key.hasSuffix(".json") }.map { try folder.write($0.value, to: $0.key) }.sorted()
      // Only what is built from the repository has such a file.
      if paths.isEmpty, programs.allSatisfy({ $0.services.allSatisfy { $0.build == nil } }) { continue }
      #expect(!paths.isEmpty)
      let output = try run("check-jsonschema", ["--schemafile", schema] + paths)
      #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
    }
  }

  /// The schema itself must be able to say no.
  @Test(arguments: [
    #"{"deploy": {"restartPolicy": "NEVER"}}"#, #"{"deploy": {"preDeployCommand": ["a", "b"]}}"#,
    #"{"deploy": {"drainingSeconds": "30"}}"#, #"{"build": {"builder": "docker"}}"#,
    #"{"build": {"watchPatterns": ["!/backend/**"]}}"#, #"{"environments": {"production": {}}}"#,
  ]) func schemaRefuses(_ text: String) throws {
    let folder = try TemporaryFolder()
    let body = text.replacing(
      "{", with: #"{"$schema": "https://railway.com/railway.schema.json", "#, maxReplacements: 1)
    let path = try folder.write(body, to: "railway.json")
    let schema = Repository.path("Tests/Fixtures/oracles/railway.schema.json")
    #expect(try run("check-jsonschema", ["--schemafile", schema, path]).status == 1)
  }

  @Test func everyReferenceNamesSomethingThatIsThere() throws {
    var count = 0
    for programs in Self.cases {
      for program in programs {
        let files = EmittedSamples.files(RailwayEmitter.self, programs)
          .filter { $0.key.hasSuffix(".\(program.environment.name).variables.env") }
        let variables = files.mapValues(Self.variables)
        for (path, values) in variables {
          let service = path.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
          for (name, value) in values {
            for reference in value.matches(of: /\$\{\{(.*?)\}\}/).map({ String($0.1) }) {
              count += 1
              #expect(
                Self.exists(reference, from: service, in: program, variables),
                "\(path): \(name) refers to \(reference)")
            }
          }
        }
      }
    }
    #expect(count > 60)
  }

  /// Docker's exec form, as Railway starts an image: split into words, with no variable filled in.
  @Test func startCommandsAreSplitAsMeant() throws {
    let files = EmittedSamples.files(RailwayEmitter.self, Self.inForm("json", EmittedSamples.gayed))
    let expected = [
      "backend": ["/bin/sh", "-c"], "backtrader": ["/bin/sh", "-c"], "frontend": ["node", "server.js"],
    ]
    for (service, words) in expected {
      let text = try #require(files["infra/railway/\(service)/railway.json"])
      let value = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      let command = try #require((value["deploy"] as? [String: Any])?["startCommand"] as? String)
      let split = try run("python3", ["-c", "import shlex, sys; print(*shlex.split(sys.argv[1]), sep='\\n')", command])
      let parts = split.stdout.split(separator: "\n").map(String.init)
      #expect(Array(parts.prefix(2)) == words)
      #expect(parts.count == (words[0] == "node" ? 2 : 3))
      guard parts.count == 3 else { continue }
      let script = parts[2].replacing("exec ", with: "printf '%s|' ", maxReplacements: 1)
      let shown = try run("/bin/sh", ["-c", script], environment: ["PORT": "5001", "WEB_CONCURRENCY": "3"])
      #expect(shown.stdout.contains("5001|"))
      #expect(!shown.stdout.contains("$"))
    }
  }

  /// The commands of the README, run against a stand-in for the CLI that notes what it is called with.
  @Test func stepsOfTheReadmeRun() throws {
    // Made once, and first: a file that has just been written can be busy.
    let tools = try TemporaryFolder()
    let fake = try tools.write(
      """
      #!/bin/bash
      {
        printf '%s\\n' "$(printf '%q ' "$@")"
        case " $* " in *" edit "*--service-config*) ;; *" edit "*|*--stdin*) printf 'stdin %s\\n' "$(cat)" ;; esac
      } >> "$RECORD"
      """, to: "railway")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fake)
    for programs in Self.cases + Self.cases.map({ Self.inForm("iac", $0) }) {
      let folder = try TemporaryFolder()
      for (path, text) in EmittedSamples.files(RailwayEmitter.self, programs) { try folder.write(text, to: path) }
      for program in programs {
        for service in program.services {
          guard let engine = service.store?.engine else { continue }
          let place = "infra/\(program.environment.name)/\(engine)/\(service.dns)/railway-start-command.txt"
          try folder.write("server", to: place)
        }
      }
      let readme = try folder.text("infra/railway/README.md")
      let blocks = readme.components(separatedBy: "```bash\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
      let script = try folder.write("#!/bin/bash\nset -euo pipefail\n" + blocks.joined(), to: "steps.sh")
      let check = try run("shellcheck", ["--severity=warning", script])
      #expect(check.status == 0, "\(check.stdout)")
      let record = folder.path("record")
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      let output = try run(
        "/bin/bash", [script], input: String(repeating: "s3cret 'x'\n", count: 20),
        environment: ["PATH": tools.path + ":" + path, "RECORD": record],
        directory: folder.path("infra/railway"))
      #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
      try expectRecorded(try folder.text("record"), programs)
    }
  }

  private func expectRecorded(_ record: String, _ programs: [Program]) throws {
    let last = try #require(programs.last { $0.environment.kind == .standard })
    let isProjectFile = last.options["railway"]?["format"] == "iac"
    for service in last.services {
      let name = ExpectedGraph.display(service.name, in: last).replacing(" ", with: "\\ ")
      if service.store?.managed?.kind == "bucket" {
        #expect(record.contains("bucket create \(name) ") != isProjectFile, "\(service.name)")
        continue
      }
      // The project file makes the others.
      let isRouted = last.proxies.contains { $0.proxy?.routes.contains { $0.service == service.name } == true }
      let isAddressed = service.exposure.hasPlatformDomain || !service.exposure.domains.isEmpty
      if isProjectFile, service.store?.managed == nil, isRouted || !isAddressed { continue }
      #expect(record.contains("add --service \(name) \n"), "\(service.name)")
    }
    if isProjectFile {
      for service in last.services where service.build != nil {
        let name = ExpectedGraph.display(service.name, in: last).replacing(" ", with: "\\ ")
        let isUploaded = record.split(separator: "\n").contains {
          $0.hasPrefix("up ") && $0.contains("--service \(name) ")
        }
        #expect(isUploaded == (last.repository == nil), "\(service.name)")
      }
    }
    let listens = last.services.contains { $0.store == nil && $0.port != nil }
    #expect(record.contains(isProjectFile ? "config apply" : "PORT=") || !isProjectFile && !listens)
    #expect(!record.contains("Generated by"))
    if let shared = last.shared.first, case .literal(let value)? = shared.value {
      let patches = record.split(separator: "\n").filter { $0.hasPrefix("stdin {") || $0.hasPrefix("  ") }
      #expect(!patches.isEmpty)
      #expect(record.contains("\"\(shared.name)\": {"))
      #expect(record.contains("\"value\": \"\(value)\""))
      if last.secrets.contains(where: { $0.source == .external && $0.isRequired && $0.id.hasPrefix("shared/") }) {
        #expect(record.contains(#""value": "s3cret 'x'""#))
      }
    }
  }

  // MARK: Reading

  private static func variables(_ text: String) -> [String: String] {
    var result: [String: String] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if parts.count == 2 { result[parts[0]] = parts[1] }
    }
    return result
  }

  private static let provided: Set<String> = [
    "RAILWAY_PUBLIC_DOMAIN", "RAILWAY_PRIVATE_DOMAIN", "RAILWAY_TCP_PROXY_DOMAIN", "RAILWAY_TCP_PROXY_PORT",
    "RAILWAY_ENVIRONMENT_NAME",
  ]
  private static let databases: [String: Set<String>] = [
    "postgres": ["PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "DATABASE_URL"],
    "redis": ["REDISHOST", "REDISPORT", "REDISUSER", "REDISPASSWORD", "REDIS_URL"],
    "mysql": ["MYSQLHOST", "MYSQLPORT", "MYSQLUSER", "MYSQLPASSWORD", "MYSQLDATABASE", "MYSQL_URL"],
    "mongodb": [
      "MONGOHOST", "MONGOPORT", "MONGOUSER", "MONGOPASSWORD", "MONGODATABASE", "MONGOAUTHSOURCE",
      "MONGO_URL",
    ],
    "s3": ["ENDPOINT", "BUCKET", "REGION", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"],
  ]

  private static func exists(
    _ reference: String, from service: String, in program: Program, _ files: [String: [String: String]]
  ) -> Bool {
    let parts = reference.split(separator: ".").map { String($0).replacing("\"", with: "") }
    let values = { (name: String) in
      files.first { $0.key.hasSuffix("/\(name).\(program.environment.name).variables.env") }?.value ?? [:]
    }
    if parts.count == 1 { return provided.contains(parts[0]) || values(service)[parts[0]] != nil }
    guard parts.count == 2 else { return false }
    if parts[0] == "shared" {
      return program.secrets.contains { $0.id == "shared/" + parts[1] && $0.isRequired }
        || program.shared.contains { $0.name == parts[1] && $0.value == nil && $0.isRequired }
        || values("shared")[parts[1]] != nil
    }
    // A pooler stands in no topology, but its variables are written.
    if !program.services.contains(where: { ExpectedGraph.display($0.name, in: program) == parts[0] }) {
      return parts[1] == "RAILWAY_PRIVATE_DOMAIN" && values(parts[0])["POOLER_HOST"] != nil
    }
    let needsQuotes = parts[0].contains { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }
    let names = program.services.map { ($0, ExpectedGraph.display($0.name, in: program)) }
    guard let target = names.first(where: { $0.1 == parts[0] })?.0, reference.hasPrefix("\"") == needsQuotes else {
      return false
    }
    if parts[1] == "RAILWAY_PUBLIC_DOMAIN" { return target.exposure.isPublic }
    return provided.contains(parts[1]) || target.store.flatMap { databases[$0.engine] }?.contains(parts[1]) == true
      || values(target.dns)[parts[1]] != nil
      || target.store?.container.environment.contains { $0.name == parts[1] && $0.value.hasSecret } == true
  }
}
