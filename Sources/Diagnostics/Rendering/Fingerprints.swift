/// Tells findings of two runs apart, without the lines that they stand in: lines above may come and go.
package struct Fingerprints {
  private var lines: SourceLines
  private let masking: Masking
  /// How often each was given: equal findings are numbered.
  private var counts: [UInt64: Int] = [:]

  /// - Parameter request: the findings of the run, whose masks hold for each of them.
  package init(_ request: RenderRequest) { self.init(request.sources, Masking(request)) }

  init(_ sources: SourceSet, _ masking: Masking) {
    lines = SourceLines(sources)
    self.masking = masking
  }

  /// Of the code, the place in the configuration and the text that the finding is about, as it is shown; of a secret the
  /// place alone counts. FNV-1a: it has to tell findings apart, not to keep a secret.
  package mutating func next(of diagnostic: Diagnostic) -> String {
    var text = ""
    let place = diagnostic.primary.span
    let isSecret = diagnostic.masked.contains { $0.file == place.file && $0.range.overlaps(place.range) }
    if !isSecret, let file = lines.file(of: diagnostic.primary.span) {
      let range = diagnostic.primary.span.range.clamped(to: 0..<file.bytes.count)
      text = masking.apply(to: String(decoding: file.bytes[range], as: UTF8.self))
    }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in [diagnostic.code, diagnostic.path, text].joined(separator: "\0").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    counts[hash, default: 0] += 1
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits + ":\(counts[hash] ?? 1)"
  }
}
