import Foundation
import JSON
import Testing
import TestSupport

/// `infracc check` as people, hooks and programs call it.
struct CheckCommandTests {
  @Test func aGoodTopologyIsZero() throws {
    let output = try infracc("check", in: try Shop.folder())
    #expect(output.status == 0)
    #expect(output.stdout == "")
    #expect(output.stderr.contains("topology.yaml: no errors or warnings in 2 environments\n"))
  }

  @Test func aMistakeIsOneAndStandsOnStandardError() throws {
    let output = try infracc("check", in: try Shop.folder(Shop.broken))
    #expect(output.status == 1)
    #expect(output.stdout == "")
    #expect(output.stderr.hasPrefix("error[E0301]: "))
    #expect(output.stderr.contains("--> topology.yaml:10:35\n"))
    #expect(!output.stderr.contains("no errors or warnings"))
  }

  @Test func readsStandardInput() throws {
    let good = try infracc("check", "-", input: Shop.topology)
    #expect(good.status == 0)
    #expect(good.stderr.contains("<stdin>: no errors or warnings"))
    let broken = try infracc("check", "-", input: Shop.broken)
    #expect(broken.status == 1)
    #expect(broken.stderr.contains("--> <stdin>:10:35\n"))
  }

  @Test func severalFilesMakeOneReport() throws {
    let folder = try Shop.folder()
    try folder.write(Shop.broken, to: "a/topology.yaml")
    try folder.write(Shop.broken, to: "b/topology.yaml")
    let output = try infracc("check", "topology.yaml", "a/topology.yaml", "b/topology.yaml", in: folder)
    #expect(output.status == 1)
    #expect(output.stderr.contains("--> a/topology.yaml:10:35\n"))
    #expect(output.stderr.contains("--> b/topology.yaml:10:35\n"))
    #expect(output.stderr.contains("\n2 errors (2 can be fixed with infracc fix)\n"))
    #expect(output.stderr.contains("\ntopology.yaml: no errors or warnings"))
    // The same file named twice is read once.
    let twice = try infracc("check", "a/topology.yaml", "a/topology.yaml", in: folder)
    #expect(twice.stderr.contains("\n1 error (1 can be fixed with infracc fix)\n"))
  }

  @Test func anUnreadableFileDoesNotHideTheOthers() throws {
    let folder = try Shop.folder(Shop.broken)
    let output = try infracc("check", "topology.yaml", "gone.yaml", in: folder)
    #expect(output.status == 2)
    #expect(output.stderr.contains("error[E0301]"))
    #expect(output.stderr.contains("error[E0101]: cannot read `gone.yaml`"))
  }

  @Test func jsonIsOneObjectOnStandardOutput() throws {
    let folder = try Shop.folder(Shop.broken)
    try folder.write(Shop.broken, to: "b/topology.yaml")
    let output = try infracc(
      "check", "--format", "json", "--color", "always", "topology.yaml", "b/topology.yaml", "gone.yaml", in: folder)
    #expect(output.status == 2)
    #expect(output.stderr == "")
    let report = try parse(output.stdout)
    #expect(report["version"]?.int == 1)
    #expect(report["summary"]?["errors"]?.int == 3)
    let errors = report["diagnostics"]?.array?.filter { $0["severity"]?.string == "error" }
    let files = errors?.map { $0["spans"]?.array?.first?["file_name"]?.string ?? "none" }
    #expect(files == ["topology.yaml", "b/topology.yaml", "none"])
    #expect(!output.stdout.contains("\u{1B}"))
  }

  @Test func jsonOfNothingIsAnObjectAsWell() throws {
    let output = try infracc("check", "--format", "json", in: try Shop.folder())
    #expect(output.status == 0)
    #expect(output.stderr == "")
    #expect(try parse(output.stdout)["summary"]?["errors"]?.int == 0)
  }

  @Test func coloursAreAskedForOrForATerminal() throws {
    let folder = try Shop.folder(Shop.broken)
    func isColoured(_ arguments: String, _ variables: [String: String]) throws -> Bool {
      let command = "\(try Repository.program) check \(arguments)"
      let surroundings = ["TERM": "xterm", "NO_COLOR": ""].merging(variables) { _, new in new }
      // `script` gives the program a terminal.
      let output = try run(
        "script", ["--quiet", "--return", "--command", command, "/dev/null"], environment: surroundings,
        directory: folder.path)
      #expect(output.status == 1)
      #expect(output.stdout.contains("E0301"))
      return output.stdout.contains("\u{1B}[")
    }
    #expect(try isColoured("", [:]))
    #expect(try !isColoured("", ["NO_COLOR": "1"]))
    #expect(try !isColoured("", ["TERM": "dumb"]))
    #expect(try !isColoured("--color never", [:]))
    #expect(try isColoured("--color always", ["NO_COLOR": "1"]))
    // Without a terminal there are none, unless they are asked for.
    #expect(try !infracc("check", in: folder).stderr.contains("\u{1B}["))
    #expect(try infracc("check", "--color", "always", in: folder).stderr.contains("\u{1B}[1;31merror[E0301]"))
  }

  @Test func findingsCanBeLimited() throws {
    let many = (1...7).map { "    V\($0): $<<nobody\($0).url>>\n" }.joined()
    let text = "infracc: 1\nproject: shop\nservices:\n  api:\n    type: worker\n    image: shop:1\n    variables:\n"
    let folder = try Shop.folder(text + many.replacingOccurrences(of: "    V", with: "      V"))
    let all = try infracc("check", "--no-fs", in: folder)
    #expect(all.stderr.components(separatedBy: "error[").count == 8)
    let few = try infracc("check", "--no-fs", "--max-errors", "2", in: folder)
    #expect(few.status == 1)
    #expect(few.stderr.components(separatedBy: "error[").count == 3)
    #expect(few.stderr.contains("… and 5 errors more, not shown"))
    #expect(few.stderr.contains("\n7 errors\n"))
  }

  @Test func infosAreCountedUnlessAskedFor() throws {
    let text = Shop.topology.replacingOccurrences(
      of: "health: /health", with: "health: /health\n    resources: { memory: 1GiB }")
    let folder = try Shop.folder(text)
    let counted = try infracc("check", in: folder)
    #expect(counted.status == 0)
    #expect(counted.stderr.contains("2 infos not shown; `--infos` shows them\n"), "\(counted.stderr)")
    #expect(!counted.stderr.contains("info["))
    for option in ["--infos", "--notes"] {
      let shown = try infracc("check", option, in: folder)
      #expect(shown.stderr.contains("info[I0914]"))
      #expect(!shown.stderr.contains("not shown"))
    }
  }

  @Test func missingFoldersAreLookedForUnlessToldNotTo() throws {
    let folder = try Shop.folder(
      Shop.topology.replacingOccurrences(of: "type: fastapi", with: "type: fastapi\n    root: src"))
    let looked = try infracc("check", in: folder)
    #expect(looked.status == 1)
    #expect(looked.stderr.contains("`src` does not exist"))
    #expect(try infracc("check", "--no-fs", "--no-probe", in: folder).status == 0)
    try folder.write("", to: "src/main.py")
    #expect(try infracc("check", in: folder).status == 0)
    // Paths belong to the topology, wherever one stands.
    let elsewhere = try TemporaryFolder()
    #expect(try infracc("check", folder.path("topology.yaml"), in: elsewhere).status == 0)
  }

  @Test func whereTheResultCannotBeWrittenItSaysSo() throws {
    let output = try run("sh", ["-c", "\(try Repository.program) schema > /dev/full"])
    #expect(output.status == 3)
    #expect(output.stderr.contains("cannot write to standard output: No space left on device"))
    // A reader that has seen enough is no mistake.
    let head = try run("bash", ["-o", "pipefail", "-c", "\(try Repository.program) schema | head -n 1"])
    #expect(head.status == 0)
    #expect(head.stdout == "{\n")
    #expect(head.stderr == "")
  }

  @Test(arguments: ["ILL", "TRAP", "SEGV", "ABRT"])
  func aMistakeOfOursIsSeventy(signal: String) throws {
    // The pipe holds 64 KiB: once more than that is written, the program is reading, and has set itself up.
    let script = """
      mkfifo input
      "$0" check - < input &
      program=$!
      exec 3> input
      head -c 200000 /dev/zero >&3
      kill -\(signal) "$program"
      wait "$program"
      """
    let folder = try TemporaryFolder()
    let output = try run("sh", ["-c", script, try Repository.program], directory: folder.path, limit: 30)
    #expect(output.status == 70)
    #expect(output.stderr.contains("infracc: stopped by a mistake of its own"))
  }
}

struct RefsCommandTests {
  @Test func listsWhatCanBeReferredTo() throws {
    let folder = try Shop.folder()
    let output = try infracc("refs", "postgres", in: folder)
    #expect(output.status == 0)
    #expect(output.stdout.contains("$<<postgres.DATABASE_URL>>"))
    #expect(!output.stdout.contains("$<<api."))
    let all = try parse(try infracc("refs", "--format", "json", in: folder).stdout).array ?? []
    #expect(all.contains { $0["reference"]?.string?.contains("api.") ?? false })
  }

  /// Outputs that the topology declares, with the marks of what they are made of, and services outside of it.
  @Test func listsDeclaredOutputs() throws {
    let folder = try Shop.folder(
      """
      infracc: 1
      project: shop
      secrets: { KEY: external }
      services:
        mongo:
          type: external
          outputs: { url: { type: url<mongodb>, value: "mongodb://mongo.example.com/d" }, key: { type: string, secret: KEY } }
        rabbit:
          type: web
          image: rabbitmq:4
          port: 5672
          outputs: { amqp: { type: url<amqp>, value: "amqp://$<<rabbit.private_host>>:5672" } }
        mails: { type: worker, image: "a/b:1" }
      """)
    let mongo = try infracc("refs", "mongo", in: folder)
    #expect(mongo.status == 0)
    let lines = mongo.stdout.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      lines == [
        "$<<mongo.url>> url<mongodb> public, known at compile",
        "$<<mongo.key>> string secret, known at provision",
      ])
    #expect(try infracc("refs", "rabbit", in: folder).stdout.contains("$<<rabbit.amqp>>"))
    let nothing = try infracc("refs", "mails", in: folder)
    #expect(nothing.status == 0 && nothing.stdout.isEmpty)
    #expect(nothing.stderr.contains("`mails` offers nothing that a reference can name"))
  }

  /// What `explain E0309` says.
  @Test func listsFilters() throws {
    let text = try infracc("refs", "--filters").stdout
    #expect(text.contains("driver(\"asyncpg\")") && text.contains("declassify"))
    let rows = try parse(try infracc("refs", "--filters", "--format", "json").stdout).array ?? []
    #expect(rows.count == text.split(separator: "\n").count)
    #expect(try infracc("explain", "E0309").stdout.contains("infracc refs --filters"))
  }

  @Test func answersForATopologyWithMistakes() throws {
    let output = try infracc("refs", "postgres", in: try Shop.folder(Shop.broken))
    #expect(output.status == 0)
    #expect(output.stdout.contains("$<<postgres.DATABASE_URL>>"))
    #expect(output.stderr.contains("`topology.yaml` has 1 error; `infracc check` shows what"))
    let hopeless = try infracc("refs", in: try Shop.folder("infracc: 7\n"))
    #expect(hopeless.status == 1)
    #expect(hopeless.stderr.contains("error["))
  }
}

/// A whole output as JSON; anything before or behind the value is a mistake.
func parse(_ text: String) throws -> JSONValue {
  switch JSONReader.parse(Array(text.utf8)) {
  case .success(let value): return value
  case .failure(let problem): throw TestSupportError("no JSON: \(problem.message) at byte \(problem.offset)")
  }
}
