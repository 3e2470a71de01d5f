import Diagnostics
import Model
import Testing

@Suite struct PatternTests {
  @Test(arguments: [
    ("sk_(live|test)_[A-Za-z0-9]+", "sk_live_a1", true), ("sk_(live|test)_[A-Za-z0-9]+", "sk_live_", false),
    ("price_[A-Za-z0-9_]+", "price_pro_test", true), ("price_[A-Za-z0-9_]+", "price_...", false),
    ("whsec_\\w{3,5}", "whsec_abcd", true), ("whsec_\\w{3,5}", "whsec_abcdef", false), ("a{2}", "aa", true),
    ("a{2,}", "aaaa", true), ("a{2,}", "a", false), ("(?:ab)*c?", "ababc", true), ("", "", true), ("a|", "", true),
    ("^a.c$", "abc", true), ("[^a-c]", "d", true), ("[^a-c]", "b", false), ("[]a]+", "]a", true),
    ("[\\d-]+", "1-2", true),
    ("\\.", ".", true), ("\\.", "x", false), ("é+", "éé", true), ("a+?", "aa", true), ("[\\W]", "-", true),
    ("(a*)*", "aaaa", true), ("\\S+\\s\\D", "ab x", true),
  ])
  func matchesTheWhole(_ pattern: String, _ text: String, _ expected: Bool) throws {
    #expect(try Pattern.parse(pattern).get().matches(text) == expected)
  }

  @Test func findsParts() throws {
    let live = try Pattern.parse("^sk_live_").get()
    #expect(live.isFound(in: "sk_live_1"))
    #expect(!live.isFound(in: "x sk_live_1"))
    #expect(try Pattern.parse("b+$").get().isFound(in: "abb"))
    #expect(try !Pattern.parse("b+$").get().isFound(in: "abbc"))
  }

  @Test(arguments: [
    ("(", ""), (")", ")"), ("a)", ")"), ("[a", ""), ("*", "*"), ("a**", "*"), ("a{", ""), ("a{5,2}", ""),
    ("(?=a)", "="),
    ("\\b", "b"), ("[z-a]", ""), ("a\\", ""), ("((a{1000}){1000}){1000}", ""), ("[[:alpha:]]", "["),
  ])
  func refuses(_ pattern: String, _ place: String) {
    guard case .failure(let problem) = Pattern.parse(pattern) else {
      Issue.record("\(pattern) was read")
      return
    }
    #expect(problem.range.upperBound <= pattern.utf8.count)
    if !place.isEmpty { #expect(String(decoding: Array(pattern.utf8)[problem.range], as: UTF8.self) == place) }
  }

  @Test func hostilePatternsAreMatchedInLinearTime() throws {
    let pattern = try Pattern.parse("(a+)+c").get()
    let text = String(repeating: "a", count: 5_000) + "b"
    let time = ContinuousClock().measure { _ = pattern.matches(text) }
    // An engine that backtracks would need longer than the universe has.
    #expect(time < .seconds(20))
    #expect(!pattern.matches(text))
    guard case .failure = Pattern.parse("((((){1000}){1000}){1000}){1000}") else {
      Issue.record("a pattern of endless size was compiled")
      return
    }
  }
}
