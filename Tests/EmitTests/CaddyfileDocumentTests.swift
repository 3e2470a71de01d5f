import Emit
import TestSupport
import Testing

/// A Caddyfile writes every token so that it is one, or not at all.
struct CaddyfileDocumentTests {
  private typealias Token = CaddyfileDocument.Token
  private typealias Directive = CaddyfileDocument.Directive

  @Test(
    arguments: [
      ("/api", "/api"), ("a b", "\"a b\""), ("", "\"\""), ("say \"hi\"", "`say \"hi\"`"), ("a\\b", "`a\\b`"),
      ("#no", "\"#no\""), ("<<x", "\"<<x\""), ("é", "\"é\""), ("`", "\"`\""),
    ])
  func tokens(text: String, written: String) throws {
    let document = CaddyfileDocument([Directive([try #require(Token(text))])])
    #expect(document.rendered() == written + "\n")
  }

  /// What would be replaced before it is parsed, or end a line, is no token.
  @Test(arguments: ["{$HOME}", "{http.request.uri}", "a\nb", "a\tb", "\"`", "`\\", "}", "\u{7F}"])
  func refused(text: String) {
    #expect(Token(text) == nil)
  }

  @Test func blocks() {
    let document = CaddyfileDocument([
      Directive([], block: [Directive("admin", "off")]),
      .snippet("part", [Directive("respond", .number(200), comments: ["why"])]),
      .site(["a.example.com", "http://" + "b:" + Token.number(80)], [Directive("import", "part")]),
      Directive("empty", block: []),
      Directive(.variable("X", else: ["import", "part"]), .variable("Y"), .duration(1500), .size(20 << 20), .size(10)),
    ])
    #expect(
      document.rendered() == """
        {
        \tadmin off
        }

        (part) {
        \t# why
        \trespond 200
        }

        a.example.com, http://b:80 {
        \timport part
        }

        empty {
        }

        {$X:import part} {$Y} 1500ms 20MiB 10B

        """)
  }
}
