package import Diagnostics
import IR
import Model
import Resolution
import Rules

extension DiagnosticKind {
  package static let processesElsewhere = DiagnosticKind(
    "W0736", "processes-elsewhere", tunable: true,
    summary: "a file of the code starts another number of processes than the budgets count",
    explanation: """
      Connection and memory budgets count the processes of the topology: `workers`, or a number in `start`. A literal in
      `gunicorn.conf.py` overrides `WEB_CONCURRENCY`, `ecosystem.config.js` sets the number for pm2, and a hand-written
      Dockerfile has a command of its own. Each may start more processes than are counted, with a pool each.

      Let the file read the variable, `workers = int(os.environ["WEB_CONCURRENCY"])`, and set `workers` in the topology.
      Or set `workers` to the number that the file starts.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 18, backup: { schedule: "0 3 * * *" } }
        api:
          type: flask
          root: ./api
          health: none
          workers: 2
                   ^
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 18, backup: { schedule: "0 3 * * *" } }
        api:
          type: flask
          root: ./api
          health: none
          workers: 2
          variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
      """,
    options: ExampleOptions(
      files: files("workers = 8\n"),
      passingFiles: files("import os\n\nworkers = int(os.environ[\"WEB_CONCURRENCY\"])\n")))

  private static func files(_ configuration: String) -> [ExampleFile] {
    [
      ExampleFile("api/gunicorn.conf.py", configuration),
      ExampleFile(
        "api/app.py",
        "import os\n\nfrom flask import Flask\n\napp = Flask(__name__)\nDATABASE_URL = os.environ[\"DATABASE_URL\"]\n"),
      ExampleFile("api/requirements.txt", "flask==3.1.0\ngunicorn==27.0.1\n"),
    ]
  }
}

/// A number of processes in a file beside the topology that differs from the one that is counted.
package enum ProcessesElsewhere: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      for service in root.services where isCounted(service) {
        guard let found = ofImage(service, root) ?? ofConfiguration(service, root) else { continue }
        let counted = WorkerArithmetic.workers(of: service.symbol)
        guard found.count != counted else { continue }
        report(found, counted, of: service, root, context)
      }
    }
  }

  /// Whether the number of its processes is part of a sum.
  private static func isCounted(_ service: ProbedService) -> Bool {
    let declaration = service.declaration
    return declaration.workers != nil || declaration.resources != nil
      || service.occurrences.contains { !$0.context.program.connectionBudgets(with: service.name).isEmpty }
  }

  private struct Found {
    /// Nil: one for each processor of the host.
    let count: Int?
    let program: String
    let file: RepositoryReader.File
    let place: Range<Int>
    /// What makes the file read the number.
    let remedy: String
  }

  private static func report(
    _ found: Found, _ counted: Int, of service: ProbedService, _ root: CodeRoot, _ context: ProbeContext
  ) {
    let declaration = service.declaration
    let isImage = service.lowered.wholeCommand == nil
    let written = declaration.start ?? declaration.entrypoint
    let span =
      declaration.workers?.span ?? (isImage ? declaration.build?.value.dockerfile?.span : written?.span)
      ?? declaration.nameSpan
    let key: ServiceKey =
      declaration.workers != nil ? .workers : isImage ? .buildDockerfile : service.lowered.commandKey
    let number = found.count.map { "\($0) process\($0 == 1 ? "" : "es")" } ?? "one process per CPU of the host"
    context.report(
      .processesElsewhere, at: span, path: service.path(key.rawValue),
      "`\(root.inner(found.file))` starts \(number) of `\(service.name)`; \(counted) \(counted == 1 ? "is" : "are") counted"
    ) {
      context.show(found.place, of: found.file, "sets the number", in: &$0)
      $0.notes = ["each process has a connection pool and memory of its own"]
      $0.help = [found.remedy]
    }
  }

  // MARK: The image's own command

  private static func ofImage(_ service: ProbedService, _ root: CodeRoot) -> Found? {
    guard service.lowered.wholeCommand == nil, let (file, content) = root.dockerfile(of: service),
      let line = content.commandLine, let command = content.command
    else { return nil }
    let parts = StartedProcesses.parts(ofLine: line)
    guard parts.count == 1, let part = parts.first else { return nil }
    let flag = part.program.flag.map { "write `\($0) $WEB_CONCURRENCY` there, and " } ?? ""
    func found(_ count: Int?) -> Found {
      Found(
        count: count, program: part.program.name, file: file, place: command.instruction.place,
        remedy: count.map { "\(flag)`variables: { WEB_CONCURRENCY: \($0) }`, so that they are counted" }
          ?? "\(flag)a number: `variables: { WEB_CONCURRENCY: 2 }`")
    }
    switch part.count {
    case .exact(let count, _?): return found(count)
    case .hostCPUs: return found(nil)
    default: return nil
    }
  }

  // MARK: Files that servers read

  private static func ofConfiguration(_ service: ProbedService, _ root: CodeRoot) -> Found? {
    if let name = gunicornFile(of: service), let file = root.file(name) {
      return literal(named: "workers", behind: "=", in: file, .python, program: "gunicorn") {
        "let the file read the key: `workers = int(os.environ[\"WEB_CONCURRENCY\"])`, or write `workers: \($0)`"
      }
    }
    guard let name = service.commandWords.last(where: { $0.holds("ecosystem.config.") }),
      service.commandWords.contains(where: { $0.hasSuffix("pm2") || $0.hasSuffix("pm2-runtime") }),
      let file = root.file(name.hasPrefix("./") ? String(name.dropFirst(2)) : name)
    else { return nil }
    return literal(named: "instances", behind: ":", in: file, .javaScript, program: "pm2") {
      "let the file read the key: `instances: process.env.WEB_CONCURRENCY`, or write `workers: \($0)`"
    }
  }

  /// The configuration file that gunicorn reads; nil where the command or a variable overrides it.
  private static func gunicornFile(of service: ProbedService) -> String? {
    let words = service.commandWords
    guard let start = words.firstIndex(where: { $0 == "gunicorn" || $0.hasSuffix("/gunicorn") }) else { return nil }
    let arguments = words[(start + 1)...]
    if arguments.contains(where: { $0.hasPrefix("-w") || $0.hasPrefix("--workers") }) { return nil }
    if service.has("GUNICORN_CMD_ARGS") { return nil }
    for (index, word) in zip(arguments.indices, arguments) {
      if ["-c", "--config"].contains(word), index + 1 < arguments.endIndex { return plain(arguments[index + 1]) }
      if word.hasPrefix("--config=") { return plain(String(word.dropFirst(9))) }
    }
    return "gunicorn.conf.py"
  }

  private static func plain(_ path: String) -> String {
    path.hasPrefix("./") ? String(path.dropFirst(2)) : path.hasPrefix("file:") ? String(path.dropFirst(5)) : path
  }

  /// The only literal of a name: a number, or what means the processors of the host.
  private static func literal(
    named name: StaticString, behind symbol: Unicode.Scalar, in file: RepositoryReader.File, _ language: CodeLanguage,
    program: String, remedy: (String) -> String
  ) -> Found? {
    file.bytes.withUnsafeBufferPointer { bytes in
      let tokens = CodeLexer.tokens(of: bytes, language)
      let places = tokens.indices.filter { tokens.isWord($0, name) && tokens.isSymbol($0 + 1, symbol) }
      guard places.count == 1, let index = places.first else { return nil }
      func found(_ count: Int?) -> Found {
        Found(
          count: count, program: program, file: file, place: tokens.range(index),
          remedy: remedy(count.map(String.init) ?? "2"))
      }
      let value = tokens.text(index + 2)
      if let number = Int(value), !isContinued(tokens, index + 3) {
        return found(number == 0 && program == "pm2" ? nil : max(1, number))
      }
      if tokens.isString(index + 2), value == "max" { return found(nil) }
      // `multiprocessing.cpu_count() * 2 + 1`, in one line.
      var next = index + 2
      while let kind = tokens.kind(next), kind != .line, next < index + 12 {
        if tokens.isWord(next, "cpu_count") || tokens.isWord(next, "availableParallelism") { return found(nil) }
        next += 1
      }
      return nil
    }
  }

  /// Whether an expression goes on: `2 * cores`.
  private static func isContinued(_ tokens: CodeTokens, _ index: Int) -> Bool {
    ["+", "*", "-", "/"].contains { tokens.isSymbol(index, $0) }
  }
}
