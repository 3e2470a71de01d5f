import Diagnostics
import IR
import JSON

extension Topology {
  /// Keys that belong to the project: an environment's overlay cannot have them.
  package static let projectKeys: Set<String> = ["infracc", "project", "environments", "policies"]

  /// The option that belongs to no target but to the project: where generated files are put.
  package static let layoutOption = "layout"

  /// The keys of the top level. Services, secrets and variables are read by `TopologyReader`, which shares what it
  /// read between environments.
  package static let shape = Shape<Topology>(
    "topology",
    [
      Field(project: .version, { $0.version = $1 }, .int(1...1), required: true, doc: "Version of the language: `1`."),
      Field(
        project: .project, { $0.project = $1 }, .projectName, required: true,
        doc: "Prefix of images, namespaces and secret objects."),
      Field(
        project: .targets, { $0.targets = $1 }, .texts,
        doc: "Deploy targets: `railway`, `compose`, `procfile`, or plug-ins. Default `[compose]`."),
      Field(
        project: .repository, phrase: "a mapping", schema: RepositoryDeclaration.shape.schema,
        doc: "Where a platform fetches the code.",
        decode: { root, entry, decoder in
          let repository = RepositoryDeclaration()
          decoder.decode(entry.value, as: RepositoryDeclaration.shape, into: repository, owner: "`repository`")
          root.repository = repository
        }),
      Field(
        project: .secrets, phrase: "a mapping from names to secrets",
        schema: SecretDeclaration.mapSchema,
        doc: "Names whose values live outside this file, and which several services use.", decode: { _, _, _ in }),
      Field(
        project: .variables, phrase: "a mapping from names to values",
        schema: VariableDeclaration.mapSchema,
        doc: "Shared variables that are not secret.", decode: { _, _, _ in }),
      Field(
        project: .services, phrase: "a mapping from names to services", schema: ["type": "object", "minProperties": 1],
        required: true, doc: "What runs.", decode: { _, _, _ in }),
      Field(
        project: .volumes, phrase: "a mapping from names to sizes",
        schema: ValueSchemas.map(FieldType<Int>.bytes.schema),
        doc: "Volumes that several services mount by name.",
        decode: { root, entry, decoder in
          root.volumes = decoder.named(entry.value) { item in
            FieldType<Int>.bytes.read(item.value, decoder).map { Located($0, item.value) }
          }
        }),
      Field(
        project: .environments, phrase: "a mapping from names to overlays", schema: ["type": ["object", "null"]],
        doc: "What differs between environments. `production` exists whether it is written or not.",
        decode: { _, _, _ in }),
      Field(
        project: .policies, phrase: "a list of policies", schema: PolicyDeclaration.listSchema,
        doc: "Invariants between environments.",
        decode: { root, entry, decoder in root.policies = PolicyDeclaration.readList(entry.value, decoder) }),
      Field(
        project: .lints, phrase: "a mapping from codes to levels",
        schema: ValueSchemas.map(ValueSchemas.words(["off", "info", "warn", "error"])),
        doc: "Levels of tunable findings.",
        decode: { root, entry, decoder in
          root.lints = decoder.named(entry.value) { item in
            FieldType<String>.word(["off", "info", "warn", "error"]).read(item.value, decoder).map {
              Located($0, item.value)
            }
          }
        }),
      Field(
        project: .options, phrase: "a mapping from targets to options", schema: ["type": "object"],
        doc: "Options of single targets, and `layout`.",
        // Targets know which of their options take references.
        decode: { root, entry, _ in root.options = entry.value.namedNodes }),
      Field(
        project: .raw, phrase: "a mapping from targets to anything", schema: ["type": "object"],
        doc: "Merged unchecked into the document of a target: maps key by key, lists replaced, `key+` appends.",
        decode: { root, entry, decoder in
          root.raw = entry.value.namedNodes
          entry.value.refuseReferences(decoder)
        }),
    ])
}

extension FieldType where Value == String {
  static let projectName = FieldType.scalar(
    "a name", schema: ValueSchemas.pattern("^[a-z][a-z0-9-]{0,38}[a-z0-9]$|^[a-z]$")
  ) { text, node, decoder in
    let bytes = Array(text.utf8)
    let isName =
      (1...40).contains(bytes.count) && (97...122).contains(bytes[0]) && bytes[bytes.count - 1] != UInt8(ascii: "-")
      && bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    if isName { return text }
    decoder.report(.notAName, at: node.span, "`\(text)` is not a project name") {
      $0.notes = ["images and networks are named after it, and those names know small letters, digits and `-` only"]
      var folded = ServiceName.fold(text).utf8.prefix(40).map { byte -> UInt8 in
        (97...122).contains(byte) || (48...57).contains(byte) ? byte : UInt8(ascii: "-")
      }
      while let last = folded.last, last == UInt8(ascii: "-") { folded.removeLast() }
      guard let first = folded.first, (97...122).contains(first) else {
        $0.help = ["write lower-case letters, digits and `-`, a letter first, at most 40: `shop`"]
        return
      }
      let name = String(decoding: folded, as: UTF8.self)
      $0.help = ["write `\(name)`"]
      $0.fixes = [FixIt("write `\(name)`", .unsafe, [.init(node.span, name)])]
    }
    return nil
  }
}

extension PolicyDeclaration {
  static let listSchema: JSONValue = {
    let path = ValueSchemas.scalar
    let keyed: [(verb: String, keys: [String: JSONValue], required: [String])] = [
      ("at_least", ["path": path, "value": path, "environment": path], ["path", "value"]),
      ("forbid", ["path": path, "equals": path, "environments": ValueSchemas.textList], ["path", "equals"]),
      ("require", ["path": path, "when": path], ["path"]),
    ]
    var forms = ["same", "different"].map { ValueSchemas.mapping([$0: path], required: [$0]) }
    forms += keyed.map {
      ValueSchemas.mapping([$0.verb: ValueSchemas.mapping($0.keys, required: $0.required)], required: [$0.verb])
    }
    return ValueSchemas.list(["anyOf": .array(forms)])
  }()

  static func readList(_ node: ConfigNode, _ decoder: Decoder) -> [PolicyDeclaration] {
    guard case .sequence(let items) = node.content else {
      decoder.wrongKind(node, expected: "`policies` is a list")
      return []
    }
    return items.compactMap { read($0, decoder) }
  }

  private static func read(_ node: ConfigNode, _ decoder: Decoder) -> PolicyDeclaration? {
    let verbs = ["same", "different", "at_least", "forbid", "require"]
    guard case .mapping(let entries) = node.content, let entry = entries.first(where: { verbs.contains($0.key) }) else {
      decoder.wrongKind(node, expected: "a policy is one of \(Words.enumeration(verbs))")
      return nil
    }
    for other in entries where other.key != entry.key {
      decoder.unknownKey(other, among: verbs, owner: "policy `\(entry.key)`")
    }
    let keys = ProjectKey.allCases.filter { $0.parent?.name == entry.key }.map(\.name)
    for other in entry.value.entries where !keys.isEmpty && !keys.contains(other.key) {
      decoder.unknownKey(other, among: keys, owner: "policy `\(entry.key)`")
    }
    func text(_ key: String) -> String? { entry.value[key]?.text }
    let verb: Verb?
    switch entry.key {
    case "same": verb = entry.value.text.map { .same(path: $0) }
    case "different": verb = entry.value.text.map { .different(path: $0) }
    case "at_least":
      verb = text("path").flatMap { path in
        text("value").map { .atLeast(path: path, environment: text("environment"), value: $0) }
      }
    case "forbid":
      verb = text("path").flatMap { path in
        text("equals").map {
          .forbid(path: path, equals: $0, environments: entry.value["environments"]?.items.compactMap(\.text) ?? [])
        }
      }
    default: verb = text("path").map { .require(path: $0, when: text("when")) }
    }
    guard let verb else {
      decoder.wrongKind(entry.value, expected: "`\(entry.key)` takes \(entry.key == "same" ? "a path" : "its keys")")
      return nil
    }
    return PolicyDeclaration(verb: verb, span: node.span)
  }
}
