import Diagnostics
import Testing

@Suite struct MaskingTests {
  private let secret = "sk_live_51HxPlanted漢Value"

  /// The planted value stands in the source, and carelessly in every text of the finding.
  private func careless(_ sample: Sample) -> Diagnostic {
    finding("E0501", sample.span(2, secret), "found `\(secret)`", label: "this is \(secret)") {
      $0.masked = [sample.span(2, secret)]
      $0.secondary = [Diagnostic.Label(sample.span(1, "services"), "has \(secret)!")]
      $0.notes = ["note \(secret)\(secret)"]
      $0.help = ["help \(secret)"]
      $0.fixes = [FixIt("fix \(secret)", .display, [FixIt.Edit(sample.span(2, secret), "x\(secret)")])]
    }
  }

  @Test(arguments: Renderers.all.map { $0.name })
  func noFormatPrintsThePlantedValue(_ format: String) throws {
    let sample = Sample("t.yaml", text: "services:\nKEY: \(secret) # \(secret)\n")
    // The second finding shows the same line and masks nothing itself.
    let other = finding("W0602", sample.span(2, "KEY"), "another finding")
    let request = RenderRequest([careless(sample), other], sources: sample.sources)
    var masked = sample.span(2, secret)
    masked = Span(file: masked.file, start: Int(masked.end) + 3, end: Int(masked.end) + 3 + secret.utf8.count)
    var all = request
    all.diagnostics[0].masked.append(masked)
    let report = try #require(Renderers.named(format)).render(all)
    #expect(!report.contains("sk_live"))
    #expect(!report.contains("Planted"))
    #expect(!report.contains("Value"))
    #expect(report.contains("sk_l•"))
  }

  /// A fix that would have to be told in part is not told at all: applied, it would do harm.
  @Test(arguments: ["json", "jsonl", "sarif"])
  func fixesWithSecretsAreLeftOut(_ format: String) throws {
    let sample = Sample("t.yaml", text: "services:\nKEY: \(secret)\n")
    let diagnostic = finding("E0105", sample.span(2, secret), "quote it") {
      $0.masked = [sample.span(2, secret)]
      $0.fixes = [
        FixIt("quote the value", .safe, [FixIt.Edit(sample.span(2, secret), "\"\(secret)\"")]),
        FixIt("delete it", .safe, [FixIt.Edit(sample.span(2, secret), "")]),
      ]
    }
    let report = try #require(Renderers.named(format)).render(
      RenderRequest([diagnostic], sources: sample.sources))
    #expect(!report.contains("quote the value"))
    #expect(report.contains("delete it"))
  }

  /// Secrets in what nothing could read are found in the text itself.
  @Test(arguments: Renderers.all.map { $0.name })
  func secretsOfUnreadTextsAreHidden(_ format: String) throws {
    let sample = Sample("t.yaml", text: "KEY: \"\(secret)\nservices:\n")
    var request = RenderRequest(
      [finding("E0103", sample.span(1, "\""), "`\(secret)` is never closed")], sources: sample.sources)
    request.secrets = { bytes in
      let value = Array("sk_live_51HxPlanted漢Value".utf8)
      return bytes.indices.filter { bytes[$0...].starts(with: value) }.map { $0..<$0 + value.count }
    }
    let report = try #require(Renderers.named(format)).render(request)
    #expect(!report.contains("Planted"))
    #expect(report.contains("sk_l•"))
  }

  @Test func theSnippetKeepsItsWidth() {
    let sample = Sample("t.yaml", text: "services:\nKEY: \(secret) # \(secret)\n")
    let report = sample.render(
      finding("E0501", sample.span(2, secret), label: "secret") { $0.masked = [sample.span(2, secret)] })
    let bullets = String(repeating: "•", count: DisplayText.width(of: secret) - 4)
    let carets = String(repeating: "^", count: DisplayText.width(of: secret))
    #expect(report.contains("2 | KEY: sk_l\(bullets) # "))
    #expect(report.contains("  |      \(carets) secret\n"))
  }

  @Test func shortValuesAreHiddenAltogether() {
    let sample = Sample("t.yaml", text: "KEY: hunter2\n")
    let report = sample.render(finding("E0501", sample.span(1, "KEY")) { $0.masked = [sample.span(1, "hunter2")] })
    #expect(report.contains("1 | KEY: •••••••\n"))
  }

  /// `pass` and `password` as passwords make the words of a finding no less readable.
  @Test(arguments: ["pass", "password", "correcthorsebattery"])
  func wordsAreNoPartsOfSentences(_ word: String) {
    let sample = Sample("t.yaml", text: "A: amqp://u:\(word)@b/\n")
    let said = "`A` is no password but `\(word)`, `a \(word)` and `db.\(word)`"
    let diagnostic = finding("W0506", sample.span(1, word), said) { $0.masked = [sample.span(1, word)] }
    let report = SnippetRenderer.render(RenderRequest([diagnostic], sources: sample.sources))
    let dots = String(repeating: "•", count: word.utf8.count)
    #expect(report.contains("`A` is no password but `\(dots)`, `a \(dots)` and `db.\(word)`"), "\(report)")
    #expect(report.contains("A: amqp://u:\(dots)@b/"))
  }

  @Test func shortValuesAreNoPartsOfWords() {
    let sample = Sample("t.yaml", text: "A: amqp://u:pa55@b/\n")
    let diagnostic = finding("W0506", sample.span(1, "pa55"), "`A` holds a password: pa55, (pa55) bypa55") {
      $0.masked = [sample.span(1, "pa55")]
    }
    let report = SnippetRenderer.render(RenderRequest([diagnostic], sources: sample.sources))
    #expect(report.contains("`A` holds a password: ••••, (••••) bypa55"), "\(report)")
  }

  @Test func blocksOfSeveralLinesAreHiddenOnEachOfThem() {
    let sample = Sample("t.yaml", text: "KEY: |\n  -----BEGIN\n  abcdefgh\nz: 1\n")
    let report = sample.render(
      finding("E0501", sample.span(3, "abcdefgh")) { $0.masked = [sample.span(2, "-----BEGIN\n  abcdefgh")] })
    #expect(!report.contains("abcd"))
  }

  @Test func placesOutsideOfTheTextDoNoHarm() {
    let sample = Sample("t.yaml", text: "a")
    let report = sample.render(
      finding("E0501", sample.span(1, "a")) { $0.masked = [.nowhere, sample.span(from: 5, to: 90)] })
    #expect(report.contains("1 | a\n"))
  }
}
