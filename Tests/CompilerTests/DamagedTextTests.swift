import Compiler
import Diagnostics
import Foundation
import JSON
import TestSupport
import Testing

/// Texts that are cut off or damaged anywhere: whatever is found can be shown in every format, fixed and refused.
@Suite struct DamagedTextTests {
  /// Each text cut at some offsets, and with some bytes changed.
  private static let texts: [[UInt8]] = {
    var random = Random(seed: 7)
    var texts: [[UInt8]] = [[], [0xEF, 0xBB, 0xBF], Array("a".utf8), Array("\n\n".utf8)]
    for path in Examples.paths
      + ["neg", "broken", "t_map", "seed1-as-written"].map({ "Tests/Fixtures/topologies/\($0).yaml" })
    {
      let bytes = Array(((try? Repository.text(path)) ?? "").utf8)
      for _ in 0..<12 { texts.append(Array(bytes.prefix(random.below(bytes.count)))) }
      for _ in 0..<12 {
        var damaged = bytes
        for _ in 0..<3 {
          damaged[random.below(bytes.count)] = random.one(of: Array("\"'{}[]:#\t\n$<>-&*|\u{1}".utf8))
        }
        texts.append(damaged)
      }
    }
    return texts
  }()

  @Test func everyPlaceLiesInItsFile() {
    for bytes in Self.texts {
      for finding in Compilation.run(path: "t.yaml", bytes: bytes).diagnostics {
        let spans = [finding.primary.span] + finding.secondary.map(\.span) + finding.fixes.flatMap(\.edits).map(\.span)
        for span in spans where span.file.index >= 0 {
          #expect(span.file.index == 0 && span.range.upperBound <= bytes.count, "\(finding.code): \(finding.message)")
          // No place begins or ends inside a character.
          for offset in [span.range.lowerBound, span.range.upperBound] where offset < bytes.count {
            #expect(bytes[offset] & 0xC0 != 0x80 || !Self.isText(bytes), "\(finding.code): \(finding.message)")
          }
        }
      }
    }
  }

  private static func isText(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

  @Test(arguments: Renderers.all.map { $0.name })
  func everyFormatShowsWhatIsFound(format: String) throws {
    let renderer = try #require(Renderers.named(format))
    for bytes in Self.texts {
      let compilation = Compilation.run(path: "t.yaml", bytes: bytes)
      let found = compilation.diagnostics
      let report = renderer.render(RenderRequest(found, sources: compilation.sources))
      #expect(renderer.render(RenderRequest(found, sources: compilation.sources)) == report)
      for code in Set(found.map(\.code)) { #expect(report.contains(code)) }
      if format == "json" || format == "sarif" {
        guard case .success = JSONReader.parse(Array(report.utf8)) else {
          #expect(Bool(false), "no JSON: \(report)")
          continue
        }
      }
    }
  }

  @Test(arguments: [false, true])
  func fixingMakesNothingWorse(allowsUnsafe: Bool) {
    for bytes in Self.texts {
      let result = Fixer.run(path: "t.yaml", bytes: bytes, allowsUnsafe: allowsUnsafe)
      func syntaxErrors(_ found: [Diagnostic]) -> Int { found.count { $0.code.hasPrefix("E01") } }
      #expect(syntaxErrors(result.remaining) <= syntaxErrors(result.original))
      #expect(result.applied.isEmpty == (result.bytes == bytes))
    }
  }

  @Test func formattingChangesNothingThatIsSaid() {
    for bytes in Self.texts {
      guard case .formatted(let once) = TopologyFormatter.format(path: "t.yaml", bytes: bytes) else { continue }
      guard case .formatted(let twice) = TopologyFormatter.format(path: "t.yaml", bytes: once) else {
        #expect(Bool(false), "its own result is refused: \(String(decoding: once, as: UTF8.self))")
        continue
      }
      #expect(once == twice, "\(String(decoding: bytes, as: UTF8.self))")
    }
  }
}
