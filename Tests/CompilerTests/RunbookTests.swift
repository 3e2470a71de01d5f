import Compiler
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// The runbook of an environment: everything in it exists, and everything that can go wrong has its section.
@Suite struct RunbookTests {
  /// One environment of an example: its program, its files by their paths, and the page.
  private struct Page {
    let program: Program
    let files: [String: EmittedFile]
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The anchors of the headings, as code platforms make them.
    var anchors: [String] {
      var isInside = false
      return lines.compactMap { line in
        if line.hasPrefix("```") { isInside.toggle() }
        guard !isInside, line.hasPrefix("#") else { return nil }
        let title = line.drop { $0 == "#" }.dropFirst().lowercased()
        return title.filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }.replacing(" ", with: "-")
      }
    }

    /// The lines of blocks of code, and inline code with several words that begins with a program.
    var commands: [String] {
      var commands: [String] = []
      var isInside = false
      for line in lines {
        if line.hasPrefix("```") {
          isInside.toggle()
        } else if isInside {
          if !line.hasPrefix("#") { commands.append(line.trimmingCharacters(in: .whitespaces)) }
        } else if !line.hasPrefix("<!--") {
          commands += line.matches(of: /`([^`]+)`/).map { String($0.1) }.filter { text in
            ["docker", "kubectl", "railway", "infracc", "curl", "git"].contains { text.hasPrefix($0 + " ") }
              && text.split(separator: " ").count > 2
          }
        }
      }
      return commands
    }
  }

  private static func pages(of topology: String, targets: String? = nil) throws -> [Page] {
    var text = try Repository.text(topology + "/topology.yaml")
    if let targets { text.replace(/(?m)^targets: .*$/, with: "targets: [\(targets)]") }
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
    let built = compilation.emit(EmissionRequest(layout: OutputLayout())).files
    let files = Dictionary(built.map { ($0.file.path, $0.file) }, uniquingKeysWith: { first, _ in first })
    return compilation.programs.compactMap { program in
      files["\(program.environment.name)/runbook/RUNBOOK.md"].map {
        Page(program: program, files: files, text: $0.content)
      }
    }
  }

  private static let examples = Repository.examples.map { "examples/\($0)" } + ["Tests/Fixtures/emit/proxy"]

  private static let known: [[Substring]] = {
    let text = (try? Repository.text("Tests/Fixtures/runbook/commands.txt")) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
  }()

  private static func isKnown(_ command: String) -> Bool {
    let words = command.split(separator: " ")
    return known.contains { pattern in
      words.count >= pattern.count
        && zip(words, pattern).allSatisfy { word, part in part == word || part.allSatisfy(\.isUppercase) }
    }
  }

  @Test("every command exists: a file that is written, or a command of the target's program", arguments: examples)
  func commands(topology: String) throws {
    let pages = try Self.pages(of: topology)
    #expect(!pages.isEmpty)
    for page in pages {
      #expect(page.commands.count > 5)
      for command in page.commands {
        let first = String(command.prefix { $0 != " " })
        guard first.hasPrefix("./") || first.hasPrefix("../") else {
          #expect(Self.isKnown(command), "\(command)")
          continue
        }
        // From the directory of the target, which is the environment's own or that of the project.
        let environment = page.program.environment.name
        let isThere = ["\(environment)/kubernetes", "\(environment)/compose", "railway"].contains { directory in
          page.files[Self.resolved(first, in: directory)]?.isExecutable == true
        }
        #expect(isThere, "\(command)")
      }
    }
  }

  /// A path as seen from a directory.
  private static func resolved(_ path: String, in directory: String) -> String {
    path.split(separator: "/").reduce(into: directory.split(separator: "/")) { parts, part in
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }.joined(separator: "/")
  }

  @Test("what commands name is in the files of the target", arguments: examples)
  func names(topology: String) throws {
    for page in try Self.pages(of: topology) {
      let environment = page.program.environment.name
      let compose = page.files["\(environment)/compose/docker-compose.yml"]?.content ?? ""
      let manifests = page.files.filter { $0.key.hasPrefix("\(environment)/kubernetes/") }.map(\.value.content)
      for command in page.commands {
        if let match = command.firstMatch(
          of: /^docker compose (?:exec|logs|restart|run|start|stop|up)((?: -\S+| 200)*) (.+)$/)
        {
          let names = match.2.split(separator: " ").prefix { !$0.hasPrefix("-") }
          let isExec = command.contains(" exec ") || command.contains(" run ")
          for name in isExec ? names.prefix(1) : names { #expect(compose.contains("\n  \(name):"), "\(command)") }
        }
        for match in command.matches(of: /(?:deployment|statefulset|cronjob)\/([a-z0-9-]+)/) {
          #expect(manifests.contains { $0.contains("  name: \(match.1)\n") }, "\(command)")
        }
      }
    }
  }

  @Test("everything that can go wrong has one heading with its anchor", arguments: examples)
  func anchors(topology: String) throws {
    for page in try Self.pages(of: topology) {
      let incidents = Incident.all(in: page.program)
      #expect(incidents.count > 2)
      #expect(Set(page.anchors).count == page.anchors.count)
      for incident in incidents { #expect(page.anchors.contains(incident.anchor), "\(incident.anchor)") }
    }
  }

  @Test("for one target it is short", arguments: ["gayed-signals", "tradesense"])
  func length(example: String) throws {
    for page in try Self.pages(of: "examples/\(example)", targets: "compose") {
      #expect((60...160).contains(page.lines.count), "\(page.lines.count)")
    }
  }

  @Test("an environment that is not operated has none")
  func without() throws {
    #expect(try Self.pages(of: "examples/gayed-signals", targets: "procfile").isEmpty)
    let local = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services: { api: { type: fastapi, image: "a:1", health: /h } }
      environments: { local: { kind: local } }
      """)
    let files = local.compilation.emit(EmissionRequest(layout: OutputLayout())).files
    #expect(files.contains { $0.file.path.hasPrefix("local/") })
    #expect(!files.contains { $0.file.path.hasPrefix("local/runbook/") })
  }

  // MARK: Dependencies

  private static let dependencies: [(name: String, fail: [String], part: [String])] = [
    ("postgres", ["api", "front", "work"], ["edge"]), ("cache", [], ["api"]), ("api", ["front"], ["edge"]),
    ("front", [], ["edge"]), ("work", [], []), ("edge", [], []), ("ledger", ["work"], []),
  ]

  @Test("a service takes with it what needs it, and a part of what may do without it", arguments: dependencies)
  func dependents(name: String, fail: [String], part: [String]) throws {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { LEDGER_PASSWORD: external }
      services:
        postgres: { version: 16 }
        cache: { type: redis, version: 7 }
        api:
          type: fastapi
          image: "a:1"
          health: /h
          public: api.example.com
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
            CACHE_URL: { value: $<<cache.REDIS_URL>>, required: false }
            SITE_URL: $<<front.public_url>>
        front: { type: web, image: "f:1", port: 3000, health: /h, public: true, variables: { API_URL: $<<api.private_url>> } }
        work: { type: worker, image: "w:1", needs: [postgres], variables: { LEDGER_URL: $<<ledger.url>> } }
        ledger:
          type: postgres
          external: { host: db.example.net, port: 5432, user: ledger, database: ledger, password: LEDGER_PASSWORD }
        edge: { type: proxy, public: shop.example.com, routes: { /: front, /api: api } }
      """)
    let program = try #require(checked.compilation.programs.first, "\(checked.codes)")
    let dependents = DependencyMap(program).dependents(on: name, atMost: 100)
    #expect(dependents.fail.map(\.name) == fail)
    #expect(dependents.losePart.map(\.name) == part)
  }

  // MARK: Scripts

  /// Writes a script for each deployment, of whatever target.
  private enum Scripts: Emitter {
    static let name = "scripted"
    static let summary = "scripts"
    static let files: [String] = []
    static let scope = EmitterScope.environment
    static let role = EmitterRole.deploy
    static let capabilities = Capabilities()
    static let options: [EmitterOption] = []

    static func lines(
      on target: any Emitter.Type, _ request: EmitRequest
    ) -> (@Sendable (OperationTask) -> [String]?)? {
      { task in if case .deploy = task { ["../scripts/\(target.name)/deploy.sh"] } else { nil } }
    }

    static func emit(_ request: EmitRequest) -> Emission { Emission() }
  }

  @Test("a listed emitter's script takes the place of the target's own commands")
  func scripts() throws {
    let checked = Checked(
      "infracc: 1\nproject: shop\ntargets: [compose]\nservices: { api: { type: fastapi, image: \"a:1\", health: /h } }")
    let program = try #require(checked.compilation.programs.first)
    let request = EmitRequest(programs: [program], layout: OutputLayout(), targets: ["compose"])
    let operated = try #require(Operated.all(request).first)
    #expect(operated.steps(.deploy) == ["docker compose up -d --wait"])
    let scripted = try #require(Operated.all(request, writers: [Scripts.self]).first)
    #expect(scripted.steps(.deploy) == ["../scripts/compose/deploy.sh"])
    #expect(scripted.steps(.goBack) == operated.operation.steps(.goBack))
  }
}
