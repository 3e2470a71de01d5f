import Diagnostics
import Model
import Probes
import Resolution

/// Turns spans into places of files, as remarks name them.
final class PlaceFinder {
  private let repository: RepositoryReader
  /// Offsets of line breaks, by file.
  private var breaks: [FileID: [Int]] = [:]

  init(_ repository: RepositoryReader) { self.repository = repository }

  func place(_ span: Span) -> DraftPlace {
    let file = repository.sources[span.file]
    let offsets =
      breaks[span.file]
      ?? file.bytes.indices.filter { file.bytes[$0] == 0x0A }
    breaks[span.file] = offsets
    var (low, high) = (0, offsets.count)
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle] < Int(span.start) { low = middle + 1 } else { high = middle }
    }
    return DraftPlace(file.path, low + 1)
  }

  /// How many lines of a comment are worth a place in the topology.
  private static let mostLines = 4

  /// The comment that stands directly above the line of a place; empty: there is none, or what it holds is no prose.
  func comments(above span: Span) -> [String] {
    let bytes = repository.sources[span.file].bytes
    var lines: [String] = []
    var end = bytes[..<min(Int(span.start), bytes.count)].lastIndex(of: 0x0A)
    while let last = end {
      let start = bytes[..<last].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      let text = bytes[start..<last].drop { $0 == 0x20 || $0 == 0x09 }
      guard text.first == UInt8(ascii: "#") else { break }
      lines.insert(String(decoding: text.drop { $0 == UInt8(ascii: "#") || $0 == 0x20 }, as: UTF8.self), at: 0)
      end = start == 0 ? nil : start - 1
      if lines.count > Self.mostLines { return [] }
    }
    return lines.allSatisfy(Self.isProse) ? lines : []
  }

  /// Whether a comment is a sentence, and neither a ruler nor a key that is switched off.
  private static func isProse(_ text: String) -> Bool {
    text.contains { $0.isLetter } && !text.hasPrefix("- ") && !text.hasSuffix(":") && !text.contains(": ")
      && !text.contains("=") && !text.hasPrefix("---") && SecretRecognizer.matches(in: text).isEmpty
  }
}
