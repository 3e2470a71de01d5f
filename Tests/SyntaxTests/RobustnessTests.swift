import Diagnostics
import Syntax
import Testing

/// Whatever the bytes, reading ends, with a finding or a tree, and no place lies outside of the file.
@Suite(.timeLimit(.minutes(5))) struct RobustnessTests {
  static let fixtures = ["t_map.yaml", "broken.yaml", "minimal.yaml"]

  private func check(_ bytes: [UInt8], _ what: String) {
    let parsed = parse(bytes)
    #expect(parsed.tree.root != nil || !parsed.findings.isEmpty, "\(what)")
    for finding in parsed.findings {
      let spans = [finding.primary.span] + finding.secondary.map(\.span) + finding.fixes.flatMap(\.edits).map(\.span)
      for span in spans { #expect(span.start >= 0 && Int(span.end) <= bytes.count, "\(what) \(finding)") }
      let place = finding.primary.span
      #expect(!place.isEmpty || Int(place.end) == bytes.count || place.start == 0, "\(what) \(finding)")
      #expect(finding.message.unicodeScalars.count <= 90, "\(what) \(finding.message)")
    }
    for node in parsed.nodes {
      #expect(node.span.start >= 0 && Int(node.span.end) <= bytes.count, "\(what)")
      let length = node.text.utf8.count
      let whole = node.span(of: 0..<length)
      #expect(Int(whole.end) <= bytes.count, "\(what)")
    }
  }

  @Test(arguments: fixtures) func truncatedAnywhere(name: String) throws {
    let bytes = try fixture(name)
    for length in 0...bytes.count { check(Array(bytes.prefix(length)), "first \(length) bytes") }
  }

  @Test(arguments: fixtures) func withOneByteChangedAnywhere(name: String) throws {
    let bytes = try fixture(name)
    for offset in bytes.indices {
      for byte in [
        0x00, 0x09, 0x0A, 0x20, 0x22, 0x27, 0x23, 0x2A, 0x3A, 0x5B, 0x7B, 0x7D, 0x80, 0xFF, bytes[offset] ^ 1,
      ] {
        var changed = bytes
        changed[offset] = byte
        check(changed, "\(byte) at \(offset)")
      }
    }
  }

  @Test(arguments: fixtures) func withOneByteLeftOutAnywhere(name: String) throws {
    let bytes = try fixture(name)
    for offset in bytes.indices {
      var changed = bytes
      changed.remove(at: offset)
      check(changed, "without \(offset)")
    }
  }

  @Test func withLineBreaksOfWindows() throws {
    for name in Self.fixtures {
      let bytes = try fixture(name)
      let windows = bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
      check(windows, name)
      #expect(parse(windows).codes == parse(bytes).codes)
    }
  }
}
