import Diagnostics
import Syntax
import Testing

/// One line that shows every part of a parsed text, without ranges.
func outline(_ text: ReferenceText) -> String {
  func argument(_ argument: Reference.Argument) -> String {
    let value =
      switch argument.value {
      case .literal(let literal): "\(literal.value)"
      case .bare(let name): "bare(\(name.text))"
      }
    return (argument.label.map { "\($0.text)=" } ?? "") + value
  }
  func list(_ arguments: [Reference.Argument]) -> String {
    "[" + arguments.map(argument).joined(separator: ", ") + "]"
  }
  func pipeline(_ pipeline: Reference.Pipeline) -> String {
    let primary =
      switch pipeline.primary {
      case .path(let names): "path(" + names.map(\.text).joined(separator: " . ") + ")"
      case .call(let name, let arguments): "call(\(name.text)\(list(arguments)))"
      case .literal(let literal): "\(literal.value)"
      }
    return ([primary] + pipeline.filters.map { $0.name.text + list($0.arguments) })
      .joined(separator: " | ")
  }
  return text.segments.map { segment in
    switch segment {
    case .literal(let text, _): "text(\(text))"
    case .reference(let reference):
      reference.isPoisoned ? "poison" : "<" + reference.alternatives.map(pipeline).joined(separator: " ?? ") + ">"
    }
  }.joined(separator: " ")
}

@Suite struct ReferenceParserTests {
  @Test(arguments: [
    ("plain", "text(plain)"),
    ("", ""),
    ("$<<postgres.DATABASE_URL>>", "<path(postgres . DATABASE_URL)>"),
    ("${{Postgres.DATABASE_URL}}", "<path(Postgres . DATABASE_URL)>"),
    ("$<<K2>>", "<path(K2)>"),
    ("$<< Docs Frontend . origin >>", "<path(Docs Frontend . origin)>"),
    ("$<<backend-api.port>>", "<path(backend-api . port)>"),
    ("$<<\n  a\n.\n\tb\n>>", "<path(a . b)>"),
    ("$<<\"docs frontend\".public_domain>>", "<path(docs frontend . public_domain)>"),
    ("$<<'my.service'.port>>", "<path(my.service . port)>"),
    ("$<<a.url | driver(\"asyncpg\")>>", "<path(a . url) | driver[string(\"asyncpg\")]>"),
    ("$<<a.url|driver(asyncpg)|path('/x')>>", "<path(a . url) | driver[bare(asyncpg)] | path[string(\"/x\")]>"),
    (
      "$<<a.url | with(sslmode=\"require\", n=-5, b=true)>>",
      "<path(a . url) | with[sslmode=string(\"require\"), n=integer(-5), b=bool(true)]>"
    ),
    ("$<<redis.REDIS_URL ?? \"\">>", "<path(redis . REDIS_URL) ?? string(\"\")>"),
    ("$<<a.b ?? c.d | upper ?? -12 ?? true>>", "<path(a . b) ?? path(c . d) | upper[] ?? integer(-12) ?? bool(true)>"),
    ("$<<true.x>>", "<path(true . x)>"),
    ("$<<uuid()>>", "<call(uuid[])>"),
    ("x $<<a.b>>:$<<a.c>> y", "text(x ) <path(a . b)> text(:) <path(a . c)> text( y)"),
    ("$<<a.b ?? \">> }} \\\" \\\\ \\n\">>", "<path(a . b) ?? string(\">> }} \\\" \\\\ \\\\n\")>"),
    ("a >> b }} c $ $$ $5 $2b$12$x $PORT $< ${", "text(a >> b }} c $ $$ $5 $2b$12$x $PORT $< ${)"),
  ])
  func reads(_ text: String, _ expected: String) {
    let (parsed, problems) = ReferenceText.parse(text)
    #expect(problems.map(\.message) == [])
    #expect(!parsed.isPoisoned)
    #expect(outline(parsed) == expected)
    #expect(outline(ReferenceText.parse(parsed.canonical).0) == outline(parsed))
  }

  @Test func namedArguments() {
    let (parsed, _) = ReferenceText.parse("$<<a.url | with(sslmode=\"require\", n=-5, b=true)>>")
    let arguments = parsed.references[0].alternatives[0].filters[0].arguments
    #expect(arguments.map { $0.label?.text } == ["sslmode", "n", "b"])
    #expect(arguments.map(\.text) == ["require", "-5", "true"])
    #expect(arguments[0].range == 16..<33)
  }

  @Test func escapesGiveThePlainCharacters() {
    let (parsed, problems) = ReferenceText.parse("pre $$<<not.a.ref>> $$${{nor.this}} $$x $5")
    #expect(problems.isEmpty)
    #expect(parsed.plainText == "pre $<<not.a.ref>> $${{nor.this}} $$x $5")
    #expect(parsed.segments.count == 1)
  }

  @Test func rangesCountBytesOfTheText() {
    let (parsed, _) = ReferenceText.parse("é $<<ab.cd | f>>")
    let reference = parsed.references[0]
    #expect(reference.range == 3..<17)
    #expect(reference.alternatives[0].range == 6..<15)
    guard case .path(let names) = reference.alternatives[0].primary else {
      Issue.record("a path was expected")
      return
    }
    #expect(names.map(\.range) == [6..<8, 9..<11])
  }

  @Test(arguments: [
    // L to O of the negative corpus: one finding each, at its place.
    ("$<<postgres.DATABASE_URL}}", "E0304", "}}", "opened with `$<<`, closed with `}}`"),
    ("$<<postgres.$<<X>>>>", "E0303", "$<<X>>", "references cannot be nested"),
    ("$<<>>", "E0305", "$<<>>", "this reference is empty"),
    ("$<<postgres.DATABASE_URL |>>", "E0305", "|", "expected a filter after `|`"),
    ("${{a.b>>", "E0304", ">>", "opened with `${{`, closed with `>>`"),
    ("$<<a.b", "E0304", "$<<a.b", "this reference is never closed"),
    ("$<<a.b>", "E0304", "$<<a.b", "this reference is never closed"),
    ("$<<a.b and $<<c.d>>", "E0304", "$<<a.b and", "this reference is never closed"),
    ("$<<a.b/path", "E0304", "$<<a.b", "this reference is never closed"),
    ("$<<a.b.c>>", "E0305", ".", "a reference has at most two parts"),
    ("$<<a.>>", "E0305", ".", "expected a name after `.`"),
    ("$<<a ??>>", "E0305", "??", "expected a value after `??`"),
    ("$<<a ? b>>", "E0305", "?", "unexpected `?`"),
    ("$<<a:-b>>", "E0305", ":", "unexpected `:`"),
    ("$<<a | f(>>", "E0305", "(", "expected an argument"),
    ("$<<a | f(x>>", "E0305", "x", "`)` is missing"),
    ("$<<a | f(x y=1)>>", "E0305", "=", "`x y` cannot be the name of a filter or function"),
    ("$<<a  b>>", "E0305", "b", "unexpected `b`"),
    ("$<<é.b>>", "E0305", "é", "expected a value at the beginning of a reference, found `é`"),
    ("$<<5x>>", "E0305", "5", "`5x` is not a whole number"),
    ("$<<a.b ?? \"x>>", "E0305", "\"", "this quoted text is never closed"),
    ("$<<99999999999999999999>>", "E0305", "9", "`99999999999999999999` is not a whole number"),
  ])
  func givesOneProblem(_ text: String, _ code: String, _ place: String, _ message: String) {
    let (parsed, problems) = ReferenceText.parse(text)
    #expect(parsed.isPoisoned)
    #expect(problems.map(\.kind.code) == [code])
    guard let problem = problems.first else { return }
    #expect(problem.message == message)
    #expect(String(decoding: Array(text.utf8)[problem.range], as: UTF8.self) == place)
  }

  @Test(arguments: [
    ("$<<a.b}}", "$<<a.b>>"), ("${{a.b>>", "${{a.b}}"), ("$<<a.b", "$<<a.b>>"), ("$<<a.b>", "$<<a.b>>"),
    ("x ${{ a.b }", "x ${{ a.b}} "), ("$<<a.b, c", "$<<a.b>>, c"),
  ])
  func repairs(_ text: String, _ expected: String) throws {
    let problem = try #require(ReferenceText.parse(text).1.first)
    let fix = try #require(problem.replacement)
    var bytes = Array(text.utf8)
    bytes.replaceSubrange(fix.range, with: fix.text.utf8)
    let repaired = String(decoding: bytes, as: UTF8.self)
    if fix.applicability == .safe { #expect(repaired == expected) }
    #expect(ReferenceText.parse(repaired).1.isEmpty)
  }

  @Test func readsOnBehindAProblem() {
    let (parsed, problems) = ReferenceText.parse("$<<a.b}} $<<c.d>> $<<>> $<<e.f>>")
    #expect(problems.map(\.kind.code) == ["E0304", "E0305"])
    #expect(parsed.references.map(\.isPoisoned) == [true, false, true, false])
  }
}
