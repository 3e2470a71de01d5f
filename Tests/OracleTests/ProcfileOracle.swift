import Emit
import Foundation
import IR
import TestSupport
import Testing

/// honcho reads the Procfiles that are written, and starts what was meant.
@Suite(.waiting)
struct ProcfileOracle {
  private static let programs = EmittedSamples.gayed + EmittedSamples.tradesense

  @Test(arguments: [0, 1, 2, 3]) func honchoAccepts(_ index: Int) throws {
    let folder = try TemporaryFolder()
    let files = EmittedSamples.files(ProcfileEmitter.self, [Self.programs[index]])
    let (path, text) = try #require(files.first)
    try folder.write(text, to: path)
    let output = try run("honcho", ["-f", path, "check"], directory: folder.path)
    #expect(output.status == 0, "\(output.stderr)")
    let expected = index < 2 ? "web, release, backtrader, frontend" : "web, release, worker"
    #expect((output.stdout + output.stderr).contains(expected), "\(output.stderr)")
  }

  @Test func honchoAcceptsWhatIsCompiled() throws {
    var count = 0
    for topology in CompiledTopologies.listing("procfile") {
      for program in topology.programs where program.environment.kind != .preview {
        let folder = try TemporaryFolder()
        let files = EmittedSamples.files(ProcfileEmitter.self, [program])
        let (path, text) = try #require(files.first)
        try folder.write(text, to: path)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        guard !lines.isEmpty else { continue }
        count += 1
        let output = try run("honcho", ["-f", path, "check"], directory: folder.path)
        #expect(output.status == 0, "\(topology.name): \(output.stderr)")
        let names = lines.map { $0.prefix { $0 != ":" } }.joined(separator: ", ")
        #expect((output.stdout + output.stderr).contains("(\(names))"), "\(topology.name): \(output.stderr)")
        for line in lines {
          let command = line.split(separator: ":", maxSplits: 1)[1]
          let checked = try run("sh", ["-n", "-c", String(command)])
          #expect(checked.status == 0, "\(line): \(checked.stderr)")
        }
      }
    }
    #expect(count >= 8)
  }

  /// The two commands of the header, with stand-ins for the programs that say how they were started.
  @Test func commandsOfTheHeaderStartWhatWasMeant() throws {
    let folder = try TemporaryFolder()
    let files = EmittedSamples.files(ProcfileEmitter.self, [EmittedSamples.gayed[0]])
    let (path, text) = try #require(files.first)
    try folder.write(text, to: path)
    // The env file that is written beside it, secrets still empty, and one more value.
    let example = try #require(
      EmittedSamples.files(DotenvEmitter.self, [EmittedSamples.gayed[0]])["infra/production/procfile/.env.example"])
    try folder.write(example + "SECRET='a b $x'\n", to: "infra/production/procfile/.env")
    for root in ["backend", "python-services/backtrader-analysis"] { try folder.write("", to: root + "/main.py") }
    for name in ["uvicorn", "gunicorn", "node", "alembic"] {
      let seconds = name == "alembic" ? 0 : 2
      let fake = try folder.write(
        "#!/bin/sh\necho \"started \(name) $* in ${PWD##*/} with $PORT $HOSTNAME $SECRET.\"\n"
          + "echo \"has $PORT $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p' | tr '\\n' ' ')\"\nexec sleep \(seconds)\n",
        to: "bin/" + name)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fake)
    }
    let commands = text.split(separator: "\n").filter { $0.hasPrefix("#   honcho") && $0.contains(" start ") }
      .map { String($0.dropFirst(4)) }
    #expect(commands.count == 2)
    let honcho = try Tools.path("honcho")
    let environment = [
      "PATH": folder.path("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
      "PYTHONUNBUFFERED": "1", "HOSTNAME": "box",
    ]
    let outputs = try commands.map { command in
      try run(
        "/bin/sh", ["-c", command.replacing("honcho", with: honcho, maxReplacements: 1)], environment: environment,
        directory: folder.path, limit: 60)
    }
    #expect(outputs[0].status == 0)
    #expect(outputs[0].stdout.contains("started alembic upgrade head in backend"))
    #expect(!outputs[0].stdout.contains("uvicorn"))
    let started = outputs[1].stdout
    #expect(
      started.contains(
        "started uvicorn main:app --host 0.0.0.0 --port 8000 --workers 2 --timeout-keep-alive 75 "
          + "--timeout-graceful-shutdown 25 --log-level info in backend with 8000 box a b $x."), "\(started)")
    #expect(
      started.contains(
        "started gunicorn app:app --bind 127.0.0.1:5000 --config "
          + "../../infra/production/gunicorn/backtrader/gunicorn.conf.py in"))
    #expect(started.contains("in backtrader-analysis with 5000 "))
    #expect(started.contains("started node .next/standalone/server.js in"))
    #expect(started.contains("with 3000 127.0.0.1 "))
    #expect(!started.contains("alembic"))
    for service in EmittedSamples.gayed[0].services where service.build != nil {
      let line = started.split(separator: "\n").first { $0.contains("has \(service.port ?? 0) ") } ?? ""
      let names = Set(line.split(separator: " ").map(String.init))
      let missing = service.env.filter { $0.isRequired && $0.phase == .run && !names.contains($0.name) }.map(\.name)
      #expect(missing.isEmpty, "\(service.name)")
    }
  }

  /// A command may hold anything: it stays one process, and the shell sees it unchanged.
  @Test(arguments: [
    "printf '%s|' 'a\nb' \"$A\"", "printf '%s|' 'a\u{2028}b\u{85}c\u{0B}d'", "printf '%s|' 'x: y' '\\n' '\"' # z",
    "printf '%s|' a; printf '%s|' b && printf '%s|' 'it'\\''s'",
  ]) func anyCommandStaysOneProcess(_ script: String) throws {
    var program = EmittedSamples.tradesense[0]
    let index = try #require(program.services.firstIndex { $0.name == "worker" })
    program.services[index].command = .shell(script)
    program.services[index].declared.insert(.start)
    program.services[index].build?.root = "."
    let folder = try TemporaryFolder()
    let (path, text) = try #require(EmittedSamples.files(ProcfileEmitter.self, [program]).first)
    try folder.write(text, to: path)
    let names = try run("honcho", ["-f", path, "check"], directory: folder.path)
    #expect((names.stdout + names.stderr).contains("(web, release, worker)"), "\(names.stderr)")
    let output = try run(
      "honcho", ["-f", path, "start", "worker"], environment: ["A": "*", "PYTHONUTF8": "1"], directory: folder.path)
    let direct = try run("/bin/sh", ["-c", script], environment: ["A": "*"])
    let shown = output.stdout.split(separator: "\n").compactMap { line -> String? in
      line.range(of: "worker.1 | ").map { String(line[$0.upperBound...]) }
    }
    .filter { !$0.hasPrefix("(") }
    .joined()
    let meant = direct.stdout.filter { !$0.isNewline }
    #expect(!meant.isEmpty && shown.filter { !$0.isNewline }.contains(meant), "\(output.stdout)")
  }
}
