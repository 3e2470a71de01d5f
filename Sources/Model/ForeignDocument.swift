package import Diagnostics
package import Syntax

/// A file of another tool, given where a topology is expected: told by its name, or by the keys that only it has.
package struct ForeignDocument {
  /// With its article: `a compose file`.
  package let what: String
  /// `infracc migrate` reads it.
  package let isMigratable: Bool
  /// `infracc check` reads it whatever its name is.
  package let isCompose: Bool
  /// What tells it.
  package let span: Span

  private struct Form: Sendable {
    let what: String
    var isMigratable = false
    var isCompose = false
    /// Names of files in small letters; one that begins with `.` is an ending.
    var names: [String] = []
    /// The key that tells it, of a document that is no topology.
    var key: @Sendable (ConfigNode) -> ConfigNode.Entry? = { _ in nil }
  }

  /// - Parameter tree: what YAML reads in the file; JSON is YAML as well.
  package static func recognize(_ file: SourceFile, _ tree: SyntaxTree) -> ForeignDocument? {
    // Nearly every file is a topology, and making its nodes twice would be most of the work.
    if let root = tree.root, root.kind == .mapping,
      root.entries.contains(where: { $0.key.text == "infracc" || $0.key.text == "project" })
    {
      return nil
    }
    let root = tree.root.map { ConfigNode.make($0) }
    if let root, let (form, entry) = forms.lazy.compactMap({ form in form.key(root).map { (form, $0) } }).first {
      return ForeignDocument(
        what: form.what, isMigratable: form.isMigratable, isCompose: form.isCompose, span: entry.keySpan)
    }
    guard !tree.poisonedKeys.contains("infracc"), !tree.poisonedKeys.contains("project") else { return nil }
    let name = file.path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    guard
      let form = forms.first(where: { form in
        form.names.contains { $0.hasPrefix(".") ? name.hasSuffix($0) : $0 == name }
      })
    else { return nil }
    return ForeignDocument(
      what: form.what, isMigratable: form.isMigratable, isCompose: form.isCompose, span: .startOfFile(file.id))
  }

  /// From the references of the tools (2026): the keys without which their files cannot do, or that nothing else has.
  private static let forms: [Form] = [
    Form(what: "a Kubernetes manifest") { root in
      root["apiVersion"]?.scalar == nil || root["kind"]?.scalar == nil ? nil : root.entry("apiVersion")
    },
    Form(
      what: "a compose file", isCompose: true,
      names: ["docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"],
      key: compose),
    Form(what: "a Render blueprint", names: ["render.yaml", "render.yml"]) { root in
      if let services = root.entry("services"), services.value.items.contains(where: { $0["type"] != nil }),
        services.value.items.contains(where: { $0["env"] != nil || $0["runtime"] != nil || $0["plan"] != nil })
      {
        return services
      }
      return root.entry("envVarGroups") ?? (root["databases"]?.items.isEmpty == false ? root.entry("databases") : nil)
    },
    Form(what: "a configuration of Railway", isMigratable: true, names: ["railway.json", "railway.toml"]) { root in
      if let schema = root.entry("$schema"), schema.value.text?.utf8Contains("railway") == true { return schema }
      let words = ["startCommand", "healthcheckPath", "restartPolicyType", "numReplicas", "preDeployCommand"]
      return words.contains { root["deploy"]?[$0] != nil } ? root.entry("deploy") : nil
    },
    Form(what: "a workflow of GitHub Actions") { root in
      root["jobs"]?.entries.contains { $0.value["steps"] != nil || $0.value["uses"] != nil } == true
        ? root.entry("jobs") : nil
    },
    Form(what: "a package.json", names: ["package.json", "package-lock.json"]) { root in
      ["dependencies", "devDependencies", "scripts"].lazy.compactMap { name in
        root["name"]?.scalar != nil && root["services"] == nil && root[name]?.entries.isEmpty == false
          ? root.entry(name) : nil
      }.first
    },
    Form(what: "a Procfile", isMigratable: true, names: ["procfile"]) { root in
      let isAllCommands = root.entries.allSatisfy { $0.value.scalar != nil && !$0.value.isNull }
      return isAllCommands && root["services"] == nil ? root.entry("web") ?? root.entry("worker") : nil
    },
    Form(what: "a configuration of Fly", names: ["fly.toml"]), Form(what: "a Dockerfile", names: ["dockerfile"]),
    Form(what: "a heroku.yml", names: ["heroku.yml"]), Form(what: "an app.json of Heroku", names: ["app.json"]),
    Form(what: "a TOML file", names: [".toml"]), Form(what: "a file of variables", names: [".env", ".env.example"]),
  ]

  /// Words for services that compose has and topologies have not.
  private static let composeWords: Set<String> = [
    "ports", "environment", "depends_on", "container_name", "env_file", "networks", "healthcheck", "command",
    "entrypoint", "expose", "deploy", "labels", "restart", "links", "working_dir", "tty", "stdin_open",
  ]

  @Sendable private static func compose(_ root: ConfigNode) -> ConfigNode.Entry? {
    guard let services = root.entry("services"), !services.value.entries.isEmpty,
      services.value.entries.allSatisfy({ $0.value["type"] == nil })
    else { return nil }
    let isTop = ["networks", "volumes", "configs", "version"].contains { root.entry($0) != nil }
    let isOfCompose = services.value.entries.contains { service in
      // What a service of a topology extends is a name.
      service.value.entries.contains {
        composeWords.contains($0.key) || $0.key == "extends" && !$0.value.entries.isEmpty
      }
        || (isTop && (service.value["image"] != nil || service.value["build"] != nil))
    }
    return isOfCompose ? services : nil
  }
}

extension String {
  fileprivate func utf8Contains(_ part: String) -> Bool {
    let (bytes, part) = (Array(utf8), Array(part.utf8))
    return bytes.indices.contains { bytes[$0...].starts(with: part) }
  }
}

/// Reads a file as a topology. E0115 for what is another tool's, and then nothing else: each of its keys would be
/// unknown.
package func parseTopology(_ file: SourceFile, into bag: DiagnosticBag) -> SyntaxTree {
  let found = DiagnosticBag()
  let tree = parseYAML(file, into: found)
  guard let foreign = ForeignDocument.recognize(file, tree) else {
    for finding in found.sorted() { bag.add(finding) }
    return tree
  }
  bag.report(.foreignDocument, at: foreign.span, "this is \(foreign.what), not a topology") {
    $0.help =
      foreign.isMigratable
      ? ["make a topology of the repository: `infracc migrate . -o topology.yaml`"]
      : ["name the topology: a file that begins with `infracc: 1` and `project:`"]
  }
  return SyntaxTree.nothing(of: file)
}
