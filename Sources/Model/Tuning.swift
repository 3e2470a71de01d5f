import Diagnostics
package import Engines
import IR
package import JSON
import Tuning

extension EngineSettings {
  /// JSON Schema of `tuning:`.
  package var schema: JSONValue {
    var properties: [String: JSONValue] = ["extra": ValueSchemas.texts]
    for key in keys { properties[key.name] = key.kind.schema }
    return ValueSchemas.mapping(properties)
  }
}

extension TuningKind {
  var schema: JSONValue {
    switch self {
    case .memory:
      ValueSchemas.any(ValueSchemas.words(["auto"]), FieldType<Int>.bytes.schema, FieldType<Int>.percent().schema)
    case .duration: ValueSchemas.any(ValueSchemas.words(["auto"]), FieldType<Int>.duration.schema)
    case .integer: ValueSchemas.any(ValueSchemas.words(["auto"]), FieldType<Int>.int().schema)
    case .real: ValueSchemas.pattern("^(auto|[0-9.]+([eE][+-]?[0-9]+)?)$", orNumber: true)
    case .boolean: ["type": ["boolean", "string"], "pattern": "^(true|false|auto)$"]
    case .word(let words): ValueSchemas.words(words + ["auto"])
    case .name: ValueSchemas.pattern("^[A-Za-z][A-Za-z0-9_]*$", ["utf8mb4"])
    case .savePoints:
      ValueSchemas.any(
        ValueSchemas.words(["auto"]), ValueSchemas.list(ValueSchemas.pattern("^ *[0-9]+ +[0-9]+ *$", ["900 1"])))
    }
  }

  /// - Parameter limits: what the versions of the server take; empty: nothing is known.
  func read(_ node: ConfigNode, limits: [ServerSetting], _ decoder: Decoder) -> TuningValue? {
    guard let value = read(node, decoder) else { return nil }
    guard let base = value.base, !limits.isEmpty else { return value }
    let problems = limits.compactMap { $0.problem(withBase: base) }
    // What some version takes is checked again when the version is known.
    guard problems.count == limits.count, case .outOfRange(let low, let high)? = problems.last else { return value }
    decoder.outOfRange(node, low, high)
    return nil
  }

  private func read(_ node: ConfigNode, _ decoder: Decoder) -> TuningValue? {
    if node.text == "auto" { return .auto }
    switch self {
    case .memory:
      if node.text?.hasSuffix("%") == true {
        return FieldType<Int>.percent(1...100).read(node, decoder).map { .percent($0) }
      }
      return FieldType<Int>.bytes.read(node, decoder).map { .bytes($0) }
    case .duration: return FieldType<Int>.duration.read(node, decoder).map { .milliseconds($0) }
    case .integer: return FieldType<Int>.int().read(node, decoder).map { .integer($0) }
    case .real:
      guard let text = FieldType<String>.text.read(node, decoder) else { return nil }
      if let number = Double(text), number.isFinite { return .text(text) }
      decoder.report(.wrongScalar, at: node.span, "`\(decoder.path.last ?? "this")` takes a number, found `\(text)`")
      return nil
    case .boolean: return FieldType<Bool>.bool.read(node, decoder).map { .boolean($0) }
    case .word(let words): return FieldType<String>.word(words).read(node, decoder).map { .text($0) }
    case .name:
      guard let text = FieldType<String>.text.read(node, decoder) else { return nil }
      if let first = text.first, first.isASCII, first.isLetter,
        text.utf8.allSatisfy({
          $0 == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20
        })
      {
        return .text(text)
      }
      decoder.report(
        .wrongScalar, at: node.span,
        "`\(decoder.path.last ?? "this")` takes a word of letters, digits and `_`, found \(text.quotedForMessage)")
      return nil
    case .savePoints:
      let points = FieldType<String>.text.readList(node, decoder)
      for point in points {
        let parts = point.value.split(separator: " ")
        if parts.count != 2 || parts.contains(where: { (Int($0) ?? 0) < 1 }) {
          decoder.report(.wrongScalar, at: point.span, "a save point is `seconds changes`, found `\(point.value)`") {
            $0.help = ["for example `\"900 1\"`: after 900 seconds if at least one key changed"]
          }
          return nil
        }
      }
      return .list(points.map(\.value))
    }
  }
}

extension TuningValue {
  /// Bytes, milliseconds, or the number itself; nil: it is not measured.
  fileprivate var base: Double? {
    switch self {
    case .bytes(let number), .integer(let number), .milliseconds(let number): Double(number)
    case .text(let text): Double(text)
    case .auto, .percent, .boolean, .list: nil
    }
  }
}

extension Decoder {
  /// E0224 with both ends of the range.
  fileprivate func outOfRange(_ node: ConfigNode, _ low: String, _ high: String) {
    let key = path.last ?? "this"
    report(
      .outOfRange, at: node.span, "\((node.text ?? "").quotedForMessage) is out of range (\(low)–\(high))",
      label: "the server takes \(low) to \(high) for `\(key)`")
  }

  /// Reads `tuning:` by the settings of the store's engine.
  func tuning(_ node: ConfigNode, into service: ServiceDeclaration) {
    guard case .mapping(let entries) = node.content else {
      wrongKind(node, expected: "`tuning` is a mapping of settings to values")
      return
    }
    let settings = service.type.engine?.settings ?? EngineSettings()
    let keys = settings.keys
    var values: [Named<TuningValue>] = []
    for entry in entries where !entry.value.isRemoved {
      path.append(entry.key)
      if entry.key == "extra" {
        service.tuningExtra = texts(entry.value)
      } else if let key = keys.first(where: { $0.name == entry.key }) {
        let limits = service.type.engine.map { self.limits(of: entry.key, $0) } ?? []
        if let value = key.kind.read(entry.value, limits: limits, self) {
          service.tuningNodes[entry.key] = entry.value
          values.append(Named(entry.key, entry.keySpan, value))
        }
      } else {
        unknownKey(entry, among: keys.map(\.name) + ["extra"], owner: "`tuning` of service `\(service.name)`")
      }
      path.removeLast()
    }
    service.tuning = Located(values, node)
  }
}
