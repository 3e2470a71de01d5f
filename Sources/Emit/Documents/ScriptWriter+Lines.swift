// Values that do not fit into one line.

extension ScriptWriter {
  /// The value as it is in a line with that indent and that many columns in use.
  func write(_ value: ScriptValue, _ indent: Int, used: Int, _ writer: inout TextWriter) {
    let start = writer.count
    if inline(value, limit: start + width - indent - used, &writer) { return }
    writer.truncate(to: start)
    switch value {
    case .list(let items) where !items.isEmpty:
      writer.write("[\n")
      for item in items { line(item, indent + step, &writer) }
      writer.write(times: indent)
      writer.write(byte: UInt8(ascii: "]"))
    case .map(let members) where !members.isEmpty:
      writer.write("{\n")
      lines(members, indent + step, asArguments: false, &writer)
      writer.write(times: indent)
      writer.write(byte: UInt8(ascii: "}"))
    case .call(let function, let arguments, let members): block(function, arguments, members, indent, &writer)
    case .extended(let value, let members): extended(value, members, indent, &writer)
    case .choice(let condition, let first, let second): choice(condition, first, second, indent, &writer)
    case .optional(let condition, let item):
      openOptional(condition, &writer)
      write(.list([item]), indent, used: width, &writer)
      closeOptional(condition, isMap: false, &writer)
    default:
      // Nothing shorter can be written.
      if !inline(value, limit: .max, &writer) { writer.truncate(to: start) }
    }
  }

  private func line(_ value: ScriptValue, _ indent: Int, _ writer: inout TextWriter) {
    writer.write(times: indent)
    write(value, indent, used: 1, &writer)
    writer.write(",\n")
  }

  private func lines(_ members: [ScriptMember], _ indent: Int, asArguments: Bool, _ writer: inout TextWriter) {
    for member in members {
      for comment in member.comments { self.comment(comment, indent: indent, &writer) }
      writer.write(times: indent)
      pair(member, indent, asArgument: asArguments && isPython, &writer)
      writer.write(",\n")
    }
  }

  private func pair(_ member: ScriptMember, _ indent: Int, asArgument: Bool, _ writer: inout TextWriter) {
    guard let condition = member.condition else {
      openMember(member, asArgument: asArgument, &writer)
      write(member.value, indent, used: member.name.utf8.count + 5, &writer)
      return closeMember(member, asArgument: asArgument, &writer)
    }
    let start = writer.count
    if inlineMember(member, asArgument: asArgument, limit: start + width - indent - 1, &writer) { return }
    writer.truncate(to: start)
    openOptional(condition, isMap: true, &writer)
    write(.map([ScriptMember(member.name, member.value)]), indent, used: width, &writer)
    closeOptional(condition, isMap: true, &writer)
  }

  private func block(
    _ function: String, _ arguments: [ScriptValue], _ members: [ScriptMember], _ indent: Int,
    _ writer: inout TextWriter
  ) {
    writer.write(function)
    writer.write(byte: UInt8(ascii: "("))
    if members.isEmpty, let last = arguments.last {
      before(arguments.dropLast(), &writer)
      write(last, indent, used: width, &writer)
    } else if isPython {
      writer.write(byte: UInt8(ascii: "\n"))
      for argument in arguments { line(argument, indent + step, &writer) }
      lines(members, indent + step, asArguments: true, &writer)
      writer.write(times: indent)
    } else {
      before(arguments[...], &writer)
      writer.write("{\n")
      lines(members, indent + step, asArguments: false, &writer)
      writer.write(times: indent)
      writer.write(byte: UInt8(ascii: "}"))
    }
    writer.write(byte: UInt8(ascii: ")"))
  }

  /// Arguments in front of the one that takes several lines.
  private func before(_ arguments: ArraySlice<ScriptValue>, _ writer: inout TextWriter) {
    for argument in arguments {
      let start = writer.count
      if inline(argument, limit: .max, &writer) { writer.write(", ") } else { writer.truncate(to: start) }
    }
  }

  private func extended(_ value: ScriptValue, _ members: [ScriptMember], _ indent: Int, _ writer: inout TextWriter) {
    // A spread copy would lose what the SDK hides in its objects: the references to variables (`env`).
    if !isPython { writer.write("Object.assign(") }
    write(value, indent, used: width, &writer)
    writer.write(isPython ? ".with_fields(\n" : ", {\n")
    lines(members, indent + step, asArguments: isPython, &writer)
    writer.write(times: indent)
    writer.write(isPython ? ")" : "})")
  }

  private func choice(
    _ condition: ScriptCondition, _ first: ScriptValue, _ second: ScriptValue, _ indent: Int,
    _ writer: inout TextWriter
  ) {
    let inner = indent + step
    if isPython {
      writer.write("(\n")
      writer.write(times: inner)
      write(first, inner, used: 6, &writer)
      writer.write(byte: UInt8(ascii: "\n"))
      writer.write(times: inner)
      writer.write("if ")
      self.condition(condition, &writer)
      writer.write(byte: UInt8(ascii: "\n"))
      writer.write(times: inner)
      writer.write("else ")
      write(second, inner, used: 6, &writer)
      writer.write(byte: UInt8(ascii: "\n"))
      writer.write(times: indent)
      return writer.write(byte: UInt8(ascii: ")"))
    }
    self.condition(condition, &writer)
    writer.write(byte: UInt8(ascii: "\n"))
    writer.write(times: inner)
    writer.write("? ")
    write(first, inner, used: 6, &writer)
    writer.write(byte: UInt8(ascii: "\n"))
    writer.write(times: inner)
    writer.write(": ")
    write(second, inner, used: 6, &writer)
  }
}
