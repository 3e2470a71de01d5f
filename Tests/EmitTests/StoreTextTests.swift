import Emit
import IR
import Testing

@Suite("Texts in the syntaxes of stores")
struct StoreTextTests {
  private static let awkward = ["", "it's", "a\\b", "a\nb", "a\rb", "\"", "# no comment", "-- no comment", "é\u{2028}"]

  @Test("postgresql.conf: quotes double, backslashes double, line breaks become escapes, NUL is refused")
  func configuration() {
    #expect(PostgresText.configuration(.text("it's")) == "'it''s'")
    #expect(PostgresText.configuration(.text("a\\b")) == "'a\\\\b'")
    #expect(PostgresText.configuration(.text("a\nb\rc")) == "'a\\nb\\rc'")
    #expect(PostgresText.configuration(.text("a\0b")) == nil)
    #expect(PostgresText.configuration(.word("scram-sha-256")) == "scram-sha-256")
    #expect(PostgresText.configuration(.word("4.5MB")) == "'4.5MB'")
    #expect(PostgresText.configuration(.word("on\nfsync = off")) == "'on\\nfsync = off'")
    #expect(PostgresText.configuration(.real("1.1")) == "1.1")
    #expect(PostgresText.configuration(.real("1.1 # x")) == "'1.1 # x'")
    for text in Self.awkward {
      #expect(
        PostgresText.configuration(.text(text))?.contains(where: \.isNewline) != true || text.contains("\u{2028}"))
    }
  }

  @Test("sizes and durations take the largest unit that divides exactly")
  func units() {
    let sizes: [(Int, String, String)] = [
      (0, "0", "0"), (512, "512B", "512"), (64 << 10, "64kB", "64kb"), (2560 << 20, "2560MB", "2560mb"),
      (4 << 30, "4GB", "4gb"), (1 << 40, "1TB", "1024gb"), (322_122_547, "322122547B", "322122547"),
    ]
    for (bytes, postgres, redis) in sizes {
      #expect(PostgresText.plain(.bytes(bytes)) == postgres)
      #expect(RedisText.size(bytes) == redis)
    }
    let durations = [(0, "0"), (2500, "2500ms"), (25_000, "25s"), (60_000, "1min"), (7_200_000, "2h")]
    for (milliseconds, text) in durations { #expect(PostgresText.plain(.milliseconds(milliseconds)) == text) }
  }

  @Test("SQL: one function for names, one for texts; NUL is refused, line breaks only by ALTER SYSTEM")
  func sql() {
    #expect(SQLScript.identifier("order") == "\"order\"")
    #expect(SQLScript.identifier("a\"b") == "\"a\"\"b\"")
    #expect(SQLScript.identifier("a\0b") == nil)
    #expect(SQLScript.literal("it's") == "'it''s'")
    #expect(SQLScript.literal("a\\'b") == "E'a\\\\''b'")
    #expect(SQLScript.literal("a\0b") == nil)
    #expect(PostgresText.system("cluster_name", .text("a\nb")) == nil)
    #expect(PostgresText.system("cluster_name", .text("a, b")) == "'a, b'")
    #expect(PostgresText.system("shared_preload_libraries", .text("a, b")) == "'a', 'b'")
    #expect(PostgresText.system("shared_preload_libraries", .text("")) == "''")
    #expect(PostgresText.isParameterName("pg_stat_statements.max"))
    for name in ["", "1a", "a b", "a;b", "a.", ".a", "a..b", "a.1", "$a", "a\n", "a'b"] {
      #expect(!PostgresText.isParameterName(name))
    }
  }

  @Test("Redis: what needs quotes gets them, bytes outside ASCII become escapes")
  func redis() {
    #expect(RedisText.argument("allkeys-lru") == "allkeys-lru")
    #expect(RedisText.argument("") == "\"\"")
    #expect(RedisText.argument("a \"b\" \\ \n") == "\"a \\\"b\\\" \\\\ \\x0a\"")
    #expect(RedisText.argument("é") == "\"\\xc3\\xa9\"")
    #expect(RedisText.shellArgument("$HOME `id` \\ \"") == "\"\\$HOME \\`id\\` \\\\ \\\"\"")
    for text in ["a\nb", "a\r", "\0"] { #expect(!RedisText.fitsOneLine(text)) }
    #expect(RedisText.fitsOneLine("$HOME \t é"))
    for name in ["", "a b", "-x", "#", "a\nb"] { #expect(!RedisText.isDirective(name)) }
  }

  @Test("a comment stays one comment, whatever it says")
  func comments() {
    var document = KeyValueDocument(.equals)
    document.comment("one\nfsync = off")
    document.entry("a", "1", remark: "two\nb = 2")
    #expect(document.render() == "# one fsync = off\na = 1" + String(repeating: " ", count: 35) + "# two b = 2\n")
    var script = SQLScript()
    script.comment("x\nDROP TABLE y;")
    #expect(script.render() == "-- x DROP TABLE y;\n")
  }

  @Test("Markdown: names are text or code, never markup")
  func markdown() {
    #expect(MarkdownDocument.text("a_b *c* <d> `e`") == "a_b \\*c\\* \\<d\\> \\`e\\`")
    #expect(MarkdownDocument.text("_a_") == "\\_a\\_")
    #expect(MarkdownDocument.code("a``b") == "``` a``b ```")
    var document = MarkdownDocument()
    document.table(["a"], [["x|y"]])
    #expect(document.render() == "| a |\n|---|\n| x\\|y |\n")
  }
}
