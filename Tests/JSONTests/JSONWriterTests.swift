import JSON
import Testing

@Suite struct JSONWriterTests {
  @Test func prettyIsLaidOutForPeople() {
    let value: JSONValue = [
      "deploy": ["drainingSeconds": 35, "command": ["alembic upgrade head"], "empty": [:], "none": [], "é": .null],
      "$schema": "https://example.com/schema.json", "build": ["patterns": [["a": 1], []], "ratio": .double(0.1)],
    ]
    let expected = """
      {
        "$schema": "https://example.com/schema.json",
        "build": {
          "patterns": [
            {
              "a": 1
            },
            []
          ],
          "ratio": 0.1
        },
        "deploy": {
          "command": ["alembic upgrade head"],
          "drainingSeconds": 35,
          "empty": {},
          "none": [],
          "é": null
        }
      }

      """
    #expect(JSONWriter.pretty(value) == expected)
  }

  @Test func listsThatAreTooWideTakeALinePerElement() {
    func list(_ width: Int) -> String {
      JSONWriter.pretty(["key": ["a", .string(String(repeating: "é", count: width))]])
    }
    // `  "key": ["a", "…"],` is 100 columns wide with 81 letters and the comma that might follow.
    #expect(list(81).split(separator: "\n").count == 3)
    #expect(list(82) == "{\n  \"key\": [\n    \"a\",\n    \"\(String(repeating: "é", count: 82))\"\n  ]\n}\n")
  }

  @Test func compactIsOneLine() {
    let value: JSONValue = ["b": [1, .double(2), [:], []], "a": ["x": "é\u{1}\"", "y": false]]
    #expect(JSONWriter.compact(value) == #"{"a":{"x":"é\u0001\"","y":false},"b":[1,2.0,{},[]]}"#)
    #expect(JSONWriter.compact(.null) == "null")
    #expect(JSONWriter.compact("") == "\"\"")
  }

  @Test func numbersReadBackExactly() {
    for number in [0.1, 1 / 3, 100_000, 1e21, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.5, 307.2] {
      let text = JSONWriter.compact(.double(number))
      #expect(JSONReader.parse(Array(text.utf8)) == .success(.double(number)), "\(text)")
    }
    #expect(JSONWriter.compact(.double(0.1)) == "0.1")
    #expect(JSONWriter.compact([.double(.nan), .double(.infinity)]) == "[null,null]")
  }

  @Test func generatedValuesSurviveTheRoundTrip() {
    var values = ValueGenerator(seed: 0x5EED)
    for _ in 0..<400 {
      let value = values.next(depth: 4)
      let (pretty, compact) = (JSONWriter.pretty(value), JSONWriter.compact(value))
      #expect(JSONReader.parse(Array(pretty.utf8)) == .success(value))
      #expect(JSONReader.parse(Array(compact.utf8)) == .success(value))
      #expect(!compact.utf8.contains(UInt8(ascii: "\n")))
      #expect(pretty.utf8.last == UInt8(ascii: "\n"))
    }
  }
}

/// Values from a seed (SplitMix64, Steele, Lea and Flood 2014).
private struct ValueGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func below(_ limit: Int) -> Int { Int(bits() % UInt64(limit)) }

  mutating func next(depth: Int) -> JSONValue {
    switch below(depth > 0 ? 8 : 6) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return .int(Int(truncatingIfNeeded: bits()) >> below(64))
    case 3:
      let number = Double(bitPattern: bits())
      return .double(number.isFinite ? number : 0.5)
    case 4, 5: return .string(text())
    case 6: return .array((0..<below(6)).map { _ in next(depth: depth - 1) })
    default:
      var members: [String: JSONValue] = [:]
      for _ in 0..<below(6) { members[text()] = next(depth: depth - 1) }
      return .object(members)
    }
  }

  private mutating func text() -> String {
    let scalars: [ClosedRange<UInt32>] = [0...0x7F, 0x20...0x7E, 0xA0...0x7FF, 0x2000...0x206F, 0x1F300...0x1F6FF]
    var text = ""
    for _ in 0..<below(12) {
      let range = scalars[below(scalars.count)]
      let value = range.lowerBound + UInt32(below(range.count))
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    return text
  }
}
