import Diagnostics
import Syntax
import Testing

/// The examples of the catalogue give what they claim, as far as reading alone can tell.
@Suite struct KindTests {
  /// An example without its marks, and the bytes that they mark.
  private func unmarked(_ example: String) -> (text: String, marked: Range<Int>?) {
    var text = ""
    var lineStart = 0
    var marked: Range<Int>?
    for line in example.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.contains("^"), line.allSatisfy({ $0 == " " || $0 == "^" }) {
        let columns = line.enumerated().filter { $0.element == "^" }.map(\.offset)
        marked = lineStart + columns[0]..<lineStart + columns[columns.count - 1] + 1
      } else {
        lineStart = text.utf8.count
        text += line + "\n"
      }
    }
    return (text, marked)
  }

  /// Kinds of reading YAML; those of references are found later.
  static let kinds = SyntaxRegistry.kinds.filter { $0.code.hasPrefix("E01") && $0.exampleOptions.isRunnable }

  @Test(arguments: kinds.indices) func examplesGiveTheirCodeOnly(index: Int) throws {
    let kind = Self.kinds[index]
    let failing = unmarked(kind.failing)
    let parsed = parse(failing.text)
    #expect(parsed.codes == [kind.code])
    #expect(parsed.findings.first?.primary.span.range == failing.marked)
    #expect(parse(kind.passing).findings.isEmpty)
  }

  @Test func textsFollowTheRules() {
    for kind in SyntaxRegistry.kinds {
      #expect(kind.summary.first?.isUppercase == false || kind.summary.hasPrefix("YAML"), "\(kind.code)")
      for word in ["invalid", "illegal", "please", "error"] {
        #expect(!(kind.summary + kind.explanation).lowercased().contains(word), "\(kind.code): \(word)")
      }
    }
    #expect(Set(SyntaxRegistry.kinds.map(\.code)).count == SyntaxRegistry.kinds.count)
    #expect(Set(SyntaxRegistry.kinds.map(\.name)).count == SyntaxRegistry.kinds.count)
  }
}
