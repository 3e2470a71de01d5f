import Diagnostics
import Model
import Probes
import Syntax

extension StackDialect {
  /// The processes of a Procfile, with the `app.json` beside it. Config vars are kept on the platform.
  package static let procfile = StackDialect("procfile", isPlatform: true) {
    PlatformWords($0, $1, $2, .procfile)
  }
}

extension PlatformVocabulary {
  fileprivate static let procfile = PlatformVocabulary(
    supply: { _ in "write `\"generator\": \"secret\"` instead of `value`, or let the operator enter the value"
    },
    oneInstance: "`\"quantity\": 1` under `formation`, or `ps:scale`",
    keepFiles: { _ in "use a database of the platform: the files of a process are replaced at each deployment" },
    address: { "leave the variable out: the add-on of `\($0)` sets it" },
    // An app that is deployed by others has examples in its description.
    holdsExamples: true)
}

extension Stack {
  static func isProcfile(_ name: String) -> Bool { name == "Procfile" }

  static func isAppJSON(_ name: String) -> Bool { name == "app.json" }

  /// What one app runs, by the Procfile and the `app.json` of a directory. Nil where there is neither, or nothing in them
  /// is about a deployment.
  /// - Parameters:
  ///   - paths: the one, the other, or both.
  ///   - bag: takes what is wrong with their syntax.
  init?(processes paths: [String], _ repository: RepositoryReader, into bag: DiagnosticBag) {
    var sources: [PlatformFile] = []
    var processes: PlatformFile?
    var app: AppJSON?
    for path in paths {
      guard let file = repository.file(path) else { continue }
      if path.hasSuffix(".json") {
        guard let source = PlatformFile(path, repository, into: bag), let read = AppJSON(source.root) else { continue }
        app = read
        sources.append(source)
      } else {
        let source = PlatformFile(path: path, root: ProcfileText.root(of: file, repository))
        processes = source
        sources.append(source)
      }
    }
    guard let first = sources.first else { return nil }
    let start = Span(file: first.root.span.file, start: 0, end: 0)
    let folder = RepositoryReader.folder(of: first.path)
    let services = ProcessServices(processes?.root, app, at: start).made()
    guard !services.isEmpty else { return nil }
    self.init(.procfile, sources, folder: folder, at: start, services: services, name: app?.name)
  }
}

/// Makes a service of each process.
private struct ProcessServices {
  private let processes: [ConfigNode.Entry]
  private let release: StackCommand?
  private let app: AppJSON?
  private let start: Span

  init(_ root: ConfigNode?, _ app: AppJSON?, at start: Span) {
    let all = root?.entries ?? []
    processes = all.filter { $0.key != Self.release }
    release = StackCommand(all.first { $0.key == Self.release }?.value.literal)
    self.app = app
    self.start = start
  }

  /// The process that runs once before a new version starts.
  private static let release = "release"
  /// The only process that requests are routed to.
  private static let routed = "web"

  func made() -> [StackService] {
    var services = processes.map { service($0.key, $0.keySpan, command: $0.value) }
    // Without a Procfile the buildpack or the image knows what to start.
    if services.isEmpty, app != nil || release != nil {
      services.append(service(Self.routed, app?.span ?? start, command: nil))
    }
    var known = Set(services.map(\.name))
    for store in app?.stores ?? [] { services.append(store.service(&known)) }
    for (index, job) in (app?.jobs ?? []).enumerated() { services.append(scheduled(job, index)) }
    return services
  }

  private func service(_ name: String, _ place: Span, command: ConfigNode?) -> StackService {
    var made = MadeService(at: place)
    var facts = facts(at: place)
    made.add("command", command?.literal)
    let role = MadeNode.text(name, at: place)
    facts.role = Located(name == Self.routed ? .web : .worker, role)
    if name == Self.routed { facts.isPublic = Located(true, role) }
    // It belongs to the app as a whole.
    if name == Self.routed || processes.first?.key == name && !processes.contains(where: { $0.key == Self.routed }) {
      facts.release = release
      facts.postDeploy = app?.postDeploy
    }
    if let size = app?.formation(name) {
      made.replicas(size["quantity"])
      facts.plan = size["size"]?.located
    }
    facts.health = app?.health(name)
    made.environment(facts.variables)
    return StackService(.init(key: name, keySpan: place, value: made.node), facts)
  }

  private func scheduled(_ job: ConfigNode, _ index: Int) -> StackService {
    var made = MadeService(at: job.span)
    var facts = facts(at: job.span)
    made.add("command", job["command"]?.literal)
    facts.schedule = job["schedule"]?.located
    facts.role = Located(.cron, job)
    made.environment(facts.variables)
    return StackService(.init(key: "cron-\(index + 1)", keySpan: job.span, value: made.node), facts)
  }

  private func facts(at place: Span) -> PlatformFacts {
    var facts = PlatformFacts()
    facts.sourceDirectory = Located(".", MadeNode.text(".", at: place))
    facts.runtime = app?.stack
    facts.variables = app?.variables ?? []
    return facts
  }
}
