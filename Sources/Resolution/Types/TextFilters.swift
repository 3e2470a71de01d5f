import Diagnostics
import IR
import Model
import Syntax

/// The filters on lists and texts, and `declassify`.
extension Filters {
  static let textFilters: [Filter] = [
    join, json, compileTime("upper", "capital letters") { $0.uppercased() },
    compileTime("lower", "small letters") { $0.lowercased() },
    compileTime("slug", "small letters and digits, `-` for everything else") { slug($0) },
    runTime("urlencode", "percent-encodes the text for a URL", .uri) { encoded($0) },
    runTime("base64", "encodes the text as base64", .base64) { base64(Array($0.utf8)) },
  ]

  private static func isList(_ value: TypedValue) -> Bool {
    if case .list = value.type { return true }
    return false
  }

  private static func isText(_ value: TypedValue) -> Bool { value.type.canBeInterpolated }

  /// The items of a list value.
  static func items(of value: TypedValue) -> [Expression] {
    if let items = value.listItems { return items }
    if case .join(_, let items) = value.expression { return items }
    return [value.expression]
  }

  private static let join = Filter(
    "join", #"join(";")"#, on: "a list", gives: "string", "writes the items with a separator between them",
    accepts: isList
  ) { value, invocation in
    switch invocation.single("a separator") {
    case .failure(let problem): return .failure(problem)
    case .success((let separator, _)):
      return .success(
        TypedValue(
          expression: .join(separator: separator, items: items(of: value)), type: .string, marks: value.marks))
    }
  }

  private static let json = Filter(
    "json", "json", on: "a list or text", gives: "json", "writes the value as JSON",
    accepts: { isList($0) || isText($0) }
  ) { value, invocation in
    if let problem = invocation.none() { return .failure(problem) }
    var result = TypedValue(expression: value.expression, type: .json, marks: value.marks)
    guard case .list(let item) = value.type else {
      result.expression = value.text.map { .literal(quoted($0)) } ?? .encode(.json, value.expression)
      return .success(result)
    }
    let items = items(of: value)
    let texts = items.compactMap { if case .literal(let text) = $0 { text } else { nil } }
    let isBare = item.isSubtype(of: .int) || item.isSubtype(of: .bool) || item.isSubtype(of: .float)
    if texts.count == items.count {
      let list = texts.map { isBare ? $0 : quoted($0) }.joined(separator: ",")
      result.expression = .literal("[\(list)]")
    } else if isBare {
      result.expression = .joined([.literal("["), .join(separator: ",", items: items), .literal("]")])
    } else if item.isURL || item.isSubtype(of: .host) {
      // No address holds a character that JSON escapes, and a list-valued output has a number of items unknown here.
      result.expression = .joined([.literal("[\""), .join(separator: "\",\"", items: items), .literal("\"]")])
    } else {
      let encoded = items.map { item -> Expression in
        if case .literal(let text) = item { return .literal(quoted(text)) }
        return .encode(.json, item)
      }
      result.expression = .joined([.literal("["), .join(separator: ",", items: encoded), .literal("]")])
    }
    return .success(result)
  }

  private static func compileTime(
    _ name: String, _ summary: String, _ change: @escaping @Sendable (String) -> String
  ) -> Filter {
    Filter(
      name, name, on: "text that is known while compiling", gives: "string", summary, accepts: isText
    ) { value, invocation in
      if let problem = invocation.none() { return .failure(problem) }
      guard let text = value.text else {
        return .failure(
          invocation.mismatch(
            "`\(name)` applies to text that is known while compiling",
            label: value.marks.phase == .run ? "known only when it runs" : "known only when it is deployed",
            help: ["delete `| \(name)`, and let the program change the text"])
        )
      }
      return .success(TypedValue(expression: .literal(change(text)), type: .string, marks: value.marks))
    }
  }

  private static func runTime(
    _ name: String, _ summary: String, _ encoding: Expression.Encoding, _ fold: @escaping @Sendable (String) -> String
  ) -> Filter {
    Filter(name, name, on: "text", gives: "string", summary, accepts: isText) { value, invocation in
      if let problem = invocation.none() { return .failure(problem) }
      var result = value
      result.type = .string
      if encoding == .uri, case .secret(let id) = value.expression, invocation.context.isURLSafe(id) {
        return .success(result)
      }
      result.expression = value.text.map { .literal(fold($0)) } ?? .encode(encoding, value.expression)
      return .success(result)
    }
  }

  static let declassify = Filter(
    "declassify", #"declassify("reason")"#, on: "a secret", gives: "the same value, open",
    "says that a value is no secret after all, and why", accepts: { $0.marks.isSecret }
  ) { value, invocation in
    let reason = invocation.call.arguments.first
    guard invocation.call.arguments.count == 1, let reason, reason.label == nil, reason.text.contains(where: \.isLetter)
    else {
      return .failure(
        FilterProblem(
          .refusedDeclassification, invocation.call.range, "a reason is required to declassify a value",
          help: [#"write why everybody may read it: `declassify("publishable key")`"#]))
    }
    for id in value.expression.secretIDs {
      let kind: String
      switch invocation.context.secretOrigin(id) {
      case .external: continue
      case .generated: kind = "a generated secret"
      case .password: kind = "a password"
      }
      return .failure(
        FilterProblem(
          .refusedDeclassification, invocation.call.range, "\(kind) cannot be declassified", label: "holds `\(id)`"))
    }
    var result = value
    result.marks.isSecret = false
    return .success(result)
  }

  static func slug(_ text: String) -> String {
    var result = ""
    for scalar in text.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": result.unicodeScalars.append(scalar)
      default: if !result.isEmpty, !result.hasSuffix("-") { result += "-" }
      }
    }
    return result.hasSuffix("-") ? String(result.dropLast()) : result
  }

  /// RFC 4648, with padding.
  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for (index, byte) in group.enumerated() { bits |= UInt32(byte) << UInt32(16 - 8 * index) }
      for index in 0..<4 {
        result.append(
          index <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A JSON string (RFC 8259); only what must be escaped is.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
