import Diagnostics
import Model
import Probes
import Resolution
import Syntax

/// The command of a health check, of a compose file or of a Dockerfile, as words.
struct StackProbe {
  struct Word {
    let text: String
    let span: Span
  }

  /// The services whose health it is.
  let services: [StackService]
  let words: [Word]
  /// Its output goes into another command, which decides.
  let isPiped: Bool
  /// A shell takes the words apart.
  let isShell: Bool
  /// Written in a Dockerfile.
  let isOfImage: Bool

  /// The first URL among the words, with the word that holds it.
  var url: (text: String, word: Word)? {
    for word in words {
      for part in word.text.split(whereSeparator: { "\"'() ".contains($0) })
      where part.hasPrefix("http://") || part.hasPrefix("https://") {
        return (String(part), word)
      }
    }
    return nil
  }

  /// The path that is asked for; nil where there is none.
  var path: String? {
    guard let url = url?.text, let start = url.dropFirst(8).firstIndex(of: "/") else { return nil }
    return String(url[start...].prefix { $0 != "?" })
  }

  /// The first program of the command that the image of a service surely lacks; nil: there is none, or it is not known.
  func missingTool(
    of service: StackService, _ context: StackContext
  ) -> (word: Word, tool: String, contents: ImageContents)? {
    guard let contents = context.topology.contents[service.name] else { return nil }
    for (index, word) in words.enumerated() {
      // The first word, and the first one behind an operator of the shell.
      guard index == 0 || ["|", "||", "&&", ";"].contains(words[index - 1].text) else { continue }
      let tool = word.text.split(separator: "/").last.map(String.init) ?? word.text
      if contents.lacks(tool) { return (word, tool, contents) }
    }
    return nil
  }

  /// The port that is asked for; nil where none is written.
  var port: Int? {
    guard let url = url?.text, let mark = url.firstRange(of: "://") else { return nil }
    let authority = url[mark.upperBound...].prefix { $0 != "/" }
    return authority.split(separator: ":").dropFirst().first.flatMap { Int($0) }
  }

  /// The host that is asked.
  var host: String? {
    guard let url = url?.text, let mark = url.firstRange(of: "://") else { return nil }
    return String(url[mark.upperBound...].prefix { $0 != ":" && $0 != "/" })
  }
}

extension StackContext {
  /// Every probe that is run: that of the compose file, else the one of the Dockerfile, once for each place.
  var probes: [StackProbe] {
    var order: [Span] = []
    var found: [Span: StackProbe] = [:]
    func add(_ probe: StackProbe, at span: Span) {
      if let known = found[span] {
        found[span] = StackProbe(
          services: known.services + probe.services, words: known.words, isPiped: known.isPiped, isShell: known.isShell,
          isOfImage: known.isOfImage)
      } else {
        order.append(span)
        found[span] = probe
      }
    }
    for service in stack.services {
      if let health = service.health {
        if let command = health.command, let span = health.test?.span {
          add(StackProbe.of(command.texts, isShell: command.isShell, service), at: span)
        }
      } else if let (file, content) = dockerfile(of: service), service.build?.target == nil,
        let check = content.instructions.last(where: { $0.keyword == "HEALTHCHECK" && $0.stage == content.stageCount }),
        let probe = StackProbe.of(check, in: file, service, repository)
      {
        add(probe, at: repository.span(check.place, in: file))
      }
    }
    return order.compactMap { found[$0] }
  }
}

extension StackProbe {
  fileprivate static func of(_ texts: [HoledText], isShell: Bool, _ service: StackService) -> StackProbe {
    var words: [Word] = []
    for text in texts {
      guard isShell, let known = text.known else {
        let written = text.node.text
        words.append(Word(text: text.known ?? written, span: text.node.span(of: 0..<written.utf8.count)))
        continue
      }
      // Offsets are those of the text as it is written where no hole changes it.
      let isVerbatim = text.holes.isEmpty && known == text.node.text
      words += ShellWords.of(known) { isVerbatim ? text.node.span(of: $0) : text.span }
    }
    return StackProbe(
      services: [service], words: words, isPiped: words.contains { $0.text == "|" }, isShell: isShell, isOfImage: false)
  }

  /// `HEALTHCHECK [OPTIONS] CMD …` in both forms; nil for `NONE`.
  fileprivate static func of(
    _ check: DockerfileText.Instruction, in file: RepositoryReader.File, _ service: StackService,
    _ repository: RepositoryReader
  ) -> StackProbe? {
    guard let mark = check.text.firstRange(of: "CMD") else { return nil }
    let line = check.text[mark.upperBound...].drop { $0 == " " || $0 == "\t" }
    let isList = line.first == "["
    let plain = isList ? String(line.map { "[],".contains($0) ? " " : $0 }) : String(line)
    let start = check.place.lowerBound
    let words = ShellWords.of(plain) { _ in repository.span(check.place, in: file) }.map { word -> Word in
      // The instruction may go on over several lines: each word is searched for in the file.
      let found = file.bytes[start...].firstRange(of: Array(word.text.utf8))
      return Word(text: word.text, span: found.map { repository.span($0, in: file) } ?? word.span)
    }
    return StackProbe(
      services: [service], words: words, isPiped: words.contains { $0.text == "|" }, isShell: !isList, isOfImage: true)
  }
}

/// A line of a shell as words, a pipe being one.
private enum ShellWords {
  static func of(_ line: String, at place: @escaping (Range<Int>) -> Span) -> [StackProbe.Word] {
    var lexer = ShellLexer(line, place: place)
    return lexer.tokens().compactMap { token in
      switch token {
      case .word(let word): .init(text: word.text, span: word.span)
      case .separator(.pipe, let word): .init(text: "|", span: word.span)
      case .separator(_, let word): .init(text: word.text, span: word.span)
      }
    }
  }
}

extension String {
  /// Whether a text occurs in it.
  func holds(_ part: String) -> Bool { firstRange(of: part) != nil }
}
