import Diagnostics
package import IR
import JSON
import Syntax

/// A further port of a service, under a name.
package final class PortDeclaration {
  package var port: Located<Int>?
  package var transport: Located<NamedPort.Transport>?

  package init() {}

  package static let shape = Shape<PortDeclaration>(
    "port",
    [
      Field(.portsPort, { $0.port = $1 }, .port, required: true, doc: "The number that is listened on."),
      Field(.portsProtocol, { $0.transport = $1 }, .transport, doc: "`tcp`, the default, or `udp`."),
    ])

  /// What precedes the name of a port in the name of its output.
  package static let outputPrefix = "port_"

  /// The pattern of a name, which becomes a part of references and of variable names.
  package static let names = "^[a-z]([a-z0-9_-]{0,13}[a-z0-9])?$"

  static let mapSchema: JSONValue = [
    "type": "object", "propertyNames": ["pattern": .string(names)],
    "additionalProperties": ValueSchemas.any(FieldType<Int>.port.schema, shape.schema),
  ]

  /// Reads what is below `ports`. A list is the form of another tool, in which it publishes ports.
  static func readAll(_ entry: ConfigNode.Entry, _ decoder: Decoder) -> [Named<PortDeclaration>] {
    if case .sequence = entry.value.content {
      let names = ServiceDeclaration.shape.fields.map(\.name)
      let path = decoder.path
      decoder.path.removeLast()
      defer { decoder.path = path }
      if decoder.vocabulary.reportsForeign(entry, names, decoder) { return [] }
    }
    return decoder.named(entry.value) { read($0, decoder) }
  }

  /// Reads the short form, a number, or the long one; nil where that was reported.
  private static func read(_ entry: ConfigNode.Entry, _ decoder: Decoder) -> PortDeclaration? {
    guard isName(entry.key) else {
      decoder.report(
        .notAName, at: entry.keySpan, "\(entry.key.quotedForMessage) is not a name of a port",
        label: "at most 15 lower-case letters, digits, `_`, `-`"
      ) { $0.help = ["write a name that begins with a letter, such as `metrics` or `console`"] }
      return nil
    }
    let port = PortDeclaration()
    if entry.value.scalar != nil {
      guard let number = FieldType<Int>.port.read(entry.value, decoder) else { return nil }
      port.port = Located(number, entry.value)
    } else {
      decoder.decode(entry.value, as: shape, into: port, owner: "port `\(entry.key)`")
    }
    return port.port == nil ? nil : port
  }

  private static func isName(_ text: String) -> Bool {
    guard (1...15).contains(text.utf8.count), let first = text.utf8.first, let last = text.utf8.last else {
      return false
    }
    func isPlain(_ byte: UInt8) -> Bool { ValueScanner.isLowercase(byte) || ValueScanner.isDigit(byte) }
    return ValueScanner.isLowercase(first) && isPlain(last)
      && text.utf8.allSatisfy { isPlain($0) || "_-".utf8.contains($0) }
  }
}

/// A port of a service, as another key names it.
package enum PortChoice: Hashable, Sendable {
  case number(Int)
  /// One of the service's own: a name under `ports`, or `port`.
  case name(String)
}

extension FieldType where Value == NamedPort.Transport {
  /// `tcp` or `udp`.
  package static let transport = FieldType(
    "`tcp` or `udp`", schema: ValueSchemas.words(NamedPort.Transport.allCases.map(\.rawValue))
  ) { node, decoder in
    FieldType<String>.word(NamedPort.Transport.allCases.map(\.rawValue)).read(node, decoder)
      .flatMap(NamedPort.Transport.init)
  }
}

extension FieldType where Value == PortChoice {
  /// A number, or the name of one of the service's ports. Whether the service has it is checked once all keys are read.
  package static let healthPort = FieldType(
    "a port number, or a name of `ports`",
    schema: ValueSchemas.any(FieldType<Int>.port.schema, ValueSchemas.pattern(PortDeclaration.names))
  ) { node, decoder in
    guard let name = node.text, !node.isNull, !ReferenceText.mayContain(name),
      name.utf8.first.map({ (97...122).contains($0) }) ?? false
    else { return FieldType<Int>.port.read(node, decoder).map { .number($0) } }
    return .name(name)
  }
}

extension ServiceDeclaration {
  /// The number of a port by its name; `port` is the service's own. Nil: there is none.
  package func port(named name: String) -> Int? {
    let own = name == ServiceKey.port.name ? port?.value ?? type.defaultPort : nil
    return ports.first { $0.name == name }?.value.port?.value ?? own
  }

  /// The number of the port at which a health path is requested; nil: none is written.
  package var healthPort: Int? {
    switch health?.value.port?.value {
    case .number(let number): number
    case .name(let name): port(named: name)
    case nil: nil
    }
  }
}
