import Diagnostics
import Engines
import Model
import Probes
import Syntax

extension StackDialect {
  /// A Blueprint of Render, which has every service that its services refer to, and names every variable.
  package static let render = StackDialect(
    "render", isPlatform: true, isComplete: true, statesEnvironment: true, hasLiteralValues: true
  ) { PlatformWords($0, $1, $2, .render) }
}

extension PlatformVocabulary {
  fileprivate static let render = PlatformVocabulary(
    supply: { _ in "write `sync: false` instead of `value`, and enter it in the dashboard" },
    // A group neither asks for a value nor takes one from a service.
    supplyInGroup: "remove `value`, and enter it in the dashboard",
    oneInstance: "`numInstances: 1`",
    keepFiles: { "keep it on a disk: `disk: { name: data, mountPath: \($0 ?? "/var/data"), sizeGB: 1 }`" },
    address: { "take the address from `\($0)`: `fromDatabase` or `fromService` instead of `value`" },
    addService: { name, services in
      "declare `\(name)` under `services` or `databases`"
        + (services.isEmpty ? "" : "; this file has \(Words.enumeration(services))")
    })
}

extension Stack {
  /// `render.yaml`, also with the other ending.
  static func isRender(_ name: String) -> Bool { name == "render.yaml" || name == "render.yml" }

  /// The services of a Blueprint. Nil where the file cannot be read, or declares nothing.
  /// - Parameter bag: takes what is wrong with its syntax.
  init?(render path: String, _ repository: RepositoryReader, into bag: DiagnosticBag) {
    guard let source = PlatformFile(path, repository, into: bag) else { return nil }
    let blueprint = RenderBlueprint(source.root)
    guard !blueprint.resources.isEmpty || !blueprint.groups.isEmpty else { return nil }
    let start = Span(file: source.root.span.file, start: 0, end: 0)
    let services = blueprint.resources.map { RenderService($0, blueprint, repository).made() }
    self.init(.render, [source], folder: ".", at: start, services: services, groups: blueprint.groups)
  }
}

/// What a Blueprint declares, wherever it does: at the top, in environments of projects, or outside of them.
struct RenderBlueprint {
  /// A service or a database.
  struct Resource {
    /// Unlike that of any other resource of the stack.
    let name: String
    /// As it is written, with its place.
    let written: Located<String>
    let node: ConfigNode
    let isDatabase: Bool
    let environment: Located<String>?
  }

  private struct Key: Hashable {
    let name: String
    let isDatabase: Bool
  }

  private(set) var resources: [Resource] = []
  private var taken: Set<String> = []
  /// The last number that was given to a name.
  private var numbers: [String: Int] = [:]
  /// Where the resources of a written name are.
  private var places: [Key: [Int]] = [:]
  private(set) var groups: [VariableGroup] = []

  init(_ root: ConfigNode) {
    read(root, environment: nil)
    for project in root["projects"]?.items ?? [] {
      readGroups(project, environment: nil)
      for environment in project["environments"]?.items ?? [] {
        read(environment, environment: environment["name"]?.located)
      }
    }
    if let others = root["ungrouped"] { read(others, environment: nil) }
  }

  private mutating func read(_ node: ConfigNode, environment: Located<String>?) {
    for (key, isDatabase) in [("services", false), ("databases", true)] {
      for item in node[key]?.items ?? [] {
        guard case .mapping = item.content else { continue }
        add(item, isDatabase: isDatabase, environment)
      }
    }
    readGroups(node, environment: environment)
  }

  private mutating func add(_ node: ConfigNode, isDatabase: Bool, _ environment: Located<String>?) {
    // Render refuses what has no name; everything else of it can still be read.
    let written = node["name"]?.located ?? Located("service", MadeNode.text("service", at: node.span))
    var stem = written.value
    if taken.contains(stem) { stem += isDatabase ? "-db" : environment.map { "-" + $0.value } ?? "" }
    var name = stem
    while taken.contains(name) {
      numbers[stem, default: 1] += 1
      name = "\(stem)-\(numbers[stem, default: 1])"
    }
    taken.insert(name)
    places[Key(name: written.value, isDatabase: isDatabase), default: []].append(resources.count)
    resources.append(
      Resource(name: name, written: written, node: node, isDatabase: isDatabase, environment: environment))
  }

  private mutating func readGroups(_ node: ConfigNode, environment: Located<String>?) {
    for item in node["envVarGroups"]?.items ?? [] {
      guard let name = item["name"]?.located else { continue }
      groups.append(
        VariableGroup(name: name, variables: variables(of: item, in: environment), environment: environment))
    }
  }

  /// The resource that a reference means: in the same environment, else in another one.
  func resource(named name: String, isDatabase: Bool, in environment: Located<String>?) -> Resource? {
    let all = (places[Key(name: name, isDatabase: isDatabase)] ?? []).lazy.map { resources[$0] }
    return all.first { $0.environment?.value == environment?.value } ?? all.first
  }

  // MARK: Variables

  /// The entries of `envVars` that have a name.
  func variables(of node: ConfigNode, in environment: Located<String>?) -> [PlatformVariable] {
    (node["envVars"]?.items ?? []).compactMap { item in
      guard let key = item["key"], let name = key.filled?.text else { return nil }
      return PlatformVariable(name, key.span, source(of: item, in: environment))
    }
  }

  private func source(of item: ConfigNode, in environment: Located<String>?) -> PlatformVariable.Source {
    if let value = item["value"], value.filled != nil { return .value(value) }
    if let generated = item["generateValue"], generated.truth == true { return .generated(generated) }
    for (key, isDatabase) in [("fromDatabase", true), ("fromService", false)] {
      guard let node = item[key], let name = node["name"]?.located else { continue }
      // A reference is written by name, and two resources of one name have different ones here.
      let target = resource(named: name.value, isDatabase: isDatabase, in: environment)?.name ?? name.value
      let service = Located(target, MadeNode.text([ScalarPiece(target, from: name.span)], at: name.span))
      return .reference(.init(service: service, property: Self.property(of: node), node: node))
    }
    return .supplied(item["sync"])
  }

  private static let properties: [String: PlatformVariable.Reference.Property] = [
    "connectionString": .url, "host": .host, "port": .port, "hostport": .hostAndPort, "user": .user,
    "password": .password, "database": .database,
  ]

  private static func property(of node: ConfigNode) -> Located<PlatformVariable.Reference.Property>? {
    if let key = node["envVarKey"]?.located { return Located(.variable(key.value), key.node) }
    guard let word = node["property"]?.located else { return nil }
    return properties[word.value].map { Located($0, word.node) }
  }
}
