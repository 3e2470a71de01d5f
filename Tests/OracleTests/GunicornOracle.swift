import Emit
import Foundation
import IR
import TestSupport
import Testing

/// gunicorn reads the file that the emitter writes.
@Suite("gunicorn takes its configuration", .waiting)
struct GunicornOracle {
  static let cases: [(program: Program, service: String)] =
    [
      (TunedPrograms.tradesenseProduction, "backend"), (TunedPrograms.gayedStaging, "backtrader"),
      (hostile, "backtrader"),
    ] + CompiledTopologies.gayed.standard.map { ($0, "backtrader") }
    + CompiledTopologies.tradesense.standard.map { ($0, "backend") }

  /// Values with everything in them that a syntax could trip over.
  static let hostile: Program = {
    var program = SamplePrograms.gayedStaging
    for index in program.services.indices where program.services[index].name == "backtrader" {
      program.services[index].server?.app = "app:app # \n import sys"
      program.services[index].server?.extra = [
        Recipe.Pair("proc_name", "it's \"a\" \\ {name}\nnext line é \u{2028} \u{1F600}"),
        Recipe.Pair("preload_app", "true"), Recipe.Pair("backlog", "512"), Recipe.Pair("accesslog", "None"),
      ]
    }
    return program
  }()

  @Test("--print-config says what was meant", arguments: 0..<GunicornOracle.cases.count)
  func accepted(_ index: Int) throws {
    let (program, name) = Self.cases[index]
    let service = try #require(program.service(name))
    let server = try #require(service.server)
    let emission = GunicornEmitter.emit(
      EmitRequest(programs: [program], layout: OutputLayout(), targets: program.targets))
    #expect(emission.findings.isEmpty)
    let file = try #require(emission.files.first { $0.path.contains("/\(name)/") })
    let folder = try TemporaryFolder()
    try folder.write(file.content, to: "gunicorn.conf.py")
    try folder.write("def app(environ, start_response):\n    return []\n", to: "\(module(server.app)).py")

    let target = "\(module(server.app)):app"
    let checked = try run(
      "gunicorn", [target, "--config", "gunicorn.conf.py", "--check-config"], directory: folder.path, limit: 120)
    #expect(checked.status == 0, "\(checked.stderr)")
    let printed = try run(
      "gunicorn", [target, "--config", "gunicorn.conf.py", "--print-config"],
      environment: ["PORT": "7654", "WEB_CONCURRENCY": "3"], directory: folder.path, limit: 120)
    let values = self.values(printed.stdout)
    #expect(values["bind"] == "['0.0.0.0:7654']")
    #expect(values["workers"] == "3")
    #expect(values["timeout"] == server.timeout.map { "\($0 / 1000)" })
    #expect(values["graceful_timeout"] == "\(server.gracefulTimeout / 1000)")
    #expect(values["keepalive"] == "\(server.keepalive / 1000)")
    #expect(values["max_requests"] == "\(server.maxRequests ?? 0)")
    #expect(values["max_requests_jitter"] == "\(server.maxRequestsJitter ?? 0)")
    #expect(values["loglevel"] == server.logLevel ?? "info")
    #expect(values["worker_tmp_dir"] == "/dev/shm")
    #expect(values["worker_class"]?.contains(server.workerClass ?? "") == true)
    for pair in server.extra where pair.name != "proc_name" {
      #expect(values[pair.name] == (pair.value == "true" ? "True" : pair.value))
    }
  }

  @Test("texts come back from Python as they were")
  func texts() throws {
    for text in ["it's \"a\" \\ {name}", "\u{0}\u{7F}\n\r\t", "é \u{2028} \u{1F600}", "", "\\x41", "True"] {
      let output = try run(
        "python3", ["-c", "import sys; sys.stdout.write(ascii(\(PythonText.string(text))))"],
        environment: ["PYTHONIOENCODING": "utf-8"])
      let again = try run("python3", ["-c", "import sys; sys.stdout.buffer.write(\(output.stdout).encode())"])
      #expect(again.stdout == text)
    }
  }

  @Test("a name that is no name of Python is refused, and the file stays sound")
  func names() {
    var program = SamplePrograms.gayedStaging
    for index in program.services.indices where program.services[index].name == "backtrader" {
      program.services[index].server?.extra = [Recipe.Pair("no-name = 1\nimport os", "1"), Recipe.Pair("class", "1")]
    }
    let emission = GunicornEmitter.emit(
      EmitRequest(programs: [program], layout: OutputLayout(), targets: program.targets))
    #expect(emission.findings.map(\.code) == ["E0916", "E0916"])
    #expect(emission.files.allSatisfy { !$0.content.contains("no-name") })
  }

  private func module(_ app: String) -> String { String(app.prefix { $0 != ":" }) }

  /// `name = value` lines of `--print-config`.
  private func values(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.components(separatedBy: " = ")
      guard parts.count >= 2 else { continue }
      values[parts[0].trimmingCharacters(in: .whitespaces)] = parts[1...].joined(separator: " = ")
    }
    return values
  }
}
