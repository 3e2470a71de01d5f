import JSON
import Testing

@Suite struct JSONReaderTests {
  private func parse(_ text: String) -> Result<JSONValue, JSONProblem> { JSONReader.parse(Array(text.utf8)) }

  static let readable: [(String, JSONValue)] = [
    ("null", JSONValue.null), ("true", true), (" [] ", []), ("{}", [:]), ("-12", -12), ("0", 0), ("1.5", .double(1.5)),
    ("1.0", .double(1)), ("1e3", .double(1000)), ("9223372036854775807", .int(.max)),
    ("-9223372036854775808", .int(.min)), ("18446744073709551615", .double(0x1p64)),
    (#""a\"\\\/\b\f\n\r\té😀😀""#, "a\"\\/\u{8}\u{C}\n\r\té😀😀"),
    (#"{"b":[1,{"a":null}],"a":"\u0000"}"#, ["a": "\0", "b": [1, ["a": .null]]]),
  ]

  @Test(arguments: readable)
  func values(_ text: String, _ expected: JSONValue) { #expect(parse(text) == .success(expected)) }

  /// The mark `^` stands before the byte at which the problem must be reported.
  static let refused: [(String, String)] = [
    ("^", "expected a value"), ("{\"a\": 1, ^}", "expected a key in quotes or `}`"),
    ("{\"a\" ^1}", "expected `:` after the key"), ("{\"a\": 1 ^\"b\": 2}", "expected `,` or `}`"),
    ("[1 ^2]", "expected `,` or `]`"), ("[1, ^]", "expected a value"),
    ("{} ^{}", "more text after the end of the value"),
    ("{\"a\": 1,\r\n  ^\"a\": 2}", "key `a` is written twice"), ("[^01]", "this is not how JSON writes a number"),
    ("[^-]", "this is not how JSON writes a number"), ("[^1.]", "this is not how JSON writes a number"),
    ("[^1e+]", "this is not how JSON writes a number"), ("[^1e999]", "`1e999` is too large for a number"),
    ("[^NaN]", "expected a value"), ("[^'a']", "expected a value"), ("^// a\n1", "expected a value"),
    ("{^a: 1}", "expected a key in quotes or `}`"),
    ("[\"a^\n\"]", "a control character inside a string must be escaped"),
    ("[^\"a]", "this string is never closed"), (#"["é^\ud83d"]"#, "half of a surrogate pair stands alone"),
    (#"["^\ude00\ud83d"]"#, "half of a surrogate pair stands alone"),
    ("^\u{FEFF}1", "a byte-order mark stands before the value"),
  ]

  @Test(arguments: refused)
  func problems(_ marked: String, _ message: String) {
    let offset = marked.utf8.prefix { $0 != UInt8(ascii: "^") }.count
    let text = marked.replacing("^", with: "", maxReplacements: 1)
    #expect(parse(text) == .failure(JSONProblem(offset: offset, message: message)))
  }

  @Test func unknownEscapesAreRefused() {
    guard case .failure = parse(#"["\x"]"#) else { return #expect(Bool(false), "accepted") }
    guard case .failure = parse(#"["\u12g4"]"#) else { return #expect(Bool(false), "accepted") }
  }

  @Test func brokenUTF8IsFoundAtItsByte() {
    let bytes: [UInt8] = Array("[\"é".utf8) + [0xFF, 0x22, 0x5D]
    #expect(JSONReader.parse(bytes) == .failure(JSONProblem(offset: 4, message: "this byte is not UTF-8")))
  }

  @Test func keysThatDifferOnlyInComposedAccentsAreTheSame() {
    let result = parse("{\"e\u{301}\": 1, \"\u{E9}\": 2}")
    guard case .failure(let problem) = result else { return #expect(Bool(false), "accepted") }
    #expect(problem.message == "key `é` is written twice")
  }

  @Test func depthIsLimited() {
    let limit = JSONReader.depthLimit
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    guard case .success = parse(nested(limit)) else { return #expect(Bool(false), "refused at the limit") }
    let inner = String(repeating: "[", count: limit) + "1" + String(repeating: "]", count: limit)
    guard case .success = parse(inner) else { return #expect(Bool(false), "refused at the limit") }
    #expect(
      parse(nested(limit + 1)) == .failure(JSONProblem(offset: limit, message: "nested deeper than 256 levels")))
    guard case .failure = parse(nested(100_000)) else { return #expect(Bool(false), "accepted") }
  }

  /// Every proper prefix of an object is refused, with a place inside the text.
  @Test func truncatedTextsAreRefused() {
    let bytes = Array(#"{"a": [1, 2.5e3, "x😀\n"], "b": {"c": null, "d": true}}"#.utf8)
    for count in 0..<bytes.count {
      guard case .failure(let problem) = JSONReader.parse(Array(bytes[..<count])) else {
        return #expect(Bool(false), "accepted the first \(count) bytes")
      }
      #expect(0...count ~= problem.offset)
    }
  }
}
