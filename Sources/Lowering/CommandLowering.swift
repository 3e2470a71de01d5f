import Resolution
import Diagnostics
import IR
import Model
import Syntax

/// Lowers commands and other texts that must be known while compiling.
struct CommandLowering {
  let analysis: EnvironmentAnalysis

  /// The command of a key of a service; nil where it is not written or could not be understood.
  func lower(_ command: Located<CommandDeclaration>?, key: String, of service: ServiceSymbol) -> Command? {
    guard let command else { return nil }
    switch command.value {
    case .words:
      var words: [Command.Word] = []
      for item in command.node.items {
        guard let text = text(item, key: key, of: service) else { return nil }
        words.append(.text(text))
      }
      return .words(words)
    case .text:
      guard let text = text(command.node, key: key, of: service) else { return nil }
      if let words = ShellWords.split(text) { return .words(words.map { .text($0) }) }
      return .shell(text)
    }
  }

  /// The text of a node whose references must be known while compiling.
  func text(_ node: ConfigNode, key: String, of service: ServiceSymbol) -> String? {
    guard let value = service.text(at: node) else { return node.text }
    switch known(value) {
    case .text(let text): return text
    case .reported: return nil
    case .secret:
      analysis.report(
        .secretOnCommandLine, at: node.span, path: "services.\(service.name).\(key)",
        ["entrypoint", "start", "release"].contains(key)
          ? "a secret on a command line is visible to every process" : "a secret in `\(key)` is visible to everybody"
      ) {
        $0.notes = ["`ps` shows command lines, and platforms write them into logs"]
        $0.help = ["name it under `use:` or `variables:`, and let the program read it from its environment"]
      }
    case .later:
      analysis.report(
        .referenceInStaticPosition, at: node.span, path: "services.\(service.name).\(key)",
        "`\(key)` must be known while compiling", label: "this value is known only when the service is deployed"
      ) { $0.help = ["pass it as a variable and read it from the environment: `$NAME` in a command"] }
    }
    return nil
  }

  /// The text of an option of a target; nil where it is not known while compiling, which is reported.
  func text(of option: OptionText) -> String? {
    switch known(option.value) {
    case .text(let text): return text
    case .reported: return nil
    case .secret:
      analysis.report(
        .secretOnCommandLine, at: option.node.span, path: option.path,
        "a secret in `\(option.name)` is visible to everybody"
      ) {
        $0.notes = ["what a target makes of its options is written into files that are committed"]
        $0.help = ["name a shared variable that is no secret"]
      }
    case .later:
      analysis.report(
        .referenceInStaticPosition, at: option.node.span, path: option.path,
        "`\(option.name)` must be known while compiling", label: "this value is known only later"
      ) {
        $0.help = ["name a shared variable with a value; what differs between environments goes into `environments:`"]
      }
    }
    return nil
  }

  /// What is known of a value while compiling.
  private enum Known {
    case text(String)
    case secret
    /// An operator or a platform gives it.
    case later
    /// Something in it was not understood, and that was said.
    case reported
  }

  private func known(_ value: ResolvedValue) -> Known {
    if value.isPoisoned { return .reported }
    if let literal = value.literal { return .text(literal) }
    if value.value.marks.isSecret { return .secret }
    return CompileTimeText.of(value.value.expression, in: analysis.symbols).map(Known.text) ?? .later
  }
}

/// Expressions whose value is known while compiling.
enum CompileTimeText {
  static func of(_ expression: Expression, in symbols: SymbolTable) -> String? {
    switch expression {
    case .literal(let text): return text
    case .output(let name, let output):
      guard let service = symbols.service(name) else { return nil }
      switch output {
      case "port": return service.port.map(String.init)
      case "database": return service.declaration.database?.value ?? "app"
      case "public_domain", "origin", "public_url", "public_websocket_url":
        guard case .domains(let domains) = service.exposure, let first = domains.first else { return nil }
        return switch output {
        case "public_domain": first
        case "public_websocket_url": "wss://" + first
        default: "https://" + first
        }
      default: return nil
      }
    case .concat(let parts):
      var text = ""
      for part in parts {
        guard let known = of(part, in: symbols) else { return nil }
        text += known
      }
      return text
    default: return nil
    }
  }
}

/// Splits a command into words as Docker Compose does, where no shell is needed.
enum ShellWords {
  /// Nil where the text has shell syntax and must be run by one.
  package static func split(_ text: String) -> [String]? {
    var words: [String] = []
    var word = ""
    var isOpen = false
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        word.append(character)
        isEscaped = false
        continue
      }
      switch (quote, character) {
      case (nil, "\\"), ("\"", "\\"): isEscaped = true
      case ("'", "'"), ("\"", "\""): quote = nil
      case ("\"", "$"), ("\"", "`"), (nil, "$"), (nil, "`"): return nil
      case (.some, _): word.append(character)
      case (nil, "'"), (nil, "\""):
        quote = character
        isOpen = true
      case (nil, " "), (nil, "\t"):
        if isOpen || !word.isEmpty { words.append(word) }
        word = ""
        isOpen = false
      case (nil, "\n"), (nil, "&"), (nil, "|"), (nil, ";"), (nil, "<"), (nil, ">"), (nil, "("), (nil, ")"), (nil, "*"),
        (nil, "?"), (nil, "~"), (nil, "#"), (nil, "{"), (nil, "}"):
        return nil
      default: word.append(character)
      }
    }
    if quote != nil || isEscaped { return nil }
    if isOpen || !word.isEmpty { words.append(word) }
    // `NAME=value command` sets a variable only in a shell.
    if let first = words.first, first.contains("="), words.count > 1 { return nil }
    return words.isEmpty ? nil : words
  }
}
