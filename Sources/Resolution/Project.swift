import Diagnostics
package import Model

/// What a topology declares once for all of its environments. Everything else is each environment's own.
package struct Project {
  package let environments: Environments
  package let policies: [PolicyDeclaration]
  /// `lints:` outside `environments:`, for findings that belong to no single environment.
  package let levels: [Named<Located<String>>]
  /// `options.layout`, whether it is a word of the language or not.
  package let layout: ConfigNode?

  /// Reads the keys of the project. What is wrong with them is reported once, however many environments there are.
  /// - Parameters:
  ///   - root: the topology as written.
  ///   - overlays: laid over every environment after its own.
  ///   - poisonedKeys: top-level keys that recovery from broken YAML took out.
  ///   - isIncomplete: recovery took something out: nothing can be concluded from what is missing.
  package init(
    root: ConfigNode, overlays: [ConfigNode] = [], poisonedKeys: Set<String>, isIncomplete: Bool, decoder: Decoder
  ) {
    RenamedKeys.report(in: root, decoder)
    var environments = Environments(root: root, overlays: overlays, decoder: decoder)
    environments.isIncomplete = isIncomplete
    self.environments = environments
    RequiredKeys.check(root, poisonedKeys: poisonedKeys, decoder: decoder)
    let declared = Topology()
    for key in Self.readKeys {
      guard let entry = environments.base.entry(key) else { continue }
      decoder.path = [key]
      Topology.shape.field(key)?.decode(declared, entry, decoder)
    }
    decoder.path = []
    policies = declared.policies
    levels = declared.lints
    layout = environments.base["options"]?[Topology.layoutOption]
  }

  private static let readKeys = ["policies", "lints"]

  /// Whether a policy asks for another value of a secret in each environment.
  /// - Parameter name: the name in env files.
  package func demandsOwnValue(ofSecret name: String) -> Bool {
    policies.contains { policy in
      guard case .different(let path) = policy.verb else { return false }
      return path == "secrets.*" || path == "secrets.\(name)"
    }
  }
}

/// Keys of the top level that every topology has.
private enum RequiredKeys {
  static func check(_ root: ConfigNode, poisonedKeys: Set<String>, decoder: Decoder) {
    let start = Span(file: root.span.file, start: Int(root.span.start), end: Int(root.span.start))
    if root.entry("project") == nil, !poisonedKeys.contains("project"), !Topology.shape.isMisspelt("project", in: root)
    {
      decoder.report(.missingKey, at: start, "the topology has no `project`") {
        $0.help = ["name it: `project: shop`; images, namespaces and secrets begin with this name"]
      }
    }
    if root.entry("services") == nil, !poisonedKeys.contains("services"),
      !Topology.shape.isMisspelt("services", in: root)
    {
      decoder.report(.missingKey, at: start, "the topology has no `services`") {
        $0.help = ["say what runs: `services: { postgres: {} }`"]
      }
    } else if let services = root["services"], services.entries.isEmpty, case .mapping = services.content {
      decoder.report(.missingKey, at: services.span, "`services` is empty") {
        $0.help = ["name at least one service: `postgres: {}`"]
      }
    }
  }
}
