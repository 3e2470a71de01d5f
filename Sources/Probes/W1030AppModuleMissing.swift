package import Diagnostics
import IR
import Model
import Resolution

extension DiagnosticKind {
  package static let appModuleMissing = DiagnosticKind(
    "W1030", "app-module-missing", tunable: true,
    summary: "the module that a server or a worker runs does not exist",
    explanation: """
      A server imports the application by the name of its module: `app.main:app` is the object `app` in `app/main.py`.
      The default of `app` is the usual name for the type, `main:app` for fastapi. The image builds without the module,
      and the container stops with `Could not import module "main"`.

      Set `app` to the name in the code. infracc finds it by statements at the top level of a file: `app = FastAPI()`,
      `application = get_wsgi_application()`, `app = Celery("shop")`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
                ^^^^^^^
          root: ./backend
          health: /health
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          health: /health
          app: app.main:app
      """,
    options: ExampleOptions(
      files: files, passingFiles: files), foreign: .speaks)

  private static let files = [
    ExampleFile(
      "backend/app/main.py",
      """
      from fastapi import FastAPI

      app = FastAPI()


      @app.get("/health")
      def health():
          return {"status": "up"}
      """),
    ExampleFile(
      "backend/requirements.txt",
      """
      fastapi==0.115.6
      uvicorn==0.34.0
      """),
  ]
}

/// Applications that are in another module, or missing.
package enum AppModuleMissing: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful && root.isComplete {
      let modules = PythonModules(root)
      for service in root.services {
        guard let named = NamedApplication(service), !modules.has(named.module) else { continue }
        // Modules are also found in other directories then.
        guard !service.has("PYTHONPATH"), !service.has("PYTHONHOME") else { continue }
        check(named, of: service, modules, root, context)
      }
    }
  }

  private static func check(
    _ named: NamedApplication, of service: ProbedService, _ modules: PythonModules, _ root: CodeRoot,
    _ context: ProbeContext
  ) {
    let candidates = modules.candidates(madeBy: named.makers, factories: named.takesCalls)
    guard let first = candidates.first else {
      // The application may be in an installed package.
      let isInstalled = root.hasFile("pyproject.toml") || root.hasFile("setup.py") || root.facts.applications.isEmpty
      if !isInstalled { report(named, of: service, nil, [], root, context) }
      return
    }
    report(named, of: service, first, candidates, root, context)
  }

  private static func report(
    _ named: NamedApplication, of service: ProbedService,
    _ first: (module: String, found: CodeFacts.Application)?,
    _ candidates: [(module: String, found: CodeFacts.Application)], _ root: CodeRoot, _ context: ProbeContext
  ) {
    let path = named.module.replacing(".", with: "/") + ".py"
    let other = first.map {
      "; \($0.found.isFactory ? "a factory" : "an application") is in `\(root.inner($0.found.file))`"
    }
    context.report(
      .appModuleMissing, at: named.span, path: service.path(named.key.rawValue),
      "`\(path)` does not exist\(other ?? "")"
    ) {
      guard let first else {
        $0.help = [
          "write the name of the module that makes it: `app: package.module\(named.namesObject ? ":app" : "")`"
        ]
        return
      }
      context.show(first.found.place, of: first.found.file, "here", in: &$0)
      let text = named.text(first.module, first.found)
      $0.help = [named.isInCommand ? "write `\(text)`" : "write `app: \(text)`"]
      // A working directory may make any of its files a module of that name.
      if named.isInCommand, candidates.count == 1, !root.hasCode(endingIn: path) { $0.remedies = [.plain($0.help[0])] }
      for candidate in candidates.dropFirst().prefix(3) {
        $0.help.append("or `\(named.text(candidate.module, candidate.found))`")
      }
      guard let edit = named.edit(text) else { return }
      $0.fixes = [FixIt($0.help[0], candidates.count == 1 ? .safe : .unsafe, [edit])]
    }
  }
}

/// The application that a service names: by `app`, by its type, or in its command.
private struct NamedApplication {
  let module: String
  let makers: [String]
  /// Whether an object of the module is also named.
  let namesObject: Bool
  /// `create_app()` can be written in its place.
  let takesCalls: Bool
  let key: ServiceKey
  let span: Span
  private let node: ConfigNode
  /// Where the value is written; nil: it is not.
  private let written: Span?

  /// Nil where the image's own command runs, or where the command does not name it.
  init?(_ service: ProbedService) {
    guard
      let named = service.symbol.startedApplication.flatMap({
        NamedApplication($0.word, isServer: $0.role == .server, service)
      }) ?? NamedApplication(byKeyOf: service)
    else { return nil }
    self = named
  }

  /// The one that `app` names, or the type.
  private init?(byKeyOf service: ProbedService) {
    let declaration = service.declaration
    let text = service.symbol.application
    let module = String(text.prefix { $0 != ":" })
    guard !service.symbol.hasWrittenCommand, let entry = service.symbol.type.entry, service.lowered.command != nil,
      service.lowered.server?.isAssumed != true, PythonModules.isModule(module)
    else { return nil }
    let isAsynchronous = entry.asynchronous.map { text == $0 || text.contains("asgi") } ?? false
    self.module = module
    makers = isAsynchronous ? entry.makers.filter { $0.contains("asgi") } : entry.makers
    namesObject = entry.namesObject
    takesCalls = entry.namesObject && service.symbol.serverKind == "gunicorn"
    key = declaration.app == nil ? .type : .app
    written = declaration.app?.span
    span = written ?? declaration.node["type"]?.span ?? declaration.nameSpan
    node = declaration.node
  }

  /// One that a command names.
  private init?(_ app: ShellWord, isServer: Bool, _ service: ProbedService) {
    let text = app.text
    module = String(text.prefix { $0 != ":" })
    guard PythonModules.isModule(module) else { return nil }
    namesObject = isServer
    makers = ServiceTypes.all.compactMap(\.entry).filter { $0.namesObject == isServer }.flatMap(\.makers)
    takesCalls = false
    key = service.symbol.writtenCommand?.key(at: app.span) ?? .start
    written = Int(app.span.end) - Int(app.span.start) == text.utf8.count ? app.span : nil
    span = app.span
    node = service.declaration.node
  }

  /// What names the application: `app.main:app`.
  func text(_ module: String, _ found: CodeFacts.Application) -> String {
    namesObject ? "\(module):\(found.name)\(found.isFactory ? "()" : "")" : module
  }

  /// Whether it is named in a command.
  var isInCommand: Bool { key == .start || key == .entrypoint }

  func edit(_ text: String) -> FixIt.Edit? {
    if let written { return FixIt.Edit(written, text) }
    return [.start, .entrypoint].contains(key)
      ? nil : Edits.add("app: \(text)", to: node, order: CanonicalForm.serviceOrder)
  }
}
