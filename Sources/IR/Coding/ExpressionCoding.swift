import JSON

extension Coder where Value == Expression {
  static let expression: Coder<Expression> = Coder.choice(
    "expression",
    Choice(tag: "k") {
      Case("lit", Part("v", .text), make: { .literal($0) }) {
        if case .literal(let text) = $0 { text } else { nil }
      }
      Case("out", Part("svc", .text), Part("out", .text), make: { .output(service: $0, name: $1) }) {
        if case .output(let service, let name) = $0 { (service, name) } else { nil }
      }
      Case("secret", Part("id", .text), make: { .secret(id: $0) }) {
        if case .secret(let id) = $0 { id } else { nil }
      }
      Case("var", Part("svc", .optional(.text)), Part("name", .text), make: { .variable(service: $0, name: $1) }) {
        if case .variable(let service, let name) = $0 { (service, name) } else { nil }
      }
      Case("env", Part("name", .text), make: { .environment(name: $0) }) {
        if case .environment(let name) = $0 { name } else { nil }
      }
      Case("url", blank: URLExpression(scheme: "", host: .literal("")), members: urlMembers, make: { .url($0) }) {
        if case .url(let url) = $0 { url } else { nil }
      }
      Case("cat", Part("of", .list(.inner)), make: { .concat($0) }) {
        if case .concat(let parts) = $0 { parts } else { nil }
      }
      Case("join", Part("sep", .text), Part("of", .list(.inner)), make: { .join(separator: $0, items: $1) }) {
        if case .join(let separator, let items) = $0 { (separator, items) } else { nil }
      }
      Case("enc", Part("how", .word()), Part("of", .inner), make: { .encode($0, $1) }) {
        if case .encode(let how, let inner) = $0 { (how, inner) } else { nil }
      }
      Case("alt", Part("of", .list(.inner)), make: { .alternative($0) }) {
        if case .alternative(let alternatives) = $0 { alternatives } else { nil }
      }
    })

  /// An expression inside an expression.
  fileprivate static let inner: Coder<Expression> = Coder(
    schema: .reference("expression"), definitions: [:],
    encode: { expression.encode($0) },
    decode: { value, place throws(IRCodingError) in try expression.decode(value, place) })

  @ListBuilder<Member<URLExpression>> private static var urlMembers: [Member<URLExpression>] {
    Member("scheme", \.scheme, .text)
    Member("driver", \.driver, .optional(.text), "What follows `+` in the scheme.")
    Member("user", \.user, .optional(.inner))
    Member("password", \.password, .optional(.inner))
    Member("host", \.host, .inner)
    Member("port", \.port, .optional(.inner))
    Member("path", \.path, .optional(.inner))
    Member("query", \.query, .list(.queryItem), "Unencoded, in the order in which they were written.")
  }
}

extension Coder where Value == URLExpression.QueryItem {
  fileprivate static let queryItem: Coder<URLExpression.QueryItem> = Coder.record(
    "queryItem", URLExpression.QueryItem("", .literal(""))
  ) {
    Member("name", \.name, .text)
    Member("value", \.value, .inner)
  }
}

extension Coder where Value == Variable {
  static let variable: Coder<Variable> = Coder.record(
    "variable", Variable(name: "", value: nil)
  ) {
    Member("name", \.name, .text)
    Member("type", \.type, .text, "A type expression of the language.")
    Member("phase", \.phase, .word(), "When the process reads it.")
    Member("browser", \.isBrowserVisible, .bool, "The value ends in what browsers load.")
    Member.group(
      "marks"
    ) {
      Member("secret", \.marks.isSecret, .bool)
      Member("reach", \.marks.reach, .optional(.text), "`public`, `private` or `loopback`; none: no address.")
      Member("known", \.marks.known, .text, "`compile`, `provision`, `build` or `run`: the earliest moment.")
    }
    Member("surface", \.surface, .nullable(.expression), "The reference as written, where it is one.")
    Member("value", \.value, .nullable(.expression), "Null: the operator supplies it.")
    Member("required", \.isRequired, .bool)
    Member("operatorSupplied", \.isOperatorSupplied, .bool)
    Member("origin", \.origin, .word(), "Where it was declared: a key of the service, `variables` or `use`.")
    Member("inheritedFrom", \.inheritedFrom, .optional(.text), "The service it came from through `extends`.")
    Member("doc", \.doc, .optional(.text))
    Member("reason", \.reason, .optional(.text), "Why it has this value, for a comment.")
    Member("summary", \.summary, .optional(.text), "The value in a person's words.")
    Member("span", \.span, .span)
  }
}

extension Coder where Value == Int? {
  /// An index into the program's `spans`.
  static let span: Coder<Int?> = .optional(.number)
}

extension Coder where Value == Command {
  static let command: Coder<Command> = Coder.choice(
    "command",
    Choice(tag: nil) {
      Case("shell", Part("shell", .text), make: { .shell($0) }) {
        if case .shell(let text) = $0 { text } else { nil }
      }
      Case("words", Part("words", .list(.word)), make: { .words($0) }) {
        if case .words(let words) = $0 { words } else { nil }
      }
    })
}

extension Coder where Value == Command.Word {
  /// A text, or a list of parts.
  static let word: Coder<Command.Word> = Coder(
    schema: ["anyOf": [["type": "string"], parts.schema]], definitions: parts.definitions,
    encode: { word in
      if word.parts.count == 1, case .text(let text) = word.parts[0] { return .string(text) }
      return parts.encode(word.parts)
    },
    decode: { value, place throws(IRCodingError) in
      if let text = value?.string { return .text(text) }
      return Command.Word(try parts.decode(value, place))
    }
  ).named("word")

  private static let parts: Coder<[Command.Word.Part]> = .list(.part)
}

extension Coder where Value == Command.Word.Part {
  fileprivate static let part: Coder<Command.Word.Part> = Coder.choice(
    "wordPart",
    Choice(tag: nil) {
      Case("text", Part("text", .text), make: { .text($0) }) {
        if case .text(let text) = $0 { text } else { nil }
      }
      Case(
        "variable", Part("variable", .text), Part("fallback", .text), make: { .variable(name: $0, fallback: $1) }
      ) {
        if case .variable(let name, let fallback) = $0 { (name, fallback) } else { nil }
      }
    }
  )
}
