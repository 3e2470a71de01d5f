package import Diagnostics

extension KeyVocabulary {
  /// That of the topology.
  static let topology = KeyVocabulary(
    meaning: { ForeignKeys.translation(of: $0)?.key },
    reportsForeign: reportForeign,
    hint: hint,
    namedForm: { namedForms[$0] })

  /// E0203: the word of another tool.
  @Sendable private static func reportForeign(
    _ entry: ConfigNode.Entry, _ names: [String], _ decoder: Decoder
  ) -> Bool {
    if RenamedKey.isOld(decoder.path + [entry.key]) { return true }
    guard let own = ForeignKeys.translation(of: entry.key) else { return false }
    switch own.meaning {
    case .advice(let advice):
      decoder.report(.foreignKey, at: entry.keySpan, "`\(entry.key)` is \(own.tool)'s word; \(advice)")
    case .key(let key):
      guard names.contains(key) else { return false }
      decoder.report(.foreignKey, at: entry.keySpan, "`\(entry.key)` is \(own.tool)'s word; here it is `\(key)`") {
        let fix = ForeignKeys.fix(entry, key)
        if let fix { $0.fixes = [fix] }
        let isList = key == "variables" && !entry.value.items.isEmpty
        $0.help = [fix?.title ?? (isList ? "write `variables: { NAME: value }`" : "write `\(key)`")]
      }
    }
    return true
  }

  @Sendable private static func hint(_ entry: ConfigNode.Entry, _ names: [String], _ path: [String]) -> String? {
    if entry.key.utf8.count > 1, names.contains("variables"), entry.key == entry.key.uppercased() {
      return "what the program reads goes under `variables:`: `variables: { \(entry.key): … }`"
    }
    if entry.key == "version", path.isEmpty { return "delete it: `infracc: 1` says the version of the language" }
    return names.count <= 8 ? nil : "delete it, or see docs/reference/language.md for the keys that there are"
  }

  /// How mappings of names are written.
  private static let namedForms = [
    "variables": "`variables: { NAME: value }`", "secrets": "`secrets: { NAME: external }`",
    "volumes": "`volumes: { /data: 1GiB }`: a folder in the container, and a size",
    "pools": "`pools: { postgres: { size: 5, overflow: 5 } }`: a store, and the pool that each process keeps",
    "files": "`files: { /etc/app.conf: ./app.conf }`: a file in the container, and one of the repository",
    "ports": "`ports: { metrics: 9100 }`: names, and the ports that are listened on beside `port`",
    "routes": "`routes: { /: web, /api: api }`: a path, or a host and a path, and a service",
    "mounts": "`mounts: { /app: ./app, /app/node_modules: keep }`: a path in the container, and a directory",
    "outputs": "`outputs: { url: { type: url, value: … } }`", "args": "`args: { NAME: value }`",
  ]
}

extension Decoder {
  /// Reads a topology.
  package convenience init(bag: DiagnosticBag) { self.init(bag: bag, vocabulary: .topology) }
}

extension Shape {
  /// Whether a key of a topology that this mapping does not know was meant to be `key`.
  package func isMisspelt(_ key: String, in node: ConfigNode) -> Bool { isMisspelt(key, in: node, .topology) }
}
