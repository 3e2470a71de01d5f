package import Diagnostics
import Probes

extension DiagnosticKind {
  package static let specifierRedirected = DiagnosticKind(
    "W1049", "specifier-redirected", tunable: true,
    summary: "the shell reads a version as a redirection",
    explanation: """
      `RUN pip install name>=1.2` is a line of a shell, and to a shell `>` is no part of a word: it installs `name` in
      whatever version is newest, and writes the output into a file called `=1.2`. Nothing fails.

      Quote the requirement: `RUN pip install "name>=1.2"`.
      """,
    failing: """
      services:
        api:
          build: .
      """,
    passing: """
      services:
        api:
          build: .
      """,
    options: ExampleOptions(
      files: [ExampleFile("Dockerfile", "FROM python:3.13-slim\nRUN pip install anthropic>=0.94.0\n")],
      passingFiles: [ExampleFile("Dockerfile", "FROM python:3.13-slim\nRUN pip install \"anthropic>=0.94.0\"\n")],
      path: "docker-compose.yml"), foreign: .speaks)
}

/// An unquoted `>` or `<` behind the name of a package in a `RUN` of a Dockerfile.
package enum SpecifierRedirected: StackRule {
  package static var kind: DiagnosticKind { .specifierRedirected }

  package static func run(in context: StackContext) {
    var seen: Set<String> = []
    for service in context.stack.services {
      guard let (file, content) = context.dockerfile(of: service), seen.insert(file.path).inserted else { continue }
      var end = 0
      for (index, instruction) in content.instructions.enumerated() where instruction.keyword == "RUN" {
        let next =
          index + 1 < content.instructions.count ? content.instructions[index + 1].place.lowerBound : file.bytes.count
        guard instruction.place.lowerBound >= end, instruction.text.first != "[",
          let word = first(in: file.bytes, instruction.place.lowerBound..<next)
        else { continue }
        end = next
        let text = String(decoding: file.bytes[word.requirement], as: UTF8.self)
        let span = context.repository.span(word.requirement, in: file)
        let specifier = String(decoding: file.bytes[word.specifier], as: UTF8.self)
        context.report(
          kind, at: span, "the shell reads `\(specifier)` as a redirection: no version is required"
        ) {
          $0.help = ["write `\"\(text)\"`"]
          $0.fixes = [FixIt("quote it", .safe, [.init(span, "\"\(text)\"")])]
        }
      }
    }
  }

  /// The first word behind `pip install` with an unquoted comparison in it.
  private static func first(in bytes: [UInt8], _ range: Range<Int>) -> (requirement: Range<Int>, specifier: Range<Int>)?
  {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "\\")]
    var words: [Range<Int>] = []
    var start: Int?
    for index in range {
      if blanks.contains(bytes[index]) {
        if let begin = start { words.append(begin..<index) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    if let start { words.append(start..<range.upperBound) }
    var isInstalling = false
    for (index, word) in words.enumerated() {
      let text = bytes[word]
      if text.elementsEqual("install".utf8), index > 0,
        ["pip", "pip3"].contains(where: bytes[words[index - 1]].elementsEqual)
      {
        isInstalling = true
        continue
      }
      if ["&&", "||", ";", "|"].contains(where: { text.elementsEqual($0.utf8) }) { isInstalling = false }
      guard isInstalling, let mark = text.firstIndex(where: { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "<") }),
        mark > word.lowerBound, isOfName(bytes[mark - 1]), !text.contains(UInt8(ascii: "\"")), !text.contains(0x27)
      else { continue }
      var next = mark + 1
      if next < word.upperBound, bytes[next] == UInt8(ascii: "=") { next += 1 }
      guard next < word.upperBound, bytes[next] >= 0x30, bytes[next] <= 0x39 else { continue }
      return (word, mark..<word.upperBound)
    }
    return nil
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == UInt8(ascii: "]")
  }
}

extension Sequence<UInt8> {
  fileprivate func elementsEqual(_ text: String) -> Bool { elementsEqual(text.utf8) }
}
