import Diagnostics
import IR
package import JSON
import Syntax

/// One secret as declared. Its value lives outside the topology.
package final class SecretDeclaration {
  package enum Source: Hashable, Sendable {
    case generate(alphabet: String, bytes: Int)
    case external
    /// External, and services may start without it.
    case optional
  }

  package static let alphabets = ["base64url", "base64", "hex", "alnum", "uuid"]

  package let node: ConfigNode
  package var source: Located<Source>?
  package var prefix: Located<String>?
  package var required: Located<Bool>?
  package var pattern: Located<String>?
  package var type: Located<ValueType>?
  package var charset: Located<String>?
  package var differsFrom: [Located<String>] = []
  package var doc: Located<String>?
  package var rotate: Located<Int>?
  package var multiline: Located<Bool>?
  /// The service that declares it for itself; nil: the top level does.
  package var service: String?
  package var classes: [Named<Located<String>>] = []

  package init(node: ConfigNode) { self.node = node }

  /// Whether every value that it can have needs no encoding in a URL.
  package var isURLSafe: Bool {
    guard case .generate(let alphabet, _) = source?.value else { return charset?.value == "url" }
    return alphabet != "base64" && (prefix?.value ?? "").utf8.allSatisfy(Self.isSafeInURL)
  }

  /// Whether a byte of a value means itself everywhere in a URL: a letter, a digit or one of `-._~` (RFC 3986, 2.3).
  package static func isSafeInURL(_ byte: UInt8) -> Bool { ValueScanner.isUnreservedInURL(byte) }

  package static let shape = Shape<SecretDeclaration>(
    "secret",
    [
      Field(
        project: .secretsSource, { $0.source = $1 }, .secretSource, required: true,
        doc: "`generate`, `generate(alphabet, bytes)`, `external` or `optional`. Alphabets: "
          + SecretDeclaration.alphabets.map { "`\($0)`" }.joined(separator: ", ") + "."),
      Field(
        project: .secretsPrefix, { $0.prefix = $1 }, .secretPrefix,
        doc: "Text before a generated value: `base64:`."),
      Field(
        project: .secretsRequired, { $0.required = $1 }, .bool,
        doc: "`false` lets services start without an external secret: `source: optional`."),
      Field(
        project: .secretsPattern, { $0.pattern = $1 }, .pattern,
        doc: "A regular expression that the whole value matches."),
      Field(project: .secretsType, { $0.type = $1 }, .valueType, doc: "What the value must be."),
      Field(
        project: .secretsCharset, { $0.charset = $1 }, .word(["url", "any"]),
        doc: "`url` promises a value that needs no encoding in a URL."),
      Field(
        project: .secretsDiffersFrom, phrase: "a list of secret names", schema: ValueSchemas.textList,
        doc: "Secrets that must have another value.",
        decode: { $0.differsFrom = FieldType<String>.text.readList($1.value, $2) }),
      Field(
        project: .secretsClass, phrase: "a mapping from class names to patterns",
        schema: ValueSchemas.map(["type": "string"]),
        doc: "Patterns by which live and test credentials are told apart.",
        decode: { root, entry, decoder in
          root.classes = entry.value.entries.compactMap { item in
            FieldType<String>.pattern.read(item.value, decoder).map {
              Named(item.key, item.keySpan, Located($0, item.value))
            }
          }
        }),
      Field(project: .secretsDoc, { $0.doc = $1 }, .text, doc: "Where a person gets the value."),
      Field(
        project: .secretsRotate, { $0.rotate = $1 }, .duration, doc: "How often it should be changed; informative."),
      Field(
        project: .secretsMultiline, { $0.multiline = $1 }, .bool,
        doc: "Whether a supplied value has line breaks, as keys in PEM form have."),
    ])

  /// Secrets by their names, in the short or the long form.
  package static let mapSchema: JSONValue = ValueSchemas.map(
    ValueSchemas.any(FieldType<Source>.secretSource.schema, shape.schema))

  /// Reads a short or long form.
  package static func read(_ node: ConfigNode, _ decoder: Decoder, owner: String) -> SecretDeclaration? {
    let declaration = SecretDeclaration(node: node)
    switch node.content {
    case .scalar:
      guard let source = FieldType<Source>.secretSource.read(node, decoder) else { return declaration }
      declaration.source = Located(source, node)
    case .mapping:
      let sourceAsKey = node["source"] == nil ? node.entries.first { sourceWords.contains($0.key) } : nil
      decoder.decode(node, as: shape, into: declaration, owner: owner, requiresKeys: false) { entry, _ in
        entry.key == sourceAsKey?.key
      }
      if let sourceAsKey {
        report(sourceAsKey, decoder, owner: owner)
      } else if declaration.source != nil {
        declaration.settle(decoder)
      } else if node["source"] == nil, !shape.isMisspelt("source", in: node) {
        decoder.report(.missingKey, at: node.span, "\(owner) has no `source`") {
          $0.help = ["say where the value comes from: `source: generate`, `external` or `optional`"]
        }
      }
    default:
      decoder.wrongKind(node, expected: "a secret is `generate`, `external`, `optional` or a mapping")
      return nil
    }
    return declaration
  }

  /// Brings the source together with the keys that have a meaning for some sources alone.
  private func settle(_ decoder: Decoder) {
    guard let source else { return }
    func refuse(_ key: String, _ node: ConfigNode, _ cause: String, help: String) {
      decoder.report(.keyHasNoMeaning, at: node.span, "`\(key)` has no meaning for \(cause)") { $0.help = [help] }
    }
    if case .generate = source.value {
      if let required, !required.value {
        refuse("required: false", required.node, "a generated secret", help: "delete it: the value is always there")
      }
      if let multiline, multiline.value {
        refuse("multiline", multiline.node, "a generated secret", help: "delete it: generated values are one line")
      }
      return
    }
    if let prefix {
      refuse("prefix", prefix.node, "a secret that is not generated", help: "delete it: the operator's value has it")
    }
    if source.value == .optional {
      decoder.contradiction(of: source.node, required)
    } else if required?.value == false {
      self.source = Located(.optional, source.node)
    }
  }

  private static let sourceWords: Set<String> = ["generate", "external", "optional"]

  /// `generate: true`: the word of a source in place of the key.
  private static func report(_ entry: ConfigNode.Entry, _ decoder: Decoder, owner: String) {
    decoder.report(.unknownKey, at: entry.keySpan, "`\(entry.key)` is a source, not a key of \(owner)") {
      $0.help = ["write `source: \(entry.key)`"]
      if entry.key == "generate" {
        $0.help.append("`source: generate(hex, 48)` says which characters, and of how many bytes")
      }
      if case .scalar(let scalar) = entry.value.content, ["true", "yes", ""].contains(scalar.text) {
        $0.fixes = [
          FixIt(
            "write `source: \(entry.key)`", .unsafe,
            [.init(entry.keySpan, "source"), .init(entry.value.span, entry.key)])
        ]
      }
    }
  }
}
