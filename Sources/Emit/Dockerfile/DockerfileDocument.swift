import JSON
package import IR

/// A Dockerfile as a list of instructions that write themselves safely: no text of a topology can end its line, open a
/// heredoc or be taken for a variable.
package struct DockerfileDocument: Sendable {
  package enum Instruction: Sendable {
    case comment(String)
    case blank
    case from(base: String, stage: String)
    /// Values may refer to variables: `/opt/venv/bin:$PATH`.
    case env([Recipe.Pair])
    case label([Recipe.Pair])
    case arg(String)
    case workdir(String)
    case copy(sources: [String], to: String, stage: String?, owner: String?)
    /// The same for sources of which some need not be there.
    case copyIfThere(sources: [Source], to: String)
    case run(commands: [String], mounts: [String])
    case user(String)
    case expose(Int)
    case stopSignal(String)
    case healthcheck(options: [String], words: [String])
    case noHealthcheck
    case entrypoint([String])
    case command([String])
  }

  /// A path of the sources.
  package struct Source: Sendable {
    package let path: String
    package let isOptional: Bool

    package init(_ path: String, isOptional: Bool = false) {
      self.path = path
      self.isOptional = isOptional
    }
  }

  package var instructions: [Instruction]

  package init(_ instructions: [Instruction] = []) { self.instructions = instructions }

  package mutating func add(_ instruction: Instruction) { instructions.append(instruction) }

  package func write(to writer: inout TextWriter) {
    for instruction in instructions { Self.write(instruction, &writer) }
  }

  /// The same as a text.
  package func rendered() -> String {
    var writer = TextWriter()
    write(to: &writer)
    return writer.text
  }

  private static func write(_ instruction: Instruction, _ writer: inout TextWriter) {
    switch instruction {
    case .comment(let text): return CommentSyntax.hash.write(text, to: &writer)
    case .blank: break
    case .from(let base, let stage):
      writer.write("FROM ")
      writer.write(base)
      writer.write(" AS ")
      writer.write(stage)
    case .env(let pairs): return list("ENV ", pairs, keepsVariables: true, &writer)
    case .label(let pairs): return list("LABEL ", pairs, keepsVariables: false, &writer)
    case .arg(let name):
      writer.write("ARG ")
      writer.write(name)
    case .workdir(let path): literal("WORKDIR ", path, &writer)
    case .copy(let sources, let target, let stage, let owner):
      copy(sources, to: target, stage: stage, owner: owner, &writer)
    case .copyIfThere(let sources, let target):
      copy(sources.map(pattern), to: target, isPattern: true, stage: nil, owner: nil, &writer)
    case .run(let commands, let mounts): run(commands, mounts: mounts, &writer)
    case .user(let user): literal("USER ", user, &writer)
    case .expose(let port):
      writer.write("EXPOSE ")
      writer.write(port)
    case .stopSignal(let signal): literal("STOPSIGNAL ", signal, &writer)
    case .healthcheck(let options, let words):
      writer.write("HEALTHCHECK ")
      joined(options, " ", &writer) { $1.write($0) }
      array(" \\\n  CMD ", words, &writer)
    case .noHealthcheck: writer.write("HEALTHCHECK NONE")
    case .entrypoint(let words): array("ENTRYPOINT ", words, &writer)
    case .command(let words): array("CMD ", words, &writer)
    }
    writer.write(byte: UInt8(ascii: "\n"))
  }

  private static func joined<Item>(
    _ items: [Item], _ separator: String, _ writer: inout TextWriter, _ write: (Item, inout TextWriter) -> Void
  ) {
    for (index, item) in items.enumerated() {
      if index > 0 { writer.write(separator) }
      write(item, &writer)
    }
  }

  /// `ENV A=1`, each further pair on a line of its own below the first.
  private static func list(
    _ keyword: String, _ pairs: [Recipe.Pair], keepsVariables: Bool, _ writer: inout TextWriter
  ) {
    if pairs.isEmpty { return }
    writer.write(keyword)
    for (index, pair) in pairs.enumerated() {
      if index > 0 {
        writer.write(" \\\n")
        writer.write(times: keyword.utf8.count)
      }
      literal(pair.name, &writer)
      writer.write(byte: UInt8(ascii: "="))
      literal(pair.value, keepingVariables: keepsVariables, &writer)
    }
    writer.write(byte: UInt8(ascii: "\n"))
  }

  /// `COPY a b ./`, or the JSON form where a path holds a space or a quote.
  private static func copy(
    _ sources: [String], to target: String, isPattern: Bool = false, stage: String?, owner: String?,
    _ writer: inout TextWriter
  ) {
    writer.write("COPY ")
    if let stage {
      writer.write("--from=")
      writer.write(stage)
      writer.write(byte: UInt8(ascii: " "))
    }
    if let owner {
      writer.write("--chown=")
      writer.write(owner)
      writer.write(byte: UInt8(ascii: " "))
    }
    let paths = (stage == nil && !isPattern ? sources.map(pattern) : sources) + [target]
    let isPlain = paths.allSatisfy { path in
      path.allBytes { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x27 && $0 != 0x5C }
    }
    // Variables are filled in in both forms.
    let escaped = paths.map { $0.hasByte(0x24) ? $0.replacing("$", with: "\\$") : $0 }
    if isPlain { joined(escaped, " ", &writer) { $1.write($0) } } else { array("", escaped, &writer) }
  }

  /// A path of the sources that matches only itself: the names after COPY are patterns.
  private static func pattern(_ path: String) -> String {
    if path.allBytes({ $0 != 0x2A && $0 != 0x3F && $0 != 0x5B }) { return path }
    var result = ""
    for character in path {
      if character == "*" || character == "?" || character == "[" {
        result += "[\(character)]"
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// A pattern that matches its path alone. Docker accepts a pattern that matches nothing beside a path that exists.
  private static func pattern(_ source: Source) -> String {
    let path = pattern(source.path)
    guard source.isOptional, let last = path.last, last != "]", last != "/" else { return path }
    return path.dropLast() + "[\(last)]"
  }

  private static func run(_ commands: [String], mounts: [String], _ writer: inout TextWriter) {
    writer.write("RUN ")
    for mount in mounts {
      writer.write("--mount=")
      writer.write(mount)
      writer.write(byte: UInt8(ascii: " "))
    }
    // Read as shell text a line break would end the instruction and `<<` open a heredoc; a JSON text has neither.
    if commands.contains(where: isMoreThanALine) {
      return array("", ["/bin/sh", "-c", commands.joined(separator: "\n&& ")], &writer)
    }
    joined(commands, " \\\n && ", &writer) { $1.write($0) }
  }

  private static func isMoreThanALine(_ command: String) -> Bool {
    var previous: UInt8 = 0
    for byte in command.utf8 {
      if byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "<") && previous == byte { return true }
      previous = byte
    }
    return previous == UInt8(ascii: "\\")
  }

  /// A JSON array on one line: the form of an instruction that no shell reads.
  private static func array(_ head: String, _ words: [String], _ writer: inout TextWriter) {
    writer.write(head)
    writer.write(byte: UInt8(ascii: "["))
    joined(words, ", ", &writer) { word, writer in
      // What a person can type needs no escape in JSON but for two signs.
      guard word.allBytes({ 0x20...0x7E ~= $0 }) else { return writer.write(JSONWriter.compact(.string(word))) }
      writer.write(byte: UInt8(ascii: "\""))
      writer.write(word) { $0 == 0x22 || $0 == 0x5C }
      writer.write(byte: UInt8(ascii: "\""))
    }
    writer.write(byte: UInt8(ascii: "]"))
  }

  /// A value of `ENV`, `LABEL`, `WORKDIR` and the like, in double quotes where it needs them. A line break, which none
  /// of these instructions can hold, becomes a blank.
  private static func literal(_ text: String, keepingVariables: Bool = false, _ writer: inout TextWriter) {
    let isPlain =
      !text.isEmpty
      && text.allBytes { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "@"), UInt8(ascii: "%"),
          UInt8(ascii: "+"), UInt8(ascii: "="):
          true
        case UInt8(ascii: "$"): keepingVariables
        default: false
        }
      }
    if isPlain { return writer.write(text) }
    writer.write(byte: UInt8(ascii: "\""))
    for character in text.unicodeScalars {
      switch character {
      case "\\", "\"": writer.write(byte: UInt8(ascii: "\\"))
      case "$" where !keepingVariables: writer.write(byte: UInt8(ascii: "\\"))
      case "\n", "\r", "\u{0}":
        writer.write(byte: UInt8(ascii: " "))
        continue
      default: break
      }
      writer.write(character)
    }
    writer.write(byte: UInt8(ascii: "\""))
  }

  private static func literal(_ head: String, _ text: String, _ writer: inout TextWriter) {
    writer.write(head)
    literal(text, &writer)
  }
}
