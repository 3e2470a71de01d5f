import Diagnostics
package import JSON
import Syntax

extension FieldType {
  /// A scalar whose text `parse` understands. References are refused: the compiler itself needs the value.
  /// - Parameter isText: any text is a value, that of a shell included.
  package static func scalar(
    _ phrase: String, quantity: Quantity? = nil, isText: Bool = false,
    schema: @autoclosure @escaping @Sendable () -> JSONValue,
    parse: @escaping @Sendable (String, ConfigNode, Decoder) -> Value?
  ) -> FieldType {
    FieldType(phrase, quantity: quantity, schema: schema()) { node, decoder in
      guard let text = node.staticText(expected: phrase, isText: isText, decoder) else { return nil }
      return parse(text, node, decoder)
    }
  }

  /// The values of a list, each read by this type; what cannot be read is reported and left out.
  package func readList(_ node: ConfigNode, _ decoder: Decoder) -> [Located<Value>] {
    guard case .sequence(let items) = node.content else {
      decoder.wrongList(node, "`\(decoder.path.last ?? "this")` is a list")
      return []
    }
    return items.compactMap { item in read(item, decoder).map { Located($0, item) } }
  }

}

extension FieldType where Value == [Located<String>] {
  package static let texts = FieldType("a list", schema: ValueSchemas.textList) {
    FieldType<String>.text.readList($0, $1)
  }
  package static let paths = FieldType(
    "a list of paths", schema: ValueSchemas.list(FieldType<String>.path.schema)
  ) {
    FieldType<String>.path.readList($0, $1)
  }
}

extension ConfigNode {
  /// The text of a scalar at a static position; reports wrong kinds, missing values, references, and what other tools
  /// fill in.
  /// - Parameter isText: any text is a value, that of a shell included.
  package func staticText(expected phrase: String, isText: Bool = false, _ decoder: Decoder) -> String? {
    guard let scalar else {
      decoder.wrongKind(self, expected: "`\(decoder.path.last ?? "this")` takes \(phrase)")
      return nil
    }
    if scalar.isNull {
      decoder.report(.wrongScalar, at: span, "`\(decoder.path.last ?? "this")` takes \(phrase), found nothing")
      return nil
    }
    let text = scalar.text
    if text.utf8.count > 4, text.utf8.contains(UInt8(ascii: "$")), ReferenceText.mayContain(text) {
      decoder.report(
        .referenceInStaticPosition, at: span, "`\(decoder.path.last ?? "this")` must be known while compiling",
        label: "a reference is known only later"
      ) { $0.help = ["write the value itself; what differs between environments goes into `environments:`"] }
      return nil
    }
    if !isText, reportsInterpolation(in: text, decoder) { return nil }
    return text
  }
}

extension FieldType where Value == String {
  /// Any text.
  package static let text = FieldType.scalar("a text", isText: true, schema: ValueSchemas.scalar) { text, _, _ in text }

  /// One of these words.
  package static func word(_ words: [String]) -> FieldType {
    .scalar("one of " + words.joined(separator: ", "), schema: ValueSchemas.words(words)) { text, node, decoder in
      if words.contains(text) { return text }
      let key = decoder.path.last ?? "this"
      decoder.report(
        .notInEnumeration, at: node.span, "`\(key)` is one of \(Words.enumeration(words)), found `\(text)`"
      ) {
        let nearest = Suggestion.nearest(to: text, among: words)
        if let first = nearest.first {
          $0.help = ["did you mean \(Words.alternatives(nearest))?"]
          $0.fixes = [FixIt("write `\(first)`", .safe, [.init(node.span, first)])]
        } else {
          // `lru` of `allkeys-lru`.
          let longer = words.filter { $0.hasSuffix("-" + text) }
          if !longer.isEmpty { $0.help = ["did you mean \(Words.alternatives(longer))?"] }
        }
      }
      return nil
    }
  }

  /// A path inside the repository, cleaned of `./`.
  package static let path = FieldType.scalar(
    "a path inside the repository", schema: ValueSchemas.pattern("^(?!/)(?!(.*/)?\\.\\.(/|$))")
  ) {
    text, node, decoder in
    let parts = text.split(separator: "/").filter { $0 != "." }
    if text.hasPrefix("/") || parts.contains("..") {
      decoder.report(.pathNotFound, at: node.span, "`\(text)` lies outside the repository") {
        $0.notes = ["builds get the folder of the topology and what lies below it, nothing else"]
        $0.help = ["write a path relative to the topology file, or move that file up to a folder that holds both"]
      }
      return nil
    }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}

extension FieldType where Value == Bool {
  package static let bool = FieldType.scalar(
    "true or false", schema: ["type": ["boolean", "string"], "pattern": "^(true|false)$"]
  ) { text, node, decoder in
    switch text {
    case "true": return true
    case "false": return false
    default:
      decoder.report(
        .wrongScalar, at: node.span, "`\(decoder.path.last ?? "this")` takes true or false, found `\(text)`"
      ) {
        let meant: [String: String] = ["yes": "true", "on": "true", "no": "false", "off": "false"]
        let word = text.lowercased()
        if let value = meant[word] ?? (["true", "false"].contains(word) ? word : nil) {
          $0.help = ["write `\(value)`"]
          $0.fixes = [FixIt("write `\(value)`", .safe, [.init(node.span, value)])]
        }
      }
      return nil
    }
  }
}

extension FieldType where Value == Int {
  /// A whole number in a range.
  package static func int(_ range: ClosedRange<Int> = 0...Int(Int32.max)) -> FieldType {
    .scalar(
      "a whole number",
      schema: [
        "type": ["integer", "string"], "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound),
        "pattern": "^[0-9]+$",
      ]
    ) { text, node, decoder in
      let key = decoder.path.last ?? "this"
      guard let number = Int(text), !text.hasPrefix("+") else {
        decoder.report(
          .wrongScalar, at: node.span, "`\(key)` takes a whole number, found `\(text)`", label: "not written in digits"
        ) {
          // Compose writes `8000:8000`: the machine's port, then the container's.
          let inner = text.split(separator: ":").last.flatMap { Int($0) }
          let number = text.contains(":") ? inner ?? 8000 : range.upperBound == 65535 ? 8000 : max(2, range.lowerBound)
          $0.help = ["write digits alone, from \(range.lowerBound) on, such as `\(key): \(number)`"]
        }
        return nil
      }
      guard range.contains(number) else {
        decoder.report(
          .outOfRange, at: node.span, "\(number) is out of range (\(range.lowerBound)–\(range.upperBound))",
          label: number < range.lowerBound
            ? "`\(key)` begins at \(range.lowerBound)" : "`\(key)` ends at \(range.upperBound)")
        return nil
      }
      return number
    }
  }

  /// Milliseconds.
  package static let duration = FieldType.scalar(
    "a duration such as 30s", quantity: .duration,
    schema: ValueSchemas.pattern("^([0-9]+(ms|s|m|h|d))+$", ["30s", "5m", "14d"])
  ) { text, node, decoder in decoder.value(Interval.parse(text), node)?.milliseconds }

  package static let bytes = FieldType.scalar(
    "a size such as 512MiB", quantity: .size,
    schema: ValueSchemas.pattern("^[0-9]+(\\.[0-9]+)?([KkMmGgTt][Ii]?)?[Bb]$", ["512MiB", "1GiB"])
  ) { text, node, decoder in decoder.value(ByteSize.parse(text), node)?.bytes }

  /// Thousandths of a vCPU.
  package static let cpu = FieldType.scalar(
    "an amount of CPU such as 0.5", quantity: .cpu,
    schema: ValueSchemas.pattern(
      "^([0-9]+(\\.[0-9]+)?|[0-9]+m)$", ["0.5", "2", "500m"], orNumber: true)
  ) { text, node, decoder in decoder.value(CPUAmount.parse(text), node)?.millicores }

  package static func percent(_ range: ClosedRange<Int> = 0...100) -> FieldType {
    .scalar("a percentage such as 75%", schema: ValueSchemas.pattern("^(100|[0-9]{1,2})(\\.[0-9]+)?%$", ["75%"])) {
      text, node, decoder in
      decoder.value(Percent.parse(text, in: range), node).map { $0.hundredths / 100 }
    }
  }

  /// Hundredths of a percent, for shares below one percent.
  package static func share(_ range: ClosedRange<Int>) -> FieldType {
    .scalar("a percentage such as 0.5%", schema: percent(range).schema) { text, node, decoder in
      decoder.value(Percent.parse(text, in: range), node)?.hundredths
    }
  }

  package static let port = FieldType.int(1...65535)
}

extension Decoder {
  /// Reports what a unit parser says about the text of a scalar, with its fix.
  package func value<Value>(_ result: Result<Value, ValueProblem>, _ node: ConfigNode) -> Value? {
    switch result {
    case .success(let value): return value
    case .failure(let problem):
      report(problem.kind, at: node.span, problem.message, label: problem.label) {
        $0.help = problem.help
        if let replacement = problem.replacement {
          $0.fixes = [
            FixIt(
              replacement.title, replacement.applicability,
              [.init(replacement.range.map(node.span(of:)) ?? node.span, replacement.text)])
          ]
          if !replacement.isInHelp { $0.help.insert(replacement.title, at: 0) }
        }
      }
      return nil
    }
  }
}
