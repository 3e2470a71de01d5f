package import Diagnostics
import Syntax

/// An env file of an operator, with everything taken out of it that may be secret: what is shown of it cannot tell more.
package struct EnvFile {
  /// A name with its value.
  struct Entry {
    let name: String
    let value: String
    /// Where the name stands, in what is shown.
    let nameSpan: Span
    /// Where the value stands, in what is shown.
    let span: Span
    let isFilledIn: Bool
    /// Whether the value goes over several lines.
    let hasLineBreak: Bool
  }

  /// The largest file that is read, in bytes.
  package static let mostBytes = 1 << 20
  /// The largest value, in bytes.
  package static let mostBytesOfValue = 64 << 10

  /// As the user named it.
  package let path: String
  /// In order; of a name that is there twice, both.
  let entries: [Entry]
  let problems: [(kind: EnvFileText.Problem.Kind, span: Span, name: String?)]
  /// The beginning, where a finding about the whole file points.
  let start: Span
  /// The permissions; nil for what is no file.
  let permissions: UInt32?
  /// Whether git keeps it.
  let isTracked: Bool

  /// - Parameters:
  ///   - path: as the user named it.
  ///   - bytes: what it holds.
  ///   - permissions: its mode; nil for a pipe.
  ///   - isTracked: whether git keeps it.
  ///   - sources: gets the file without what may be secret.
  package init(path: String, bytes: [UInt8], permissions: UInt32?, isTracked: Bool, in sources: inout SourceSet) {
    self.path = path
    self.permissions = permissions
    self.isTracked = isTracked
    let contents = EnvFileText.read(bytes)
    let redaction = Redaction(bytes, contents)
    let file = sources.add(path: path, bytes: redaction.bytes).id
    start = .startOfFile(file)
    entries = contents.entries.map { entry in
      Entry(
        name: entry.name, value: entry.value, nameSpan: redaction.span(of: entry.place, in: file),
        span: redaction.span(of: entry.written, in: file), isFilledIn: entry.isFilledIn,
        hasLineBreak: entry.value.utf8.contains(UInt8(ascii: "\n")))
    }
    problems = contents.problems.map { ($0.kind, redaction.span(of: $0.place, in: file), $0.name) }
  }

  /// The values by name; of a name that is there twice the last, as Compose takes it.
  package var values: [String: String] { Dictionary(entries.map { ($0.name, $0.value) }) { _, last in last } }
}

/// A text in which values, comments and whatever cannot be read are replaced, line by line.
private struct Redaction {
  private(set) var bytes: [UInt8] = []
  /// What was replaced: where it stood, where the mark stands, and how much longer the text before the next place is.
  /// In order, apart from each other.
  private var replaced: [(old: Range<Int>, new: Range<Int>, shift: Int)] = []

  /// Always as long, so that it does not tell how long a value is.
  private static let mark = Array("••••".utf8)

  init(_ text: [UInt8], _ contents: EnvFileText.Contents) {
    let hidden = contents.entries.map(\.written) + contents.comments + contents.problems.map(\.place)
    var position = 0
    for range in hidden.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      // A value with a problem in it was replaced already.
      guard range.lowerBound >= position else { continue }
      bytes += text[position..<range.lowerBound]
      let start = bytes.count
      bytes += Self.mark
      let end = bytes.count
      // The lines below keep their numbers.
      bytes += text[range].filter { $0 == UInt8(ascii: "\n") }
      position = range.upperBound
      replaced.append((range, start..<end, bytes.count - position))
    }
    bytes += text[position...]
  }

  /// Where what stood at a place is now.
  func span(of place: Range<Int>, in file: FileID) -> Span {
    // The last one that begins at the place or before it.
    var low = 0
    var high = replaced.count
    while low < high {
      let middle = (low + high) / 2
      if replaced[middle].old.lowerBound <= place.lowerBound { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return Span(file: file, start: place.lowerBound, end: place.upperBound) }
    let last = replaced[low - 1]
    if place.lowerBound < last.old.upperBound, !place.isEmpty {
      return Span(file: file, start: last.new.lowerBound, end: last.new.upperBound)
    }
    return Span(file: file, start: place.lowerBound + last.shift, end: place.upperBound + last.shift)
  }
}
