package import Diagnostics
package import Model
import Syntax

/// A service of a compose file, with what it extends and the files that are laid over it, or of the file of a platform.
package final class StackService {
  package let name: String
  package let nameSpan: Span
  package let node: ConfigNode
  /// What the platform's file says beyond the keys of compose; empty for a compose file.
  package let facts: PlatformFacts

  init(_ entry: ConfigNode.Entry, _ facts: PlatformFacts = PlatformFacts()) {
    name = entry.key
    nameSpan = entry.keySpan
    node = entry.value
    self.facts = facts
  }

  /// The text of a key that is one scalar.
  package func text(_ key: String) -> HoledText? {
    guard let scalar = node[key]?.scalar, !scalar.isNull else { return nil }
    return HoledText(scalar)
  }

  package private(set) lazy var image: HoledText? = text("image")
  package private(set) lazy var environment: [StackPair] = StackPair.all(in: node["environment"])
  package private(set) lazy var ports: [StackPort] = StackPort.all(in: node["ports"])
  package private(set) lazy var mounts: [StackMount] = StackMount.all(in: node["volumes"])
  package private(set) lazy var dependencies: [StackDependency] = StackDependency.all(of: node)
  package private(set) lazy var command: StackCommand? = StackCommand(node["command"])
  package private(set) lazy var entrypoint: StackCommand? = StackCommand(node["entrypoint"])
  package private(set) lazy var build: StackBuild? = StackBuild(node["build"])
  package private(set) lazy var health: StackHealth? = StackHealth(node["healthcheck"])

  /// Whether the platform makes its image of the code, with nothing in it but the code and its language.
  var isBuiltByPlatform: Bool { facts.sourceDirectory != nil && build == nil && image == nil }

  package var hasEnvFile: Bool { node["env_file"] != nil }

  /// The paths under `env_file`, relative to the directory of the compose file.
  package var envFiles: [String] {
    guard let files = node["env_file"] else { return [] }
    let nodes = files.items.isEmpty ? [files] : files.items
    return nodes.compactMap { ($0["path"] ?? $0).scalar.flatMap { HoledText($0).known } }
  }

  /// How many containers it has; nil: it is not known.
  package var replicas: (count: Int, span: Span)? {
    guard let node = node["deploy"]?["replicas"] ?? node["scale"], let scalar = node.scalar,
      let count = HoledText(scalar).known.flatMap({ Int($0) })
    else { return nil }
    return (count, node.span)
  }

  /// Whether it says what it runs: a file whose services do not is laid over another one.
  package var isWhole: Bool { node["image"] != nil || node["build"] != nil || node["extends"] != nil }

  /// Whether compose starts it without being told to.
  package var hasProfiles: Bool { !(node["profiles"]?.items.isEmpty ?? true) }

  /// The names by which others in its networks reach it.
  package var names: [String] {
    var names = [name]
    for key in ["container_name", "hostname"] { if let text = text(key)?.known { names.append(text) } }
    for network in node["networks"]?.entries ?? [] {
      names += network.value["aliases"]?.items.compactMap(\.text) ?? []
    }
    return names
  }

  /// Hosts beyond the services that it knows: `extra_hosts`, the names in `links`, `external_links`.
  package var knownHosts: Set<String> {
    var hosts: Set<String> = []
    switch node["extra_hosts"]?.content {
    case .mapping(let entries): hosts.formUnion(entries.map(\.key))
    case .sequence(let items):
      for item in items {
        guard let text = item.text else { continue }
        hosts.insert(String(text.prefix { $0 != ":" && $0 != "=" }))
      }
    default: break
    }
    for key in ["links", "external_links"] {
      for item in node[key]?.items ?? [] {
        guard let text = item.text else { continue }
        hosts.formUnion(text.split(separator: ":").map(String.init))
      }
    }
    return hosts
  }
}

/// `build` of a service.
package struct StackBuild {
  package let node: ConfigNode
  /// The directory, relative to the one of the compose file.
  package let context: HoledText?
  /// The Dockerfile, relative to the context.
  package let dockerfile: HoledText?
  package let target: HoledText?
  package let arguments: [StackPair]
  /// The Dockerfile is written in the compose file, or there are further contexts.
  package let isUnusual: Bool

  init?(_ node: ConfigNode?) {
    guard let node, !node.isNull else { return nil }
    self.node = node
    if let scalar = node.scalar {
      context = HoledText(scalar)
      (dockerfile, target, arguments, isUnusual) = (nil, nil, [], false)
      return
    }
    func text(_ key: String) -> HoledText? { node[key]?.scalar.map { HoledText($0) } }
    context = text("context")
    dockerfile = text("dockerfile")
    target = text("target")
    arguments = StackPair.all(in: node["args"])
    isUnusual = node["dockerfile_inline"] != nil || node["additional_contexts"] != nil
  }
}

/// `healthcheck` of a service.
package struct StackHealth {
  package let node: ConfigNode
  package let test: StackCommand?
  package let isDisabled: Bool

  init?(_ node: ConfigNode?) {
    guard let node, case .mapping = node.content else { return nil }
    self.node = node
    test = StackCommand(node["test"])
    isDisabled = node["disable"]?.text == "true" || test?.texts.first?.known == "NONE"
  }

  /// The words behind `CMD`, or the line that a shell runs.
  package var command: (texts: [HoledText], isShell: Bool)? {
    guard let test, !isDisabled else { return nil }
    if !test.isList { return (test.texts, true) }
    switch test.texts.first?.known {
    case "CMD": return (Array(test.texts.dropFirst()), false)
    case "CMD-SHELL": return (Array(test.texts.dropFirst()), true)
    default: return (test.texts, false)
    }
  }
}
