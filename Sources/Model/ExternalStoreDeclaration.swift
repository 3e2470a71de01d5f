import Diagnostics
package import JSON
import Syntax

/// `external` of a store: the address of a server that is run elsewhere.
package final class ExternalStoreDeclaration {
  package var host: Located<String>?
  package var port: Located<Int>?
  package var user: Located<String>?
  package var database: Located<String>?
  /// The name of a secret.
  package var password: Located<String>?
  package var tls: Located<Bool>?

  package static let schema: JSONValue = ValueSchemas.mapping(
    [
      "host": FieldType<String>.text.schema, "port": FieldType<Int>.port.schema, "user": FieldType<String>.text.schema,
      "database": FieldType<String>.text.schema, "password": FieldType<String>.text.schema,
      "tls": FieldType<Bool>.bool.schema,
    ], required: ["host"])

  private static let keys = ["host", "port", "user", "database", "password", "tls"]

  package init() {}

  static func read(_ node: ConfigNode, _ decoder: Decoder) -> ExternalStoreDeclaration? {
    guard case .mapping(let entries) = node.content else {
      decoder.wrongKind(
        node, expected: "`external` is a mapping: `external: { host: db.example.com, password: SECRET }`")
      return nil
    }
    let external = ExternalStoreDeclaration()
    for entry in entries where !entry.value.isRemoved {
      decoder.path.append(entry.key)
      let value = entry.value
      func text() -> Located<String>? { FieldType<String>.text.read(value, decoder).map { Located($0, value) } }
      switch entry.key {
      case "host": external.host = host(value, decoder)
      case "port": external.port = FieldType<Int>.port.read(value, decoder).map { Located($0, value) }
      case "user": external.user = text()
      case "database": external.database = text()
      case "password": external.password = text()
      case "tls": external.tls = FieldType<Bool>.bool.read(value, decoder).map { Located($0, value) }
      default: decoder.unknownKey(entry, among: keys, owner: "`external`")
      }
      decoder.path.removeLast()
    }
    if external.host == nil, node["host"] == nil {
      decoder.report(.missingKey, at: node.span, "`external` has no `host`") {
        $0.help = ["add the host of the server: `host: db.example.com`"]
      }
    }
    return external
  }

  private static func host(_ node: ConfigNode, _ decoder: Decoder) -> Located<String>? {
    guard let text = FieldType<String>.text.read(node, decoder) else { return nil }
    if HostText.isHost(text) { return Located(text, node) }
    decoder.report(.malformedLiteral, at: node.span, "expected a host for `host`, found \(text.quotedForMessage)") {
      $0.help = ["write the host alone: port, user and database have keys of their own, and the password is a secret"]
    }
    return nil
  }
}
