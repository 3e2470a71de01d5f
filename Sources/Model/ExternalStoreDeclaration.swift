import Diagnostics
import Engines
package import JSON
import Syntax

/// `external` of a store: the address of a server that is run elsewhere. The keys are those of its engine.
package final class ExternalStoreDeclaration {
  package var host: Located<String>?
  package var port: Located<Int>?
  package var tls: Located<Bool>?
  /// What outputs are, by their names.
  package var texts: [String: Located<String>] = [:]
  /// Names of secrets, by the outputs that they are, in the order of writing.
  package var secrets: [(name: String, value: Located<String>)] = []
  /// Every key is there that nothing takes the place of.
  package private(set) var isWhole = true

  /// The keys of every engine: which of them a store has is its type's.
  package static let schema: JSONValue = {
    var properties: [String: JSONValue] = [:]
    for key in StoreEngines.servers.flatMap(\.externalKeys) { properties[key.name] = key.schema }
    return ValueSchemas.mapping(properties)
  }()

  package init() {}

  static func read(
    _ node: ConfigNode, _ decoder: Decoder, of engine: StoreEngine
  ) -> ExternalStoreDeclaration? {
    let keys = engine.externalKeys
    guard case .mapping(let entries) = node.content else {
      let example =
        keys.contains { $0.kind == .host } ? "host: db.example.com, " : "endpoint: \"https://s3.example.com\", "
      let secret = keys.first { $0.kind == .secret }.map { "\($0.name): SECRET" } ?? "…"
      decoder.wrongKind(node, expected: "`external` is a mapping: `external: { \(example)\(secret) }`")
      return nil
    }
    let external = ExternalStoreDeclaration()
    for entry in entries where !entry.value.isRemoved {
      decoder.path.append(entry.key)
      if let key = keys.first(where: { $0.name == entry.key }) {
        external.read(key, entry.value, decoder)
      } else {
        decoder.unknownKey(entry, among: keys.map(\.name), owner: "`external`")
      }
      decoder.path.removeLast()
    }
    external.checkRequired(keys, node, decoder)
    return external
  }

  private func read(_ key: ExternalKey, _ node: ConfigNode, _ decoder: Decoder) {
    func text(_ type: FieldType<String> = .text) -> Located<String>? {
      type.read(node, decoder).map { Located($0, node) }
    }
    switch key.kind {
    case .host: host = Self.host(node, decoder)
    case .port: port = FieldType<Int>.port.read(node, decoder).map { Located($0, node) }
    case .tls: tls = FieldType<Bool>.bool.read(node, decoder).map { Located($0, node) }
    case .address: texts[key.name] = Self.address(key.name, node, decoder)
    case .text: texts[key.name] = text()
    case .secret:
      if let name = text() { secrets.append((key.name, name)) }
    }
  }

  /// E0202: one finding for all keys that are not there.
  private func checkRequired(_ keys: [ExternalKey], _ node: ConfigNode, _ decoder: Decoder) {
    let missing = keys.filter { $0.isRequired && node[$0.name] == nil }
    isWhole = keys.allSatisfy { !$0.isRequired || $0.kind == .host && host != nil || texts[$0.name] != nil }
    guard let first = missing.first else { return }
    decoder.report(
      .missingKey, at: node.span, "`external` has no \(Words.enumeration(missing.map { "`\($0.name)`" }))"
    ) {
      switch first.kind {
      case .host: $0.help = ["say where the server is: `host: db.example.com`"]
      case .address: $0.help = ["say where the server is: `\(first.name): \"https://s3.example.com\"`"]
      default: $0.help = ["write what the server has: `\(first.name): …`"]
      }
    }
  }

  private static func host(_ node: ConfigNode, _ decoder: Decoder) -> Located<String>? {
    guard let text = FieldType<String>.text.read(node, decoder) else { return nil }
    if HostText.isHost(text) { return Located(text, node) }
    decoder.report(.malformedLiteral, at: node.span, "expected a host for `host`, found \(text.quotedForMessage)") {
      $0.help = ["write the host alone: port, user and database have keys of their own, and the password is a secret"]
    }
    return nil
  }

  /// An address of HTTP, without anything that a client would have to keep secret.
  private static func address(_ key: String, _ node: ConfigNode, _ decoder: Decoder) -> Located<String>? {
    guard let text = FieldType<String>.text.read(node, decoder) else { return nil }
    if let url = URLText(text), ["http", "https"].contains(url.scheme.description), HostText.isHost(url.host),
      url.userRange == nil, url.queryRange == nil, url.fragmentRange == nil
    {
      return Located(text, node)
    }
    // A password in it is reported as one.
    if let user = URLText(text)?.userRange, Array(text.utf8)[user].contains(UInt8(ascii: ":")) { return nil }
    decoder.report(.malformedLiteral, at: node.span, "`\(key)` takes an HTTP address, found \(text.quotedForMessage)") {
      $0.help = ["write scheme and host: `\(key): \"https://s3.example.com\"`; the keys are secrets of their own"]
    }
    return nil
  }
}

extension ExternalKey {
  fileprivate var schema: JSONValue {
    switch kind {
    case .port: FieldType<Int>.port.schema
    case .tls: FieldType<Bool>.bool.schema
    case .host, .address, .text, .secret: FieldType<String>.text.schema
    }
  }
}
