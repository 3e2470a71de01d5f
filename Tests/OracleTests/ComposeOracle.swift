import Emit
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// The real `docker compose` reads what is written, with the example of the env file filled in, and refuses to go on
/// without it.
@Suite(.waiting)
struct ComposeOracle {
  static let samples: [String: Program] = Dictionary(
    uniqueKeysWithValues: (EmittedSamples.gayed + EmittedSamples.tradesense + [RichProgram.program]).map {
      ("\($0.project)-\($0.environment.name)", $0)
    }
      + CompiledTopologies.listing("compose").flatMap { topology in
        topology.programs.filter { $0.environment.kind != .preview }.map {
          ("compiled \(topology.name)-\($0.environment.name)", $0)
        }
      })
  static let cases = samples.keys.sorted().flatMap { name in
    OutputLayout.Style.allCases.map { (name: name, style: $0) }
  }

  /// The program itself: the Python wrapper beside it always ends with 0.
  static func compose(_ arguments: [String], in directory: String) throws -> Output {
    let program = try Tools.packageFolder("compose") + "/docker-compose"
    let environment = ["PATH": "/usr/bin:/bin", "HOME": directory]
    return try run(program, arguments, environment: environment, inheriting: false, directory: directory)
  }

  /// A repository with everything that was emitted, and the arguments with which compose is called in it.
  struct Checkout {
    let folder: TemporaryFolder
    let directory: String
    let file: String
    let envFile: String
    let example: String
    let composeText: String

    init(_ program: Program, _ style: OutputLayout.Style) throws {
      folder = try TemporaryFolder()
      let layout = OutputLayout(style: style)
      var compose = ""
      var example = ""
      for emitter in [ComposeEmitter.self, DotenvEmitter.self] as [any Emitter.Type] {
        let request = EmitRequest(programs: [program], layout: layout, targets: ["compose"])
        for file in emitter.emit(request).files {
          let place = layout.location(of: file)
          try folder.write(file.content, to: place)
          if place.hasSuffix(".yml") { compose = place }
          if place.hasSuffix(".example"), !place.contains("/dotenv/") { example = place }
        }
      }
      directory = folder.path(OutputLayout.folder(of: compose))
      file = folder.path(compose)
      self.example = try folder.text(example)
      composeText = try folder.text(compose)
      envFile = folder.path(String(example.dropLast(".example".count)))
    }

    /// The example with a value for everything that has none.
    func fill() throws {
      let lines = example.split(separator: "\n").map { line in
        line.hasSuffix("=''") && !line.hasPrefix("#") ? line.dropLast(2) + "'s3cret-\(line.count)'" : line
      }
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: envFile))
    }

    func config(_ arguments: [String]) throws -> Output {
      let env = FileManager.default.fileExists(atPath: envFile) ? ["--env-file", envFile] : []
      return try ComposeOracle.compose(["--profile", "*", "-f", file] + env + ["config"] + arguments, in: directory)
    }

    /// The project as compose understands it.
    func model() throws -> [String: Any] {
      let output = try config(["--format", "json"])
      #expect(output.status == 0, "\(output.stderr)")
      let value = try JSONSerialization.jsonObject(with: Data(output.stdout.utf8))
      return try #require(value as? [String: Any])
    }
  }

  /// All topologies compile, so that none is left out without a word.
  @Test func everyTopologyCompiles() {
    for topology in CompiledTopologies.all { #expect(!topology.programs.isEmpty, "\(topology.name)") }
    #expect(Self.samples.keys.count { $0.hasPrefix("compiled") } >= 19)
  }

  @Test(arguments: cases) func isAcceptedWithItsEnvFile(name: String, style: OutputLayout.Style) throws {
    let program = try #require(Self.samples[name])
    let checkout = try Checkout(program, style)
    let without = try checkout.config(["-q"])
    #expect(without.status == 1)
    let demanded = program.secrets.map(\.env) + ["REGION", "TEMPLATE", "REPORTS_IMAGE", "MAIL_HOST"]
    let envFile = style == .tree ? ".env" : ".env.\(program.environment.name)"
    #expect(demanded.contains { without.stderr.contains("set \($0) in \(envFile)") }, "\(without.stderr)")
    try checkout.fill()
    let with = try checkout.config(["-q"])
    #expect(with.status == 0 && with.stderr.isEmpty, "\(with.stderr)")
  }

  /// What waits for something that runs only with another profile makes the whole file invalid.
  @Test(arguments: samples.keys.sorted()) func isAcceptedWithEachProfileAlone(name: String) throws {
    let checkout = try Checkout(try #require(Self.samples[name]), .tree)
    try checkout.fill()
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    let profiles = Set(services.values.flatMap { $0["profiles"] as? [String] ?? [] })
    for arguments in [[]] + profiles.sorted().map({ ["--profile", $0] }) {
      let output = try Self.compose(
        arguments + ["-f", checkout.file, "--env-file", checkout.envFile, "config", "-q"], in: checkout.directory)
      #expect(output.status == 0, "\(arguments): \(output.stderr)")
    }
  }

  @Test(arguments: samples.keys.sorted()) func fitsTheSchema(name: String) throws {
    let checkout = try Checkout(try #require(Self.samples[name]), .tree)
    let output = try run("check-jsonschema", ["--builtin-schema", "vendor.compose-spec", checkout.file])
    #expect(output.status == 0, "\(output.stdout)")
  }

  @Test(arguments: cases) func exampleNamesWhatIsInterpolated(name: String, style: OutputLayout.Style) throws {
    let checkout = try Checkout(try #require(Self.samples[name]), style)
    let output = try checkout.config(["--variables"])
    #expect(output.status == 0, "\(output.stderr)")
    let interpolated = output.stdout.split(separator: "\n").dropFirst()
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    let named = checkout.example.split(separator: "\n").compactMap { line -> String? in
      let text = line.hasPrefix("#") ? line.dropFirst() : line
      let name = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return !name.isEmpty && text.dropFirst(name.count).hasPrefix("=") ? String(name) : nil
    }
    // Taken from the env file without being interpolated: keys without a value, and mounted secrets.
    let program = try #require(Self.samples[name])
    let others = Set(
      program.secrets.filter { !$0.isRequired }.map(\.env) + ["MAIL_HOST", "SIGNING_KEY", "NPM_TOKEN", "FLAG"])
    #expect(Set(named).subtracting(others) == Set(interpolated).subtracting(others))
    for name in others where checkout.composeText.contains("\(name):") { #expect(named.contains(name)) }
    #expect(Set(named).count == named.count, "a name stands twice")
  }

  @Test func understandsWhatWasMeant() throws {
    let checkout = try Checkout(try #require(Self.samples["gayed-signals-production"]), .tree)
    try checkout.fill()
    let model = try checkout.model()
    #expect(model["name"] as? String == "gayed-signals-production")
    let services = try #require(model["services"] as? [String: [String: Any]])
    let backend = try #require(services["backend"])
    let environment = try #require(backend["environment"] as? [String: Any])
    #expect(environment["PORT"] as? String == "8000")
    #expect(
      environment["ALLOWED_ORIGINS"] as? String
        == "https://app.gayed-signals.example.com,https://www.gayed-signals.example.com")
    #expect(environment["OPENAI_API_KEY"] is NSNull)
    #expect(
      backend["command"] as? [String] == [
        "sh", "-c",
        "exec uvicorn main:app --host 0.0.0.0 --port \"$$PORT\" --workers \"$$WEB_CONCURRENCY\" --timeout-keep-alive 75 "
          + "--timeout-graceful-shutdown 25 --log-level \"$$LOG_LEVEL\"",
      ])
    let ports = try #require(backend["ports"] as? [[String: Any]])
    #expect(ports.first?["published"] as? String == "8000-8002" && ports.first?["host_ip"] as? String == "127.0.0.1")
    let build = try #require(backend["build"] as? [String: Any])
    #expect(build["context"] as? String == checkout.folder.path)
    #expect(build["dockerfile"] as? String == "infra/dockerfile/backend/Dockerfile")
    let release = try #require(services["backend-release"])
    #expect(release["environment"] as? [String: String?] == backend["environment"] as? [String: String?])
    let mounts = try #require(services["postgres"]?["volumes"] as? [[String: Any]])
    #expect(
      mounts.map { $0["source"] as? String }.contains(
        checkout.folder.path("infra/production/postgres/postgres")))
    #expect(services["backtrader"]?["ports"] == nil)
  }

  /// Any text of a topology arrives in the container as it was written.
  @Test func literalsArriveUnchanged() throws {
    // NUL is no text for YAML; a process environment cannot hold it either.
    let texts = NastyTexts.all(400, seed: 7)
    var program = try #require(Self.samples["gayed-signals-staging"])
    let index = try #require(program.services.firstIndex { $0.name == "backtrader" })
    program.services[index].env = texts.enumerated().map { Variable(name: "T\($0)", value: .literal($1)) }
    program.services[index].health = Health(.command(.words(texts.map { .text($0) })))
    program.services[index].command = .words(texts.map { .text($0) })
    let checkout = try Checkout(program, .tree)
    try checkout.fill()
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    let backtrader = try #require(services["backtrader"])
    let environment = try #require(backtrader["environment"] as? [String: String])
    func read(_ text: String?) -> String? { text?.replacingOccurrences(of: "$$", with: "$") }
    for (position, text) in texts.enumerated() {
      #expect(read(environment["T\(position)"]) == text, "\(String(reflecting: text))")
    }
    #expect((backtrader["command"] as? [String])?.map { read($0) } == texts)
    let health = try #require((backtrader["healthcheck"] as? [String: Any])?["test"] as? [String])
    #expect(health.dropFirst().map { read($0) } == texts)
  }

  /// What the operator may set wins, and a value that compose cannot hold as a default stands in the example.
  @Test func suppliedValuesComeFromTheEnvFile() throws {
    let checkout = try Checkout(RichProgram.program, .tree)
    try checkout.fill()
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    let environment = try #require(services["api"]?["environment"] as? [String: Any])
    #expect(environment["SUPPORT_EMAIL"] as? String == "help@example.com")
    #expect(environment["TEMPLATE"] as? String == "{name} pays $$5")
    #expect(environment["MAIL_HOST"] is NSNull)
  }

  /// shellcheck has nothing to say about the scripts, and that of the certificate does its work once.
  @Test(arguments: samples.keys.sorted()) func scriptsAreSound(name: String) throws {
    let program = try #require(Self.samples[name])
    let request = EmitRequest(programs: [program], layout: OutputLayout(), targets: ["compose"])
    let folder = try TemporaryFolder()
    for file in ComposeEmitter.emit(request).files where file.path.hasSuffix(".sh") {
      #expect(file.isExecutable)
      let path = try folder.write(file.content, to: file.path)
      let output = try run("shellcheck", ["--shell=sh", path])
      #expect(output.status == 0, "\(output.stdout)")
    }
  }

  @Test func certificateIsMadeOnce() throws {
    let checkout = try Checkout(RichProgram.program, .tree)
    try checkout.fill()
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    let maker = try #require(services["orders-db-tls"])
    #expect(maker["entrypoint"] as? [String] == ["/bin/sh", "-euc"])
    let command = try #require((maker["command"] as? [String])?.first).replacingOccurrences(of: "$$", with: "$")
    let checked = try run("shellcheck", ["--shell=sh", "-"], input: "#!/bin/sh\nset -eu\n" + command)
    #expect(checked.status == 0, "\(checked.stdout)")
    let folder = try TemporaryFolder()
    let script =
      command.replacingOccurrences(of: "/etc/postgresql/tls", with: folder.path)
      .replacingOccurrences(of: "postgres:postgres", with: "$(id -u):$(id -g)")
    #expect(try run("sh", ["-euc", script]).status == 0)
    #expect(folder.files() == ["server.crt", "server.key"])
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path("server.key"))[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let key = try folder.text("server.key")
    let shown = try run("openssl", ["x509", "-in", folder.path("server.crt"), "-noout", "-subject"])
    #expect(shown.stdout.contains("orders-db"), "\(shown.stderr)")
    #expect(try run("sh", ["-euc", script]).status == 0)
    #expect(try folder.text("server.key") == key, "a second start must not make another one")
  }
}
