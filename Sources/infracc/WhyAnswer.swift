import JSON

/// Why a line of a generated file is as it is.
struct WhyAnswer {
  /// A part of the topology that decides it.
  struct Reason {
    let file: String
    /// From 1.
    let line: Int
    /// From 1, in code points.
    let column: Int
    /// `services.backend.pools.postgres.size`.
    let key: String
    /// The line of the topology.
    let source: String
    /// The key and what it means; nil: nothing is said of it.
    let meaning: String?
  }

  let location: String
  let line: Int
  /// What the line holds.
  let content: String
  let target: String
  /// The line that was asked in its place: it only belongs to it. Nil: the line itself has reasons.
  let enclosing: String?
  /// The most specific first; empty: every topology gives this line.
  let reasons: [Reason]
  /// The message of a tool that named it.
  var message: String?
  /// What would stand there; nil: the line is unedited.
  private(set) var instead: String?

  var isEdited: Bool { instead != nil }

  init(
    location: String, line: Int, content: String, target: String, enclosing: String?, reasons: [Reason]
  ) {
    self.location = location
    self.line = line
    self.content = content
    self.target = target
    self.enclosing = enclosing
    self.reasons = reasons
  }

  /// A line that is not what is generated.
  static func edited(_ location: String, _ line: Int, instead: String) -> WhyAnswer {
    var answer = WhyAnswer(location: location, line: line, content: "", target: "", enclosing: nil, reasons: [])
    answer.instead = instead
    return answer
  }

  // MARK: For people

  var text: String { body.joined(separator: "\n") + "\n" }

  private var body: [String] {
    var lines = ["\(location):\(line)"]
    if let message { lines.append("  tool  \(message)") }
    if let instead {
      return lines + ["  this line was edited; the generated one is", "        \(Self.trimmed(instead))"]
    }
    lines.append("        \(Self.trimmed(content))")
    if let enclosing { lines.append("  in    \(Self.trimmed(enclosing))") }
    guard let first = reasons.first else {
      return lines + ["  from  every topology: `\(target)` writes it as it is"]
    }
    let width = reasons.map { Self.place($0).count }.max() ?? 0
    for (number, reason) in reasons.enumerated() {
      let place = Self.place(reason)
      let gap = String(repeating: " ", count: width - place.count + 3)
      lines.append((number == 0 ? "  from  " : "  also  ") + place + gap + Self.trimmed(reason.source))
      if number == 0, let meaning = first.meaning { lines.append("  rule  \(meaning)") }
    }
    return lines
  }

  private static func place(_ reason: Reason) -> String { "\(reason.file):\(reason.line):\(reason.column)" }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }

  // MARK: For programs

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "file": .string(location), "line": .int(line), "edited": .bool(isEdited),
      "reasons": .array(reasons.map(Self.json)),
    ]
    if let instead { members["generated"] = .string(instead) } else { members["text"] = .string(content) }
    members["message"] = message.map { .string($0) }
    members["enclosing"] = enclosing.map { .string($0) }
    return .object(members)
  }

  private static func json(_ reason: Reason) -> JSONValue {
    var members: [String: JSONValue] = [
      "file": .string(reason.file), "line": .int(reason.line), "column": .int(reason.column),
      "key": .string(reason.key),
    ]
    members["meaning"] = reason.meaning.map { .string($0) }
    return .object(members)
  }
}
