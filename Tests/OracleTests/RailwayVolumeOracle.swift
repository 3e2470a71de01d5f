import Emit
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// The start of a service with a volume, run as Railway runs it: as root, in a directory that root owns.
@Suite("Services write to their volumes on Railway", .waiting)
struct RailwayVolumeOracle {
  private struct Start {
    let words: [String]
    let variables: [String: String]
  }

  /// What `railway.json` and the variables file say, split into words as Docker's exec form is.
  private static func start(_ service: String) throws -> Start {
    let programs = CompiledTopologies.railwayVolumes.programs.map { program in
      var program = program
      program.options["railway"] = ["format": "json"]
      return program
    }
    let files = EmittedSamples.files(RailwayEmitter.self, programs)
    let json = try JSONReader.parse(Array(try #require(files["infra/railway/\(service)/railway.json"]).utf8)).get()
    let command = try #require(json["deploy"]?["startCommand"]?.string)
    #expect(service != "api" || json["deploy"]?["preDeployCommand"] == nil)
    let split = try run(
      "python3", ["-c", "import json, shlex, sys; print(json.dumps(shlex.split(sys.argv[1])))", command])
    let words = try #require(try JSONReader.parse(Array(split.stdout.utf8)).get().array).compactMap(\.string)
    let lines = try #require(files["infra/railway/\(service).production.variables.env"]).split(separator: "\n")
    let pairs = lines.filter { !$0.hasPrefix("#") }.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    return Start(words: words, variables: Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { $1 })
  }

  @Test(
    "the process is an ordinary user and owns the directory",
    arguments: [
      ("api", "/data", "10001"), ("search", "/var/lib/search index", "10001"), ("site", "/app/.next/cache", "1000"),
    ])
  func writes(_ service: String, path: String, user: String) throws {
    let start = try Self.start(service)
    #expect(start.variables["RAILWAY_RUN_UID"] == "0")
    #expect(start.words.count == 3 && start.words.prefix(2) == ["/bin/sh", "-c"])
    let folder = try TemporaryFolder()
    let volume = folder.path("volume of a service")
    try FileManager.default.createDirectory(atPath: volume, withIntermediateDirectories: true)
    _ = try run("chmod", ["a+rx", folder.path])
    // Each program says who it is and writes to the volume.
    let body = """
      #!/bin/sh
      name=${0##*/}
      echo "$name $* as $(id -u):$(id -g), groups $(id -G)"
      touch "\(volume)/$name" || echo "$name cannot write"

      """
    for name in ["alembic", "uvicorn", "node"] {
      let file = try folder.write(body, to: "source/" + name)
      _ = try run("install", ["-D", "-m", "755", file, folder.path("bin/" + name)])
    }
    var search = folder.path("bin") + ":/usr/bin:/bin:/usr/sbin"
    if getuid() != 0 {
      // Without root nothing changes hands; the words are checked all the same.
      let asUser = try folder.write("#!/bin/sh\nshift 3\nexec \"$@\"\n", to: "source/setpriv")
      let hand = try folder.write("#!/bin/sh\n", to: "source/chown")
      _ = try run("install", ["-D", "-m", "755", asUser, hand, "-t", folder.path("fake")])
      search = folder.path("fake") + ":" + search
    }
    let script = start.words[2].replacingOccurrences(of: "'\(path)'", with: path)
      .replacingOccurrences(of: "chown \(user):\(user) \(path)", with: "chown \(user):\(user) '\(volume)'")
    #expect(script.contains(volume))
    let output = try run(
      "/bin/sh", ["-c", script], environment: ["PATH": search, "PORT": "8000", "WEB_CONCURRENCY": "1"],
      directory: folder.path, limit: 60)
    #expect(output.status == 0, "\(output.stderr)")
    let server = service == "site" ? "node server.js" : "uvicorn"
    let line = output.stdout.split(separator: "\n").last ?? ""
    #expect(line.hasPrefix(server), "\(output.stdout)\(output.stderr)")
    #expect(!output.stdout.contains("cannot write"), "\(output.stdout)")
    #expect(output.stdout.contains("alembic upgrade head") == (service == "api"))
    if getuid() == 0 { #expect(line.hasSuffix(" as \(user):\(user), groups \(user)"), "\(line)") }
  }

  /// What somebody else's image does is left alone, and so is a value that is written by hand.
  @Test func nothingElseIsTouched() throws {
    let files = EmittedSamples.files(RailwayEmitter.self, CompiledTopologies.railwayVolumes.programs)
    let text = try #require(files["infra/railway/.railway/railway.ts"])
    let worker = try #require(text.components(separatedBy: "const worker = ").last)
    #expect(!worker.contains("setpriv") && worker.contains("RAILWAY_RUN_UID: \"0\""))
  }
}
