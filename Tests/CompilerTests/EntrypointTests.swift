import Compiler
import Diagnostics
import Emit
import IR
import Rules
import TestSupport
import Testing

/// What an `entrypoint` starts counts like what `start` does, however the words are divided between the two.
@Suite struct EntrypointTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    let line: String
    /// What the line leads to when it is `start`.
    let code: String
    var type = "web"
    var keys = ""
    var source = "image: \"acme/shop:2.1\""
    var files: [String: String] = [:]

    var testDescription: String { line }
    var words: [String] { line.split(separator: " ").map(String.init) }
  }

  static let samples: [Sample] = [
    Sample(line: "uvicorn main:app --host 0.0.0.0 --workers 12", code: "E0731", type: "fastapi", keys: "workers: 2"),
    Sample(line: "celery -A shop worker", code: "W0730", type: "worker"),
    Sample(line: "dramatiq jobs", code: "W0730", type: "worker"),
    Sample(
      line: "celery -A shop worker --concurrency=20", code: "E0701", type: "worker",
      keys: "pools: { postgres: { size: 5, overflow: 5 } }"),
    Sample(
      line: "uvicorn main:app --host 0.0.0.0 --workers 12", code: "W0708", type: "fastapi",
      keys: "resources: { memory: 512MiB }"),
    Sample(line: "supervisord -c /etc/supervisord.conf", code: "W0734", type: "worker"),
    Sample(line: "celery -A shop beat", code: "E0620", type: "worker", keys: "scale: { replicas: 2 }"),
    Sample(line: "celery -A shop worker -B -c 2", code: "E0620", type: "worker", keys: "scale: { replicas: 3 }"),
    Sample(line: "python manage.py runserver 0.0.0.0:8000", code: "W0816"),
    Sample(line: "gunicorn main:app --bind 127.0.0.1:8000", code: "E0613"),
    Sample(line: "uvicorn main:app", code: "E0613"),
    Sample(line: "gunicorn main:app --bind 0.0.0.0:9000", code: "E0611"),
    Sample(line: "alembic upgrade head", code: "E0615", keys: "scale: { replicas: 2 }"),
    Sample(
      line: "redis-server --requirepass s3cret", code: "W1023", type: "worker",
      keys: "health: { command: [redis-cli, ping] }"),
    Sample(line: "sh /run.sh", code: "E0230", source: "image: gcr.io/distroless/static-debian12:nonroot"),
    Sample(
      line: "gunicorn main:app --bind 0.0.0.0:8000", code: "W1007", type: "fastapi", source: "root: ./api",
      files: [
        "api/requirements.txt": "fastapi==0.115.6\n", "api/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
      ]),
    Sample(
      line: "uvicorn main:app --host 0.0.0.0", code: "W1030", type: "fastapi", source: "root: ./api",
      files: [
        "api/requirements.txt": "fastapi==0.115.6\nuvicorn==0.34.0\n",
        "api/shop/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
      ]),
    Sample(
      line: "gunicorn main:app --bind 0.0.0.0:8000", code: "W0736", type: "flask", source: "root: ./api",
      files: [
        "api/requirements.txt": "flask==3.1.0\ngunicorn==23.0.0\n", "api/gunicorn.conf.py": "workers = 9\n",
        "api/main.py": "from flask import Flask\napp = Flask(__name__)\n",
      ]),
    Sample(
      line: "npm run serve", code: "W1024", source: "root: ./api, build: { dockerfile: api/Dockerfile }",
      files: ["api/package.json": "{\"scripts\": {\"start\": \"node .\"}}", "api/Dockerfile": "FROM node:22\n"]),
    Sample(
      line: "npm run start", code: "W1025", source: "root: ./api, build: { dockerfile: api/Dockerfile }",
      files: ["api/package.json": "{\"scripts\": {\"start\": \"nodemon .\"}}", "api/Dockerfile": "FROM node:22\n"]),
    Sample(
      line: "node server.js", code: "W1003", source: "root: ./api, build: { dockerfile: api/Dockerfile }",
      files: [
        "api/package.json": "{}", "api/Dockerfile": "FROM node:22\nCMD [\"node\", \"other.js\"]\n",
        "api/server.js": "require('http').createServer(() => {}).listen(3999)\n",
      ]),
  ]

  /// What a topology says about the service: its findings, and what is counted of it.
  private struct Outcome: Equatable {
    let codes: [String]
    let marked: String?
    let programs: [String]
    let workers: Int?
    let budget: [String]
  }

  private static func outcome(_ sample: Sample, _ command: String) -> (Outcome, report: String) {
    let health = sample.keys.contains("health") ? "" : ", health: none"
    let keys = sample.keys.isEmpty ? "" : ", " + sample.keys
    let port = sample.type == "worker" ? "" : ", port: 8000"
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 17, tuning: { max_connections: 100 } }
        api:
          { type: \(sample.type), \(sample.source)\(port)\(health)\(keys), variables: { DATABASE_URL: $<<postgres.url>> }, \(command) }
      """, beside: sample.files.sorted { $0.key < $1.key }.map { (path: $0.key, text: $0.value) })
    let service = checked.service("api")
    let budget = checked.program()?.connectionBudget(of: "postgres")?.consumers.map(\.explanation) ?? []
    return (
      Outcome(
        codes: checked.codes, marked: checked.marked(sample.code), programs: service?.programs ?? [],
        workers: service?.workers, budget: budget),
      checked.report
    )
  }

  private static func list(_ words: some Sequence<String>) -> String {
    "[" + words.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
  }

  @Test(arguments: samples)
  func entrypointCountsAsStart(sample: Sample) {
    let (start, report) = Self.outcome(sample, "start: \"\(sample.line)\"")
    #expect(start.codes.contains(sample.code), "\(report)")
    for form in [
      "entrypoint: \"\(sample.line)\"", "entrypoint: [tini, --], start: \"\(sample.line)\"",
      "entrypoint: [./entry.sh], start: \"\(sample.line)\"",
    ] where sample.code != "E0230" || !form.contains("start") {
      let (found, report) = Self.outcome(sample, form)
      #expect(found == start, "\(form)\n\(report)")
    }
  }

  /// However a list of words is divided: the container runs the same.
  @Test(arguments: samples.filter { !["E0230", "W1007", "W1024", "W1025"].contains($0.code) })
  func aListCanBeDivided(sample: Sample) {
    let words = sample.words
    let (whole, report) = Self.outcome(sample, "start: \(Self.list(words))")
    #expect(whole.codes.contains(sample.code), "\(report)")
    let (alone, _) = Self.outcome(sample, "entrypoint: \(Self.list(words))")
    #expect(alone == whole)
    for count in 1..<words.count {
      let form = "entrypoint: \(Self.list(words.prefix(count))), start: \(Self.list(words.dropFirst(count)))"
      let (divided, report) = Self.outcome(sample, form)
      #expect(divided.codes == whole.codes, "\(form)\n\(report)")
      #expect(divided.budget == whole.budget && divided.workers == whole.workers, "\(form)")
    }
  }

  /// Two programs in one line of a shell.
  @Test func severalPrograms() {
    let line = "arq jobs.Settings & exec uvicorn main:app --host 0.0.0.0 --workers 3"
    let sample = Sample(line: line, code: "W0734", type: "fastapi")
    let (start, report) = Self.outcome(sample, "start: \"\(line)\"")
    #expect(start.codes.contains("W0734") && start.workers == 4, "\(report)")
    for form in ["entrypoint: \"\(line)\"", "entrypoint: [sh, -c, \"\(line)\"]"] {
      #expect(Self.outcome(sample, form).0 == start, "\(form)")
    }
  }

  /// What targets write differs in the key of the words alone.
  @Test(arguments: [
    ("flask", "gunicorn main:app --bind 0.0.0.0:5000 -w 3"), ("fastapi", "uvicorn main:app --host 0.0.0.0 --workers 2"),
    ("web", "hypercorn main:app --bind 0.0.0.0:8000"), ("worker", "celery -A shop worker -c 2"),
  ])
  func targetsWriteTheSame(type: String, line: String) {
    func files(_ key: String) -> [String: [String]] {
      let code = type == "web" || type == "worker" ? "build: { toolchain: uv }, " : ""
      let port = type == "web" ? "port: 8000, " : ""
      let web = type == "worker" ? "" : "public: true, health: /health, "
      let checked = Checked(
        """
        infracc: 1
        project: shop
        targets: [compose, railway, procfile]
        services:
          postgres: { version: 17 }
          api: { type: \(type), root: ./api, \(code)\(port)\(web)variables: { A: $<<postgres.url>> }, \(key): "\(line)" }
        """)
      let emitted = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
      #expect(emitted.count > 4, "\(checked.report)")
      return Dictionary(
        uniqueKeysWithValues: emitted.map { file in
          let lines = file.content.split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("CMD ") && !$0.contains("infracc:sha256=")
          }
          return (file.path, lines.map { $0.replacing("    entrypoint: ", with: "    command: ") })
        })
    }
    let (start, entrypoint) = (files("start"), files("entrypoint"))
    #expect(start.keys.sorted() == entrypoint.keys.sorted())
    for (path, lines) in start { #expect(lines == entrypoint[path], "\(path)") }
  }

  /// A worker of a web service's code runs what its own entrypoint starts.
  @Test(arguments: [("", true), (", entrypoint: [python, jobs.py]", false), (", entrypoint: []", true)])
  func aWorkerOfAServer(keys: String, runsServer: Bool) {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, root: ./api, health: /health }
        jobs: { type: worker, extends: api\(keys) }
      """)
    #expect(checked.codes.contains("W0632") == runsServer, "\(checked.report)")
  }

  /// A type's own command is not run behind a server that an entrypoint starts, and is behind everything else.
  @Test(arguments: [
    ("[gunicorn, \"main:app\", --bind, \"0.0.0.0:8000\"]", false), ("[tini, --]", true), ("[./entry.sh]", true),
  ])
  func theCommandOfTheType(entrypoint: String, isDerived: Bool) throws {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose, procfile, dockerfile]
      services:
        api: { type: fastapi, root: ./api, health: /health, entrypoint: \(entrypoint) }
      """)
    let service = try #require(checked.service("api"), "\(checked.report)")
    #expect((service.command != nil) == isDerived)
    #expect(service.hasWrittenCommand == !isDerived)
  }
}
