import IR

/// Writes values as TypeScript or Python: on one line where they fit, else with one member to a line.
package struct ScriptWriter: Sendable {
  package enum Language: Sendable, CaseIterable {
    /// Plain enough for a JavaScript engine: no types.
    case typescript
    case python
  }

  package let language: Language
  let width = 110

  package init(_ language: Language) { self.language = language }

  var isPython: Bool { language == .python }
  var step: Int { isPython ? 4 : 2 }

  /// A declaration, with its line break.
  package func declaration(_ name: String, _ value: ScriptValue, indent: Int, _ writer: inout TextWriter) {
    writer.write(times: indent)
    if !isPython { writer.write("const ") }
    writer.write(name)
    writer.write(" = ")
    // The name and what is written around it, and the sign behind the value.
    write(value, indent, used: name.utf8.count + (isPython ? 3 : 9) + 1, &writer)
    writer.write(isPython ? "\n" : ";\n")
  }

  /// What a function gives back, with its line break.
  package func result(_ value: ScriptValue, indent: Int, _ writer: inout TextWriter) {
    writer.write(times: indent)
    writer.write("return ")
    write(value, indent, used: 8, &writer)
    writer.write(isPython ? "\n" : ";\n")
  }

  /// A text as a literal.
  package func string(_ text: String, _ writer: inout TextWriter) {
    if isPython { PythonText.write(text, &writer) } else { TypeScriptText.write(text, &writer) }
  }

  /// A line of comment at that depth, with its line break.
  package func comment(_ text: String, indent: Int, _ writer: inout TextWriter) {
    writer.write(times: indent)
    (isPython ? CommentSyntax.hash : .slashes).write(text, to: &writer)
  }

  /// The value on one line, as a text; nil where something in it has a comment.
  package func inline(_ value: ScriptValue) -> String? {
    var writer = TextWriter(capacity: 256)
    return inline(value, limit: .max, &writer) ? writer.text : nil
  }

  func condition(_ condition: ScriptCondition, _ writer: inout TextWriter) {
    if condition.environments.count == 1 {
      writer.write(condition.isNegated ? "environment !=" : "environment ==")
      writer.write(isPython ? " " : "= ")
      string(condition.environments[0], &writer)
      return
    }
    if isPython {
      writer.write(condition.isNegated ? "environment not in (" : "environment in (")
    } else {
      writer.write(condition.isNegated ? "![" : "[")
    }
    for (index, name) in condition.environments.enumerated() {
      if index > 0 { writer.write(", ") }
      string(name, &writer)
    }
    writer.write(isPython ? ")" : "].includes(environment)")
  }
}

// MARK: One line

/// Each of these writes on one line and gives up where the text would end behind `limit`, or where something in it has
/// a comment: it returns false then, and the caller takes back what was written.
extension ScriptWriter {
  /// - Parameter limit: the largest length that the text may have; `Int.max` for any.
  func inline(_ value: ScriptValue, limit: Int, _ writer: inout TextWriter) -> Bool {
    switch value {
    case .text(let text):
      if text.utf8.count >= limit - writer.count { return false }
      string(text, &writer)
    case .integer(let number): writer.write(number)
    case .thousandths(let number): writer.write(Quantities.decimal(thousandths: number))
    case .real(let number): writer.write("\(number)")
    case .boolean(let flag): writer.write(isPython ? (flag ? "True" : "False") : (flag ? "true" : "false"))
    case .null: writer.write(isPython ? "None" : "null")
    case .name(let name): writer.write(name)
    case .member(let owner, let name):
      writer.write(owner)
      access(name, &writer)
    case .list(let items):
      writer.write(byte: UInt8(ascii: "["))
      guard inlineList(items, limit: limit, &writer) else { return false }
      writer.write(byte: UInt8(ascii: "]"))
    case .map(let members): return map(members, limit: limit, &writer)
    case .call(let function, let arguments, let members):
      return call(function, arguments, members, limit: limit, &writer)
    case .extended, .choice, .optional: return composed(value, limit: limit, &writer)
    }
    return writer.count <= limit
  }

  private func composed(_ value: ScriptValue, limit: Int, _ writer: inout TextWriter) -> Bool {
    switch value {
    case .extended(let value, let members):
      if !isPython { writer.write("Object.assign(") }
      guard inline(value, limit: limit, &writer) else { return false }
      writer.write(isPython ? ".with_fields(" : ", { ")
      guard inlineMembers(members, asArguments: true, limit: limit, &writer) else { return false }
      writer.write(isPython ? ")" : " })")
    case .choice(let condition, let first, let second):
      if isPython {
        guard inline(first, limit: limit, &writer) else { return false }
        writer.write(" if ")
        self.condition(condition, &writer)
        writer.write(" else ")
      } else {
        self.condition(condition, &writer)
        writer.write(" ? ")
        guard inline(first, limit: limit, &writer) else { return false }
        writer.write(" : ")
      }
      return inline(second, limit: limit, &writer)
    case .optional(let condition, let item):
      openOptional(condition, &writer)
      writer.write(byte: UInt8(ascii: "["))
      guard inline(item, limit: limit, &writer) else { return false }
      writer.write(byte: UInt8(ascii: "]"))
      closeOptional(condition, isMap: false, &writer)
    default: return inline(value, limit: limit, &writer)
    }
    return writer.count <= limit
  }

  private func inlineList(_ items: [ScriptValue], limit: Int, _ writer: inout TextWriter) -> Bool {
    for (index, item) in items.enumerated() {
      if index > 0 { writer.write(", ") }
      guard inline(item, limit: limit, &writer) else { return false }
    }
    return true
  }

  private func map(_ members: [ScriptMember], limit: Int, _ writer: inout TextWriter) -> Bool {
    if members.isEmpty {
      writer.write("{}")
    } else {
      writer.write(isPython ? "{" : "{ ")
      guard inlineMembers(members, asArguments: false, limit: limit, &writer) else { return false }
      writer.write(isPython ? "}" : " }")
    }
    return writer.count <= limit
  }

  private func call(
    _ function: String, _ arguments: [ScriptValue], _ members: [ScriptMember], limit: Int, _ writer: inout TextWriter
  ) -> Bool {
    writer.write(function)
    writer.write(byte: UInt8(ascii: "("))
    guard inlineList(arguments, limit: limit, &writer) else { return false }
    if !members.isEmpty {
      if !arguments.isEmpty { writer.write(", ") }
      let isWritten =
        isPython
        ? inlineMembers(members, asArguments: true, limit: limit, &writer) : map(members, limit: limit, &writer)
      guard isWritten else { return false }
    }
    writer.write(byte: UInt8(ascii: ")"))
    return writer.count <= limit
  }

  private func inlineMembers(
    _ members: [ScriptMember], asArguments: Bool, limit: Int, _ writer: inout TextWriter
  ) -> Bool {
    for (index, member) in members.enumerated() {
      if index > 0 { writer.write(", ") }
      guard member.comments.isEmpty,
        inlineMember(member, asArgument: asArguments && isPython, limit: limit, &writer)
      else { return false }
    }
    return true
  }

  /// A member with its name, and with its condition around it.
  func inlineMember(_ member: ScriptMember, asArgument: Bool, limit: Int, _ writer: inout TextWriter) -> Bool {
    openMember(member, asArgument: asArgument, &writer)
    guard inline(member.value, limit: limit, &writer) else { return false }
    closeMember(member, asArgument: asArgument, &writer)
    return writer.count <= limit
  }
}

// MARK: What is around a value

extension ScriptWriter {
  /// What is in front of a member's value.
  func openMember(_ member: ScriptMember, asArgument: Bool, _ writer: inout TextWriter) {
    if member.condition == nil, asArgument, PythonText.isName(member.name) {
      writer.write(member.name)
      writer.write(byte: UInt8(ascii: "="))
      return
    }
    if let condition = member.condition {
      openOptional(condition, isMap: true, &writer)
      writer.write(isPython ? "{" : "{ ")
    } else if asArgument {
      writer.write("**{")
    }
    if isPython { string(member.name, &writer) } else { TypeScriptText.writeMemberName(member.name, &writer) }
    writer.write(": ")
  }

  /// What is behind it.
  func closeMember(_ member: ScriptMember, asArgument: Bool, _ writer: inout TextWriter) {
    if let condition = member.condition {
      writer.write(isPython ? "}" : " }")
      closeOptional(condition, isMap: true, &writer)
    } else if asArgument, !PythonText.isName(member.name) {
      writer.write(byte: UInt8(ascii: "}"))
    }
  }

  /// What is in front of a list or a map that is spread where a condition holds.
  func openOptional(_ condition: ScriptCondition, isMap: Bool = false, _ writer: inout TextWriter) {
    if isPython { return writer.write(isMap ? "**(" : "*(") }
    writer.write("...(")
    self.condition(condition, &writer)
    writer.write(" ? ")
  }

  func closeOptional(_ condition: ScriptCondition, isMap: Bool, _ writer: inout TextWriter) {
    if isPython {
      writer.write(" if ")
      self.condition(condition, &writer)
      writer.write(isMap ? " else {})" : " else [])")
    } else {
      writer.write(isMap ? " : {})" : " : [])")
    }
  }

  private func access(_ name: String, _ writer: inout TextWriter) {
    // Attributes with a leading underscore are the SDK's own.
    let isPlain =
      isPython ? PythonText.isName(name) && name.utf8.first != UInt8(ascii: "_") : TypeScriptText.isMemberName(name)
    writer.write(byte: UInt8(ascii: isPlain ? "." : "["))
    if isPlain { return writer.write(name) }
    string(name, &writer)
    writer.write(byte: UInt8(ascii: "]"))
  }
}
