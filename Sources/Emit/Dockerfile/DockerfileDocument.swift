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
    case run(commands: [String], mounts: [String])
    case user(String)
    case expose(Int)
    case stopSignal(String)
    case healthcheck(options: [String], words: [String])
    case noHealthcheck
    case entrypoint([String])
    case command([String])
  }

  package var instructions: [Instruction]

  package init(_ instructions: [Instruction] = []) { self.instructions = instructions }

  package mutating func add(_ instruction: Instruction) { instructions.append(instruction) }

  package func rendered() -> String { instructions.map(Self.text).joined() }

  private static func text(_ instruction: Instruction) -> String {
    switch instruction {
    case .comment(let text): CommentSyntax.hash.line(text)
    case .blank: "\n"
    case .from(let base, let stage): "FROM \(base) AS \(stage)\n"
    case .env(let pairs): pairList("ENV", pairs, template: true)
    case .label(let pairs): pairList("LABEL", pairs, template: false)
    case .arg(let name): "ARG \(name)\n"
    case .workdir(let path): "WORKDIR \(literal(path))\n"
    case .copy(let sources, let target, let stage, let owner):
      copy(sources, to: target, stage: stage, owner: owner)
    case .run(let commands, let mounts): run(commands, mounts: mounts)
    case .user(let user): "USER \(literal(user))\n"
    case .expose(let port): "EXPOSE \(port)\n"
    case .stopSignal(let signal): "STOPSIGNAL \(literal(signal))\n"
    case .healthcheck(let options, let words):
      "HEALTHCHECK \(options.joined(separator: " ")) \\\n  CMD \(array(words))\n"
    case .noHealthcheck: "HEALTHCHECK NONE\n"
    case .entrypoint(let words): "ENTRYPOINT \(array(words))\n"
    case .command(let words): "CMD \(array(words))\n"
    }
  }

  private static func pairList(_ keyword: String, _ pairs: [Recipe.Pair], template: Bool) -> String {
    let indent = String(repeating: " ", count: keyword.utf8.count + 1)
    let items = pairs.map { literal($0.name) + "=" + literal($0.value, keepingVariables: template) }
    return items.isEmpty ? "" : keyword + " " + items.joined(separator: " \\\n" + indent) + "\n"
  }

  /// `COPY a b ./`, or the JSON form where a path holds a blank or a quote.
  private static func copy(_ sources: [String], to target: String, stage: String?, owner: String?) -> String {
    var line = "COPY "
    if let stage { line += "--from=\(stage) " }
    if let owner { line += "--chown=\(owner) " }
    let paths = (stage == nil ? sources.map(pattern) : sources) + [target]
    let isPlain = paths.allSatisfy { path in
      path.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F && $0 != "\"" && $0 != "'" && $0 != "\\" }
    }
    // Variables are filled in in both forms.
    let escaped = paths.map { $0.replacing("$", with: "\\$") }
    return line + (isPlain ? escaped.joined(separator: " ") : array(escaped)) + "\n"
  }

  /// A path of the sources that matches only itself: the names after COPY are patterns.
  private static func pattern(_ path: String) -> String {
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

  private static func run(_ commands: [String], mounts: [String]) -> String {
    let head = "RUN " + mounts.map { "--mount=\($0) " }.joined()
    // Read as shell text a line break would end the instruction and `<<` open a heredoc; a JSON text has neither.
    if commands.contains(where: isMoreThanALine) {
      return head + array(["/bin/sh", "-c", commands.joined(separator: "\n&& ")]) + "\n"
    }
    return head + commands.joined(separator: " \\\n && ") + "\n"
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
  package static func array(_ words: [String]) -> String {
    "[" + words.map { JSONWriter.compact(.string($0)) }.joined(separator: ", ") + "]"
  }

  /// A value of `ENV`, `LABEL`, `WORKDIR` and the like, in double quotes where it needs them. A line break, which none
  /// of these instructions can hold, becomes a blank.
  package static func literal(_ text: String, keepingVariables: Bool = false) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
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
    if isPlain { return text }
    var result = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\\", "\"": result += "\\"
      case "$" where !keepingVariables: result += "\\"
      case "\n", "\r", "\u{0}":
        result += " "
        continue
      default: break
      }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }
}
