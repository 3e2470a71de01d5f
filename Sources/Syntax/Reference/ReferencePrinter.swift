extension ReferenceText {
  /// The text in canonical spelling: `$<<…>>`, one blank around `|` and `??`. Reading it back gives the same parts.
  package var canonical: String {
    var result = ""
    for (index, segment) in segments.enumerated() {
      switch segment {
      case .literal(let text, _):
        var escaped = Self.escaped(text)
        if escaped.hasSuffix("$"), index + 1 < segments.count, case .reference = segments[index + 1] {
          // `$` before a reference would make an escape of it.
          escaped.removeLast()
          escaped += #"$<<"$">>"#
        }
        result += escaped
      case .reference(let reference): result += reference.canonical
      }
    }
    return result
  }

  /// Plain text as it must be written so that nothing in it is taken for a reference.
  package static func escaped(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let lexer = ReferenceLexer(bytes)
    var result: [UInt8] = []
    for (offset, byte) in bytes.enumerated() {
      if byte == Byte.dollar, lexer.opening(at: offset) != nil { result.append(Byte.dollar) }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension Reference {
  /// The reference in canonical spelling.
  package var canonical: String {
    "$<<" + alternatives.map(\.canonical).joined(separator: " ?? ") + ">>"
  }
}

extension Reference.Pipeline {
  var canonical: String {
    ([primary.canonical]
      + filters.map { filter in
        filter.name.text + (filter.arguments.isEmpty ? "" : Reference.list(filter.arguments))
      }).joined(separator: " | ")
  }
}

extension Reference.Primary {
  var canonical: String {
    switch self {
    case .path(let names): names.map(\.canonical).joined(separator: ".")
    case .call(let name, let arguments): name.text + Reference.list(arguments)
    case .literal(let literal): literal.canonical
    }
  }
}

extension Reference.Name {
  /// Quoted only where a bare name would be read differently.
  var canonical: String {
    var lexer = ReferenceLexer(Array(text.utf8))
    let first = lexer.next()
    let isBare = first.token == .name(text) && first.range == 0..<text.utf8.count
    return isBare ? text : Reference.quoted(text)
  }
}

extension Reference.Literal {
  var canonical: String {
    if case .string(let text) = value { return Reference.quoted(text) }
    return text
  }
}

extension Reference {
  static func list(_ arguments: [Argument]) -> String {
    let parts = arguments.map { argument in
      let value =
        switch argument.value {
        case .literal(let literal): literal.canonical
        case .bare(let name): name.text
        }
      return (argument.label.map { $0.text + "=" } ?? "") + value
    }
    return "(" + parts.joined(separator: ", ") + ")"
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}
