import Diagnostics
package import Model

/// A command line as the programs that it starts: shells, wrappers and assignments are taken away.
package struct StartedPrograms {
  /// One program with its arguments.
  package struct Invocation {
    /// The program, without its path; a module that Python runs (`python -m uvicorn`) has its name.
    package let program: ShellWord
    package let arguments: [ShellWord]
    /// It keeps running beside the next one.
    package let isInBackground: Bool
    /// Variables that the line itself sets before the program.
    package let assignments: [String: ShellWord]
  }

  package let invocations: [Invocation]

  /// - Parameter commands: a command, or several that are run as one: each a text, which a shell reads where it has
  ///   shell syntax, or a list of words.
  package init(_ commands: [Located<CommandDeclaration>]) {
    let reader = CommandReader(commands)
    invocations = Self.invocations(of: commands.flatMap { reader.tokens($0) }, depth: 0, reader)
  }

  /// A line in a file beside the topology: every place in it is the same.
  package init(line: String) { self.init(line: line, at: Span(file: .init(0), start: 0, end: 0)) }

  /// The same, with its place.
  init(line: String, at span: Span) {
    let reader = CommandReader([])
    invocations = Self.invocations(of: reader.tokens(ofLine: line, place: { _ in span }), depth: 0, reader)
  }

  /// How deep shells may start shells; deeper is not read.
  static let deepest = 4

  private static func invocations(
    of tokens: [ShellLexer.Token], depth: Int, _ reader: CommandReader
  ) -> [Invocation] {
    guard depth < deepest else { return [] }
    var result: [Invocation] = []
    var words: [ShellWord] = []
    for token in tokens {
      switch token {
      case .word(let word): words.append(word)
      case .separator(let separator, _):
        result += invocations(of: words, isInBackground: separator != .sequence, depth: depth, reader)
        words = []
      }
    }
    return result + invocations(of: words, isInBackground: false, depth: depth, reader)
  }

  private static func invocations(
    of words: [ShellWord], isInBackground: Bool, depth: Int, _ reader: CommandReader
  ) -> [Invocation] {
    var assignments: [String: ShellWord] = [:]
    var rest = words[...]
    unwrap: while let word = rest.first {
      if let (name, value) = assignment(word) {
        assignments[name] = value
        rest = rest.dropFirst()
        continue
      }
      if let line = lineOfShell(Array(rest)) {
        return invocations(of: reader.tokens(ofWord: line), depth: depth + 1, reader)
      }
      guard let inner = module(rest) ?? Wrapper.all[word.tool]?.unwrapped(rest) else { break unwrap }
      rest = inner
    }
    guard let program = rest.first, !program.text.isEmpty else { return [] }
    return [
      Invocation(
        program: ShellWord(program.tool, span: program.span), arguments: Array(rest.dropFirst()),
        isInBackground: isInBackground, assignments: assignments)
    ]
  }

  /// What Python runs as a module: `python -u -m uvicorn …`, from the module's name on.
  private static func module(_ words: ArraySlice<ShellWord>) -> ArraySlice<ShellWord>? {
    guard let python = words.first, python.tool.hasPrefix("python") else { return nil }
    var rest = words.dropFirst()
    while let word = rest.first, word.text.hasPrefix("-") {
      rest = rest.dropFirst()
      if word.text == "-m" { return rest.isEmpty ? nil : rest }
      if word.text == "-W" || word.text == "-X" { rest = rest.dropFirst() }
    }
    return nil
  }

  /// The line that a shell is given: `sh -c LINE`, `bash -lc LINE`.
  static func lineOfShell(_ words: [ShellWord]) -> ShellWord? {
    guard let shell = words.first, ["sh", "bash", "ash", "dash", "zsh"].contains(shell.tool) else { return nil }
    for (position, word) in words.enumerated().dropFirst() {
      guard word.text.hasPrefix("-") else { return nil }
      if word.text.hasSuffix("c"), !word.text.hasPrefix("--") {
        return position + 1 < words.count ? words[position + 1] : nil
      }
    }
    return nil
  }

  /// `NAME=value` before a program.
  private static func assignment(_ word: ShellWord) -> (name: String, value: ShellWord)? {
    guard let equals = word.text.utf8.firstIndex(of: UInt8(ascii: "=")), equals != word.text.startIndex else {
      return nil
    }
    let name = word.text[..<equals]
    let isName = name.utf8.allSatisfy {
      (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
    }
    guard isName, !(0x30...0x39).contains(name.utf8.first ?? 0x30) else { return nil }
    return (String(name), ShellWord(String(word.text[word.text.index(after: equals)...]), span: word.span))
  }
}

/// Takes commands apart as a shell does, with the span of everything: that of a line inside another one too.
struct CommandReader {
  /// The words of the lists among the commands: a line that a shell is given can be one, with escapes of YAML in it.
  private let items: [ConfigNode]

  init(_ commands: [Located<CommandDeclaration>]) { items = commands.flatMap(\.node.items) }

  func tokens(_ command: Located<CommandDeclaration>) -> [ShellLexer.Token] {
    switch command.value {
    case .text: command.node.text.map { tokens(ofLine: $0, place: command.node.span(of:)) } ?? []
    case .words:
      command.node.items.compactMap { item in item.text.map { .word(ShellWord($0, span: item.span)) } }
    }
  }

  func tokens(ofLine line: String, place: @escaping (Range<Int>) -> Span) -> [ShellLexer.Token] {
    var lexer = ShellLexer(line, place: place)
    return lexer.tokens()
  }

  /// Those of a word that a shell reads as a line.
  func tokens(ofWord line: ShellWord) -> [ShellLexer.Token] {
    let node = items.first { $0.span == line.span && $0.text == line.text }
    return tokens(ofLine: line.text, place: node?.span(of:) ?? line.span(of:))
  }
}

/// A program that starts the one behind its own arguments, and is gone or idle then.
private struct Wrapper {
  /// Flags with a value of their own.
  var valued: Set<String> = []
  /// Words that come before the program: `run` of `poetry run`.
  var verbs: [String] = []
  /// Plain words before the program: the user of `gosu`.
  var operands = 0
  /// Everything before this word is its own: `--` of `wait-for-it`.
  var ends: String?

  /// The words from the program on; nil where the command does something else.
  func unwrapped(_ words: ArraySlice<ShellWord>) -> ArraySlice<ShellWord>? {
    var rest = words.dropFirst()
    if let ends {
      guard let end = rest.firstIndex(where: { $0.text == ends }) else { return nil }
      return rest[rest.index(after: end)...]
    }
    func dropFlags() {
      while let word = rest.first, word.text.hasPrefix("-") {
        rest = rest.dropFirst()
        if word.text == "--" { return }
        if valued.contains(word.text) { rest = rest.dropFirst() }
      }
    }
    dropFlags()
    for verb in verbs {
      guard rest.first?.text == verb else { return nil }
      rest = rest.dropFirst()
      dropFlags()
    }
    rest = rest.dropFirst(operands)
    return rest.isEmpty ? nil : rest
  }

  static let all: [String: Wrapper] = [
    "exec": Wrapper(valued: ["-a"]), "env": Wrapper(valued: ["-u", "-C"]), "nohup": Wrapper(), "setsid": Wrapper(),
    "time": Wrapper(), "nice": Wrapper(valued: ["-n"]), "timeout": Wrapper(valued: ["-k", "-s"], operands: 1),
    "tini": Wrapper(valued: ["-p", "-e"]), "dumb-init": Wrapper(valued: ["-r"]), "catatonit": Wrapper(),
    "gosu": Wrapper(operands: 1), "su-exec": Wrapper(operands: 1),
    "wait-for-it": Wrapper(ends: "--"), "wait-for-it.sh": Wrapper(ends: "--"), "wait-for": Wrapper(ends: "--"),
    "dotenv": Wrapper(ends: "--"), "doppler": Wrapper(ends: "--"), "infisical": Wrapper(ends: "--"),
    "poetry": Wrapper(valued: ["-C", "-P"], verbs: ["run"]),
    "uv": Wrapper(valued: ["--group", "--extra", "--with", "--project", "--directory", "-p"], verbs: ["run"]),
    "pipenv": Wrapper(verbs: ["run"]), "pdm": Wrapper(valued: ["-p"], verbs: ["run"]),
    "hatch": Wrapper(verbs: ["run"]), "rye": Wrapper(verbs: ["run"]),
    "npx": Wrapper(valued: ["-p", "--package"]), "bunx": Wrapper(), "pnpx": Wrapper(),
    "bundle": Wrapper(verbs: ["exec"]),
    "opentelemetry-instrument": Wrapper(), "ddtrace-run": Wrapper(),
    "newrelic-admin": Wrapper(verbs: ["run-program"]),
  ]
}
