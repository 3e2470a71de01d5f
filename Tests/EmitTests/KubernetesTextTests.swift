import Emit
import TestSupport
import Testing

/// What a container gets is the text that was meant, whatever it holds of Kubernetes' own syntax.
struct KubernetesTextTests {
  /// Kubernetes' expansion (third_party/forked/golang/expansion/expand.go, 1.36.2), byte for byte.
  /// - Parameter splits: as up to 1.35.0, where a byte behind a `$` becomes a character of its own (issue 136323).
  private static func expand(_ text: String, _ values: [String: String], splits: Bool = false) -> String {
    let input = Array(text.utf8)
    var result: [UInt8] = []
    var checkpoint = 0
    var cursor = 0
    while cursor < input.count {
      defer { cursor += 1 }
      guard input[cursor] == UInt8(ascii: "$"), cursor + 1 < input.count else { continue }
      result += input[checkpoint..<cursor]
      let rest = input[(cursor + 1)...]
      let advance: Int
      switch rest.first {
      case UInt8(ascii: "$"):
        result.append(UInt8(ascii: "$"))
        advance = 1
      case UInt8(ascii: "("):
        if let end = rest.firstIndex(of: UInt8(ascii: ")")) {
          let name = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
          result += Array((values[name] ?? "$(\(name))").utf8)
          advance = end - rest.startIndex + 1
        } else {
          result += Array("$(".utf8)
          advance = 1
        }
      case let byte?:
        result.append(UInt8(ascii: "$"))
        if splits { result += Array(String(Unicode.Scalar(byte)).utf8) } else { result.append(byte) }
        advance = 1
      case nil: advance = 0
      }
      cursor += advance
      checkpoint = cursor + 1
    }
    if checkpoint < input.count { result += input[checkpoint...] }
    return String(decoding: result, as: UTF8.self)
  }

  /// In a manifest, and in the container.
  private static let table = [
    ("cost: $5", "cost: $5"), ("a$b", "a$b"), ("$$(PORT)", "$(PORT)"), ("$(PORT)", "80"), ("pa$$$word", "pa$$word"),
    ("US$$$(PORT)", "US$80"), ("$(OTHER)", "$(OTHER)"), ("$(", "$("), ("$", "$"), ("$$", "$"), ("$$$", "$$"),
  ]

  @Test("the copy of the expansion does what Kubernetes does", arguments: table)
  func copy(manifest: String, container: String) {
    #expect(Self.expand(manifest, ["PORT": "80"]) == container)
  }

  private static let pieces = [
    "$", "$", "$$", "(", ")", "A", "B", "(A)", "(B)", " ", "5", "é", "漢", "x\ny", "\\", "\"", "$(A)", "{A}", "",
  ]

  @Test("100,000 texts arrive as they were meant, in old and in new versions")
  func texts() {
    var random = SystemSeed(7)
    let values = ["A": "va$(B)lue", "B": "$$"]
    for _ in 0..<100_000 {
      var written = ""
      var meant = ""
      for _ in 0..<(1 + random.below(6)) {
        if random.below(4) == 0 {
          let name = random.below(2) == 0 ? "A" : "B"
          written += "$(\(name))"
          meant += values[name]!
        } else {
          let text = (0..<random.below(5)).map { _ in Self.pieces[random.below(Self.pieces.count)] }.joined()
          written += KubernetesText.escaped(text)
          meant += text
        }
      }
      let arrived = [false, true].map { Self.expand(written, values, splits: $0) }
      guard arrived == [meant, meant] else {
        Issue.record("\(meant) is written as \(written) and arrives as \(arrived)")
        return
      }
    }
  }

  @Test("nothing is escaped without need")
  func plain() {
    for text in ["", "cost: $5", "a$b", "plain (text)", "$HOME/bin"] { #expect(KubernetesText.escaped(text) == text) }
  }
}

/// The same numbers in every run (SplitMix64, public domain, Sebastiano Vigna 2015).
private struct SystemSeed {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
