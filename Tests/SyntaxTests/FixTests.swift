import Diagnostics
import Syntax
import Testing

/// A safe fix removes its finding, and says what the author meant.
@Suite struct FixTests {
  @Test(
    arguments: [
      ("a: { b: ${{P.U}}, c: [${{ R.U }}] }\n", "a: { b: $<<P.U>>, c: [$<<R.U>>] }\n"),
      ("a: {{ P.U }}\n", "a: $<<P.U>>\n"), ("a: {{P.U}}/x\n", "a: $<<P.U>>/x\n"),
      ("a: { b: x${{f(a, b)}}y }\n", "a: { b: 'x${{f(a, b)}}y' }\n"),
      ("A: $<<P.U #x>>/y # c\n", "A: '$<<P.U #x>>/y' # c\n"),
      ("A: x $<<A.B ?? ': '>>\n", "A: 'x $<<A.B ?? '': ''>>'\n"),
      ("A: { B: $<<f(a, b)>>, C: 1 }\n", "A: { B: '$<<f(a, b)>>', C: 1 }\n"),
      ("- [x, y$<<f(\"a\", b)>> ]\n", "- [x, 'y$<<f(\"a\", b)>>' ]\n"),
      ("A:\n  - $<<P.U #x>>\n", "A:\n  - '$<<P.U #x>>'\n"),
      ("s:\n  a:\n    x: 1\n\ty: 2\n\t\tz: 3\nt: 4\n", "s:\n  a:\n    x: 1\n    y: 2\n      z: 3\nt: 4\n"),
      ("s:\n\ta:\n\t\tx: 1\n\tb:\n\t\ty: 2\n", "s:\n  a:\n    x: 1\n  b:\n    y: 2\n"), ("a:\n  -\tb\n", "a:\n  - b\n"),
    ])
  func isWhatTheAuthorMeant(text: String, fixed: String) throws {
    let findings = parse(text).findings
    let edits = findings.flatMap(\.fixes).flatMap(\.edits).sorted { $0.span > $1.span }
    #expect(findings.flatMap(\.fixes).allSatisfy { $0.applicability == .safe })
    var bytes = Array(text.utf8)
    for edit in edits { bytes.replaceSubrange(edit.span.range, with: Array(edit.replacement.utf8)) }
    #expect(String(decoding: bytes, as: UTF8.self) == fixed)
  }
}
