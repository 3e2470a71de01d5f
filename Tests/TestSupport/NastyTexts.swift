/// Texts that break naive quoting: words and characters that some syntax gives a meaning, and mixtures of them. The
/// same for the same seed.
package enum NastyTexts {
  /// Texts that have broken somebody's quoting.
  package static let known = [
    "", " ", "a", "yes", "No", "on", "OFF", "y", "n", "true", "False", "null", "~", "NULL", ".inf", "-.INF", ".nan",
    "0",
    "-1", "+1", "1.5", "1e3", "1e-3", "0x1F", "0o17", "017", "0b1", "1_000", "12:30:45", "2026-11-21",
    "2026-11-21T10:00:00Z", "=", "<<", "-", "--", "---", "...", "- a", "-a", "--flag", "---a", "?", "? a", ":", "a:",
    "a: b", "a:b", ": a", "#", "a #b", "a#b", "#a", "&a", "*a", "!a", "!!str a", "|", ">", "|-", "%a", "@a", "`a`", "'",
    "''", "a'b", "\"", "a\"b", "'\"", "\\", "a\\", "a\\\\b", "\\n", "a\\'b", "$", "$$", "$A", "${A}", "${A:-b}",
    "${A:?b}",
    "$(a)", "${{ a }}", "{", "}", "{a: b}", "[", "]", "[a, b]", ",", "a, b", "\n", "a\nb", "a\n", "a\n\n", "\na", "a\r",
    "a\r\nb", "\t", "a\tb", " a", "a ", "a \nb", "  a\n b", "a\n  b", "é", "\u{e9}\u{301}", "日本語", "🙂", "\u{85}",
    "a\u{85}b", "\u{a0}", "a\u{feff}b", "\u{2028}", "\u{200b}", "\u{202e}a", "\u{1b}[0m", "\u{7f}", "\u{1}", "%", "%s",
    "100%", "a=b", "export A=b", "a;b", "a&b", "a|b", "a b  c", "~/a", "*.py", "!", "!!", "/*", "//", "--- a", "<!--",
  ]

  private static let pieces = [
    " ", "'", "\"", "\\", "$", "{", "}", "[", "]", ":", ": ", " #", "#", ",", "-", "\n", "\t", "a", "Z", "0", "7", "é",
    "🙂",
    "`", "!", "&", "*", "%", "@", "|", ">", "<", "?", "=", "~", ".", "/", "(", ")", ";", "\u{2028}", "\r",
  ]

  /// The known ones, and `count` mixtures of up to twelve pieces.
  package static func all(_ count: Int, seed: UInt64 = 1) -> [String] {
    var state = seed
    func next(_ bound: Int) -> Int {
      // Knuth's MMIX constants; the upper bits are the good ones.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    return known
      + (0..<count).map { _ in (0..<(1 + next(12))).map { _ in pieces[next(pieces.count)] }.joined() }
  }
}
