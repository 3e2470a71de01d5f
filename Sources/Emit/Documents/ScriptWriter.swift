import IR

/// Writes values as TypeScript or Python: on one line where they fit, else with one member to a line.
package struct ScriptWriter: Sendable {
  package enum Language: Sendable, CaseIterable {
    /// Plain enough for a JavaScript engine: no types.
    case typescript
    case python
  }

  package let language: Language
  private let width = 110

  package init(_ language: Language) { self.language = language }

  private var isPython: Bool { language == .python }
  private var step: Int { isPython ? 4 : 2 }

  /// A declaration, with its line break.
  package func declaration(_ name: String, _ value: ScriptValue, indent: Int) -> String {
    let head = isPython ? "\(name) = " : "const \(name) = "
    return pad(indent) + head + render(value, indent, used: head.utf8.count + 1) + (isPython ? "\n" : ";\n")
  }

  /// What a function gives back, with its line break.
  package func result(_ value: ScriptValue, indent: Int) -> String {
    pad(indent) + "return " + render(value, indent, used: 8) + (isPython ? "\n" : ";\n")
  }

  package func string(_ text: String) -> String {
    isPython ? PythonText.string(text) : TypeScriptText.string(text)
  }

  /// A line of comment at that depth, with its line break.
  package func comment(_ text: String, indent: Int) -> String {
    pad(indent) + (isPython ? CommentSyntax.hash : .slashes).line(text)
  }

  package func condition(_ condition: ScriptCondition) -> String {
    let names = condition.environments.map(string)
    if names.count == 1 {
      let sign = condition.isNegated ? "!=" : "=="
      return "environment \(isPython ? sign : sign + "=") \(names[0])"
    }
    let list = names.joined(separator: ", ")
    if isPython { return "environment \(condition.isNegated ? "not in" : "in") (\(list))" }
    return (condition.isNegated ? "!" : "") + "[\(list)].includes(environment)"
  }

  private func pad(_ indent: Int) -> String { String(repeating: " ", count: indent) }
}

// MARK: One line

extension ScriptWriter {
  /// The value on one line; nil where something in it has a comment.
  package func inline(_ value: ScriptValue) -> String? {
    switch value {
    case .text(let text): return string(text)
    case .integer(let number): return String(number)
    case .thousandths(let number): return Quantities.decimal(thousandths: number)
    case .real(let number): return "\(number)"
    case .boolean(let flag): return isPython ? (flag ? "True" : "False") : (flag ? "true" : "false")
    case .null: return isPython ? "None" : "null"
    case .name(let name): return name
    case .member(let owner, let name): return owner + access(name)
    case .list(let items): return joined(items.map(inline)).map { "[\($0)]" }
    case .map(let members): return map(members)
    case .call(let function, let arguments, let members): return call(function, arguments, members)
    case .extended(let value, let members):
      guard let base = inline(value), let text = inlineMembers(members, asArguments: true) else { return nil }
      return isPython ? "\(base).with_fields(\(text))" : "Object.assign(\(base), { \(text) })"
    case .choice(let condition, let first, let second):
      guard let first = inline(first), let second = inline(second) else { return nil }
      return isPython
        ? "\(first) if \(self.condition(condition)) else \(second)"
        : "\(self.condition(condition)) ? \(first) : \(second)"
    case .optional(let condition, let item):
      guard let item = inline(item) else { return nil }
      return isPython
        ? "*([\(item)] if \(self.condition(condition)) else [])"
        : "...(\(self.condition(condition)) ? [\(item)] : [])"
    }
  }

  private func map(_ members: [ScriptMember]) -> String? {
    if members.isEmpty { return "{}" }
    return inlineMembers(members, asArguments: false).map { isPython ? "{\($0)}" : "{ \($0) }" }
  }

  private func call(_ function: String, _ arguments: [ScriptValue], _ members: [ScriptMember]) -> String? {
    var parts = arguments.map(inline)
    if !members.isEmpty {
      parts.append(isPython ? inlineMembers(members, asArguments: true) : map(members))
    }
    return joined(parts).map { "\(function)(\($0))" }
  }

  private func inlineMembers(_ members: [ScriptMember], asArguments: Bool) -> String? {
    joined(
      members.map { member in
        guard member.comments.isEmpty, let value = inline(member.value) else { return nil }
        return framed(member, value, asArgument: asArguments && isPython)
      })
  }

  /// A member with its name, and with its condition around it.
  private func framed(_ member: ScriptMember, _ value: String, asArgument: Bool) -> String {
    let isBare = asArgument && PythonText.isName(member.name)
    let pair = isPython ? "\(string(member.name)): \(value)" : "\(TypeScriptText.memberName(member.name)): \(value)"
    guard let condition = member.condition else {
      if asArgument { return isBare ? "\(member.name)=\(value)" : "**{\(pair)}" }
      return pair
    }
    return isPython
      ? "**({\(pair)} if \(self.condition(condition)) else {})"
      : "...(\(self.condition(condition)) ? { \(pair) } : {})"
  }

  private func access(_ name: String) -> String {
    // Attributes with a leading underscore are the SDK's own.
    let isPlain = isPython ? PythonText.isName(name) && !name.hasPrefix("_") : TypeScriptText.isMemberName(name)
    return isPlain ? "." + name : "[" + string(name) + "]"
  }

  private func joined(_ parts: [String?]) -> String? {
    var result = ""
    for part in parts {
      guard let part else { return nil }
      result += (result.isEmpty ? "" : ", ") + part
    }
    return result
  }
}

// MARK: Several lines

extension ScriptWriter {
  /// The value as it stands in a line that is indented so far and of which so many columns are used.
  private func render(_ value: ScriptValue, _ indent: Int, used: Int) -> String {
    if let line = inline(value), indent + used + line.utf8.count <= width { return line }
    switch value {
    case .list(let items) where !items.isEmpty:
      return "[\n" + items.map { self.line($0, indent + step) }.joined() + pad(indent) + "]"
    case .map(let members) where !members.isEmpty:
      return "{\n" + lines(members, indent + step, asArguments: false) + pad(indent) + "}"
    case .call(let function, let arguments, let members): return block(function, arguments, members, indent)
    case .extended(let value, let members):
      if isPython {
        return render(value, indent, used: width)
          + ".with_fields(\n\(lines(members, indent + step, asArguments: true))\(pad(indent)))"
      }
      // A spread copy would lose what the SDK hides in its objects: the references to variables (`env`).
      return "Object.assign(\(render(value, indent, used: width)), {\n"
        + lines(members, indent + step, asArguments: false) + pad(indent) + "})"
    case .choice(let condition, let first, let second): return choice(condition, first, second, indent)
    case .optional(let condition, let item):
      let list = render(.list([item]), indent, used: width)
      return isPython
        ? "*(\(list) if \(self.condition(condition)) else [])" : "...(\(self.condition(condition)) ? \(list) : [])"
    default: return inline(value) ?? ""
    }
  }

  private func line(_ value: ScriptValue, _ indent: Int) -> String {
    pad(indent) + render(value, indent, used: 1) + ",\n"
  }

  private func lines(_ members: [ScriptMember], _ indent: Int, asArguments: Bool) -> String {
    var text = ""
    for member in members {
      for comment in member.comments { text += self.comment(comment, indent: indent) }
      text += pad(indent) + pair(member, indent, asArgument: asArguments && isPython) + ",\n"
    }
    return text
  }

  private func pair(_ member: ScriptMember, _ indent: Int, asArgument: Bool) -> String {
    guard let condition = member.condition else {
      let value = render(member.value, indent, used: member.name.utf8.count + 5)
      return framed(member, value, asArgument: asArgument)
    }
    if let value = inline(member.value) {
      let line = framed(member, value, asArgument: asArgument)
      if indent + line.utf8.count < width { return line }
    }
    let map = render(.map([ScriptMember(member.name, member.value)]), indent, used: width)
    return isPython
      ? "**(\(map) if \(self.condition(condition)) else {})" : "...(\(self.condition(condition)) ? \(map) : {})"
  }

  private func block(
    _ function: String, _ arguments: [ScriptValue], _ members: [ScriptMember], _ indent: Int
  ) -> String {
    if members.isEmpty, let last = arguments.last {
      let before = arguments.dropLast().compactMap(inline).map { $0 + ", " }.joined()
      return "\(function)(\(before)\(render(last, indent, used: width)))"
    }
    if isPython {
      return "\(function)(\n" + arguments.map { line($0, indent + step) }.joined()
        + lines(members, indent + step, asArguments: true) + pad(indent) + ")"
    }
    let before = arguments.compactMap(inline).map { $0 + ", " }.joined()
    return "\(function)(\(before){\n" + lines(members, indent + step, asArguments: false) + pad(indent) + "})"
  }

  private func choice(
    _ condition: ScriptCondition, _ first: ScriptValue, _ second: ScriptValue, _ indent: Int
  ) -> String {
    let inner = indent + step
    let (yes, no) = (render(first, inner, used: 6), render(second, inner, used: 6))
    if isPython {
      return "(\n\(pad(inner))\(yes)\n\(pad(inner))if \(self.condition(condition))\n\(pad(inner))else \(no)\n"
        + "\(pad(indent)))"
    }
    return "\(self.condition(condition))\n\(pad(inner))? \(yes)\n\(pad(inner)): \(no)"
  }
}
