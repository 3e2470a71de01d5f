import Diagnostics
import Engines
import IR
import Probes
import Resolution

extension StackDialect {
  package static let compose = StackDialect("compose", resolvesServiceNames: true, statesEnvironment: true) {
    ComposeDialect($0, $1, $2)
  }
}

/// Remedies in the words and keys of compose files.
struct ComposeDialect: RemedyWords {
  private let stack: Stack
  private let topology: FaithfulTopology
  private let kind: StackKind

  init(_ stack: Stack, _ topology: FaithfulTopology, _ kind: StackKind) {
    self.kind = kind
    self.stack = stack
    self.topology = topology
  }

  /// Whether what the sentence needs is written somewhere; the places become labels.
  func proves(_ remedy: Remedy, for finding: inout Diagnostic) -> Bool {
    switch remedy {
    case .publicAddress(_, let variable, let consumer):
      guard reachesBrowser(variable, of: consumer) else { return false }
      guard let read = topology.surveys[consumer]?.reads.first(where: { $0.name == variable && $0.isInBrowser }) else {
        return false
      }
      finding.secondary.append(.init(read.place, "read in the browser"))
      return true
    case .serverSide(let variable, let consumer):
      let uses = topology.secretUses.values.first { uses in
        uses.contains { $0.service == consumer && $0.variable == variable }
      }
      if let other = uses?.first(where: { $0.service != consumer }) {
        finding.secondary.insert(.init(other.nameSpan, "a secret of `\(other.service)`"), at: 0)
      }
      return true
    case .nameVersion(_, let name):
      // The next version of a program is as good as this one; that of a store may not read its files.
      return stack.service(name).map { $0.engine != nil && !$0.mounts.isEmpty } ?? false
    default: return true
    }
  }

  /// What to write; nil where compose cannot say it.
  func help(for remedy: Remedy) -> String? {
    switch remedy {
    case .addService(let name):
      let known = "services are \(Words.enumeration(stack.services.map(\.name)))"
      let engine = topology.endpoints.values.lazy.compactMap { endpoints in
        endpoints.values.lazy.filter { $0.host == name }.compactMap { StoreEngines.speaking($0.baseScheme) }.first
      }.first
      guard let engine else { return known }
      let image = engine.images.first.map { "\($0.repository):\(engine.defaultVersion)" } ?? engine.name
      return known + "; for a \(engine.title), add a service `\(name)` with `image: \(image)`"
    case .publicAddress(let service, let variable, let consumer):
      guard let service, let target = stack.service(service) else { return "write an address that the visitor reaches" }
      let port = topology.endpoints[consumer]?[variable]?.port ?? target.ports.compactMap(\.container).first
      guard let port else { return "publish a port of `\(service)`, and write its public address" }
      if let published = target.ports.first(where: { $0.container == port && $0.isOpen })?.host {
        return "write `http://localhost:\(published)`, or its public address in production"
      }
      return
        "publish `\(service)` (`ports: [\"\(port):\(port)\"]`) and write `http://localhost:\(port)`, or its public "
        + "address in production"
    case .serverSide(let variable, let consumer):
      return serverSide(variable, consumer)
    case .setPassword(let store, let variable):
      return "write `\(variable): ${\(variable):?set it in .env}` under `environment` of `\(store)`"
    case .setVariable(let name, let service):
      return "set `\(name)` under `environment` of `\(service)`, and take the default out of the code"
    case .shareVariable:
      return "take it from one variable in both places: `${NAME:?set it in .env}`"
    case .nameVolume(let name):
      return
        "mount a named volume under `volumes` of `\(name)`, and declare it at the top: `volumes: { \(name)_data: }`"
    case .runnableProbe(let name, let path, let port): return probe(name, path, port)
    case .addProbe(let name):
      return "give `\(name)` a `healthcheck`, or wait with `condition: service_started`"
    case .bindToHost(let name):
      guard let port = stack.service(name)?.ports.first(where: { $0.isOpen }), let container = port.container else {
        return "remove `ports`: the services reach it by its name"
      }
      return "remove `ports`, since services reach it by its name, or bind it to this machine: "
        + "`127.0.0.1:\(port.host ?? container):\(container)`"
    case .writeValue:
      return "write the value of this deployment, or let an operator supply it: `${NAME:?set it in .env}`"
    case .nameVersion(let image, _): return "name a version: `\(image)`"
    case .mount(let path, _, _): return "mount the volume at `\(path)`"
    case .runOnce(let name):
      return "run it in one container: `replicas: 1`, or a service of its own beside `\(name)`"
    case .requireVariable(let name):
      return "write `${\(name):?set it in .env}` and name `\(name)` in `.env.example`"
    case .addressOf(let store, let port): return "write `\(store):\(port)`"
    case .raiseConnections(let store, let setting, let count):
      return "or give `\(store)` the command `\(stack.service(store)?.engine?.name ?? "server") -c \(setting)=\(count)`"
    default: return helpWithCode(for: remedy)
    }
  }

  /// The same for what code and commands say.
  private func helpWithCode(for remedy: Remedy) -> String? {
    switch remedy {
    case .publishPort(let name, let port):
      let host = stack.service(name)?.ports.first?.host ?? port
      return "publish the port that it listens on: `\(host):\(port)`"
    case .migrateOnce:
      return "run it in a service of its own, and wait for that: `condition: service_completed_successfully`"
    case .keepFile(let name, let path):
      let folder = path.hasPrefix("/") ? RepositoryReader.folder(of: path) : ""
      return folder.isEmpty
        ? "mount a volume under `volumes` of `\(name)`, and write an absolute path in it"
        : "mount a volume at `\(folder)` under `volumes` of `\(name)`"
    case .setVariables(let names, let service):
      return "set \(names.count == 1 ? "it" : "them") under `environment` of `\(service)`: "
        + names.prefix(1).map { "`\($0): ${\($0):?set it in .env}`" }.joined()
    case .formSet(let store):
      return "start `\(store)` with `--replSet rs0`, and initiate the set once: `rs.initiate()`"
    default: return remedy.commonHelp
    }
  }

  /// Whether a value becomes a part of what browsers load: by a build, or by a server of development. A loopback address is
  /// wrong only where others than the developer load it.
  private func reachesBrowser(_ variable: String, of name: String) -> Bool {
    guard let service = stack.service(name) else { return false }
    let isBuilt = service.build?.arguments.contains { $0.name == variable } ?? false
    let isDeveloped = StackEvidence.isDevelopment(service)
    guard isBuilt || isDeveloped else { return false }
    guard let endpoint = topology.endpoints[name]?[variable], Self.loopback.contains(endpoint.host) else { return true }
    return kind == .production && !endpoint.isFallback
  }

  private static let loopback: Set<String> = ["localhost", "127.0.0.1", "0.0.0.0"]

  /// What ends the mistake, as an edit of the file; nil where only a person can write it.
  func fix(for remedy: Remedy) -> FixIt? {
    guard case .mount(let path, let span, let losesNothing) = remedy else { return nil }
    return FixIt("write `\(path)`", losesNothing ? .safe : .unsafe, [.init(span, path)])
  }

  /// A command with what the image has, or a wait for less.
  private func probe(_ name: String, _ path: String?, _ port: Int?) -> String {
    let other = "wait with `condition: service_started`"
    guard let path, let port, let contents = topology.contents[name],
      let command = contents.tools.request(path, port: port)
    else { return "write a probe of programs that the image has, or " + other }
    return "write `test: \(command)`, or " + other
  }

  /// Keys that come in pairs, one of which is made for browsers (the documentation of Stripe and of Clerk, 2026).
  private static let publishable = [
    "STRIPE_SECRET_KEY": "STRIPE_PUBLISHABLE_KEY", "CLERK_SECRET_KEY": "CLERK_PUBLISHABLE_KEY",
  ]

  private func serverSide(_ variable: String, _ consumer: String) -> String {
    let hole = topology.secretUses.first { $0.value.contains { $0.service == consumer && $0.variable == variable } }?
      .key
    if let hole, let name = Self.publishable[hole] { return "the browser needs the publishable key: `${\(name)}`" }
    return "give it a name that browsers do not get, and let the server use it"
  }
}
