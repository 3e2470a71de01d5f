package import Diagnostics
package import Model
import Syntax

/// A service of a compose file, with what it extends and the files that are laid over it.
package final class ComposeService {
  package let name: String
  package let nameSpan: Span
  package let node: ConfigNode

  init(_ entry: ConfigNode.Entry) {
    name = entry.key
    nameSpan = entry.keySpan
    node = entry.value
  }

  /// The text of a key that is one scalar.
  package func text(_ key: String) -> ComposeText? {
    guard let scalar = node[key]?.scalar, !scalar.isNull else { return nil }
    return ComposeText(scalar)
  }

  package private(set) lazy var image: ComposeText? = text("image")
  package private(set) lazy var environment: [ComposePair] = ComposePair.all(in: node["environment"])
  package private(set) lazy var ports: [ComposePort] = ComposePort.all(in: node["ports"])
  package private(set) lazy var mounts: [ComposeMount] = ComposeMount.all(in: node["volumes"])
  package private(set) lazy var dependencies: [ComposeDependency] = ComposeDependency.all(in: node["depends_on"])
  package private(set) lazy var command: ComposeCommand? = ComposeCommand(node["command"])
  package private(set) lazy var entrypoint: ComposeCommand? = ComposeCommand(node["entrypoint"])
  package private(set) lazy var build: ComposeBuild? = ComposeBuild(node["build"])
  package private(set) lazy var health: ComposeHealth? = ComposeHealth(node["healthcheck"])

  package var hasEnvFile: Bool { node["env_file"] != nil }

  /// The paths under `env_file`, relative to the directory of the compose file.
  package var envFiles: [String] {
    guard let files = node["env_file"] else { return [] }
    let nodes = files.items.isEmpty ? [files] : files.items
    return nodes.compactMap { ($0["path"] ?? $0).scalar.flatMap { ComposeText($0).known } }
  }

  /// How many containers it has; nil: it is not known.
  package var replicas: (count: Int, span: Span)? {
    guard let node = node["deploy"]?["replicas"] ?? node["scale"], let scalar = node.scalar,
      let count = ComposeText(scalar).known.flatMap({ Int($0) })
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
package struct ComposeBuild {
  package let node: ConfigNode
  /// The directory, relative to the one of the compose file.
  package let context: ComposeText?
  /// The Dockerfile, relative to the context.
  package let dockerfile: ComposeText?
  package let target: ComposeText?
  package let arguments: [ComposePair]
  /// The Dockerfile is written in the compose file, or there are further contexts.
  package let isUnusual: Bool

  init?(_ node: ConfigNode?) {
    guard let node, !node.isNull else { return nil }
    self.node = node
    if let scalar = node.scalar {
      context = ComposeText(scalar)
      (dockerfile, target, arguments, isUnusual) = (nil, nil, [], false)
      return
    }
    func text(_ key: String) -> ComposeText? { node[key]?.scalar.map { ComposeText($0) } }
    context = text("context")
    dockerfile = text("dockerfile")
    target = text("target")
    arguments = ComposePair.all(in: node["args"])
    isUnusual = node["dockerfile_inline"] != nil || node["additional_contexts"] != nil
  }
}

/// `healthcheck` of a service.
package struct ComposeHealth {
  package let node: ConfigNode
  package let test: ComposeCommand?
  package let isDisabled: Bool

  init?(_ node: ConfigNode?) {
    guard let node, case .mapping = node.content else { return nil }
    self.node = node
    test = ComposeCommand(node["test"])
    isDisabled = node["disable"]?.text == "true" || test?.texts.first?.known == "NONE"
  }

  /// The words behind `CMD`, or the line that a shell runs.
  package var command: (texts: [ComposeText], isShell: Bool)? {
    guard let test, !isDisabled else { return nil }
    if !test.isList { return (test.texts, true) }
    switch test.texts.first?.known {
    case "CMD": return (Array(test.texts.dropFirst()), false)
    case "CMD-SHELL": return (Array(test.texts.dropFirst()), true)
    default: return (test.texts, false)
    }
  }
}
