import Emit
import IR
import TestSupport
import Testing

/// What `sh` reads is what was meant.
struct ShellQuotingTests {
  private static let texts = [
    "plain", "", "a b", "it's", "\"quoted\"", "$HOME", "`id`", "$(id)", "a\\b", "new\nline", "*", "~", "#x", "a;b",
    "{a,b}", "é ü 漢", "-n", "\t", "!x", "a=b", "'", "''", "\\'", "\u{2028}x", "%s",
  ]

  @Test(arguments: texts) func wordsComeBackUnchanged(_ text: String) throws {
    let output = try run("/bin/sh", ["-c", "printf '%s' " + ShellText.quoted(text)])
    #expect(output.stdout == text)
  }

  @Test(arguments: texts) func textBesideVariablesComesBackUnchanged(_ text: String) throws {
    let word = Command.Word([.text(text), .variable(name: "V", fallback: text), .text("9" + text)])
    for style in [ShellText.VariableStyle.quoted, .fallback] {
      let line = "printf '%s' " + ShellText.word(word, style)
      let set = try run("/bin/sh", ["-c", line], environment: ["V": "value *"])
      #expect(set.stdout == text + "value *9" + text)
    }
    let unset = try run(
      "/bin/sh", ["-c", "printf '%s' " + ShellText.word(word, .fallback)], environment: ["PATH": "/bin"],
      inheriting: false)
    #expect(unset.stdout == text + text + "9" + text)
  }

  @Test func bareVariablesNeedNoQuotesInsideQuotes() throws {
    let word = Command.Word([.text("0.0.0.0:"), .variable(name: "PORT", fallback: "80")])
    #expect(ShellText.word(word, .bare) == "0.0.0.0:$PORT")
    #expect(ShellText.word(word, .fallback) == "\"0.0.0.0:${PORT:-80}\"")
  }

  @Test(arguments: [
    ("python app.py --port $PORT", true), ("python a.py > log", true), ("a && b", false), ("a; b", false),
    ("a | b", false), ("cd x", false), ("X=1 y", false), ("(a)", false), ("a `b`", false), ("if a", false), ("", false),
  ]) func onlySimpleCommandsGetExec(_ text: String, _ isSimple: Bool) {
    #expect(ShellText.isSimpleCommand(text) == isSimple)
  }
}
