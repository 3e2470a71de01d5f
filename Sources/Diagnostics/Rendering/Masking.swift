/// Hides what is secret in everything that is printed: in source lines by place, in the texts of findings by value.
package struct Masking {
  /// How many characters stay readable, enough to tell `sk_live_` from `whsec_`.
  private static let readable = 4
  /// Shorter values are passwords rather than keys, and would be told in part by that; all of them is hidden.
  private static let shortestReadable = 20
  /// Shorter values may be parts of words.
  private static let shortestApart = 8
  /// Still shorter ones are hidden where they stand, but not searched for in texts: they would be found in words.
  private static let shortestSearched = 4
  static let mark: Unicode.Scalar = "•"

  /// Sorted, and apart from each other.
  private var hidden: [FileID: [Range<Int>]] = [:]
  private var values: [(secret: String, masked: String)] = []
  /// The indices of `values` by the first bytes of the secret.
  private var byBeginning: [UInt32: [Int]] = [:]

  /// Masks of all findings hold for each of them: two findings may show the same line.
  package init(_ request: RenderRequest) {
    let sources = request.sources
    var known: Set<String> = []
    if !request.diagnostics.isEmpty {
      for file in sources.files {
        let spans = request.secrets(file.bytes).map { Span(file: file.id, start: $0.lowerBound, end: $0.upperBound) }
        add(spans, sources, &known)
      }
    }
    // Mostly all findings of a run have the same masks.
    var previous: [Span] = []
    for diagnostic in request.diagnostics where diagnostic.masked != previous {
      previous = diagnostic.masked
      add(previous, sources, &known)
    }
    // A value that contains another one is hidden first, or its rest would stay readable.
    values.sort { ($1.secret.utf8.count, $0.secret) < ($0.secret.utf8.count, $1.secret) }
    for (index, value) in values.enumerated() {
      if let beginning = Self.beginning(value.secret.utf8[...]) { byBeginning[beginning, default: []].append(index) }
    }
    hidden = hidden.mapValues(Self.united)
  }

  private mutating func add(_ spans: [Span], _ sources: SourceSet, _ known: inout Set<String>) {
    for span in spans {
      guard sources.files.indices.contains(Int(span.file.index)) else { continue }
      let bytes = sources[span.file].bytes
      let range = span.range.clamped(to: 0..<bytes.count)
      guard !range.isEmpty else { continue }
      let secret = String(decoding: bytes[range], as: UTF8.self)
      let start = range.lowerBound + Self.readablePrefix(of: secret).utf8.count
      hidden[span.file, default: []].append(start..<range.upperBound)
      if secret.unicodeScalars.count >= Self.shortestSearched, known.insert(secret).inserted {
        values.append((secret, Self.masked(secret)))
      }
    }
  }

  private static func united(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  /// The first bytes as a number: as many as the shortest value that is searched for has.
  private static func beginning(_ bytes: some Collection<UInt8>) -> UInt32? {
    var number: UInt32 = 0
    var count = 0
    for byte in bytes.prefix(shortestSearched) {
      number = number << 8 | UInt32(byte)
      count += 1
    }
    return count == shortestSearched ? number : nil
  }

  /// Whether the byte of a source text must not be shown.
  func hides(_ offset: Int, in file: FileID) -> Bool {
    guard let ranges = hidden[file] else { return false }
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(offset)
  }

  /// Whether a fix can be told to a program: none of its texts is secret. With a part made unreadable it would do harm.
  func allows(_ fix: FixIt) -> Bool {
    values.isEmpty || fix.edits.allSatisfy { apply(to: $0.replacement) == $0.replacement }
  }

  /// `text` with every masked value in it made unreadable.
  package func apply(to text: String) -> String {
    if values.isEmpty { return text }
    // Most texts hold none of them, and there may be thousands of both.
    var candidates: Set<Int> = []
    var window: UInt32 = 0
    for (index, byte) in text.utf8.enumerated() {
      window = window << 8 | UInt32(byte)
      if index + 1 >= Self.shortestSearched, let found = byBeginning[window] { candidates.formUnion(found) }
    }
    return candidates.sorted().reduce(text) { Self.replace(values[$1].secret, by: values[$1].masked, in: $0) }
  }

  private static func readablePrefix(of secret: String) -> String {
    let scalars = secret.unicodeScalars
    return scalars.count < shortestReadable ? "" : String(String.UnicodeScalarView(scalars.prefix(readable)))
  }

  private static func masked(_ secret: String) -> String {
    let prefix = readablePrefix(of: secret)
    var result = prefix
    for scalar in secret.unicodeScalars.dropFirst(prefix.unicodeScalars.count) {
      for _ in 0..<DisplayText.width(of: scalar) { result.unicodeScalars.append(mark) }
    }
    return result
  }

  /// A secret that is a word, such as `pass` or `password`, is also a word of sentences, of names and of other words:
  /// there it does not stand. It stands between backticks, where findings repeat the text of the topology, and neither at
  /// the beginning nor at the end of a name.
  private static func stands(_ secret: [UInt8], at position: Int, in text: [UInt8], isQuoted: Bool) -> Bool {
    let isLetter = { (byte: UInt8) in (97...122).contains(byte | 0x20) }
    let isWord = { (byte: UInt8) in isLetter(byte) || (48...57).contains(byte) }
    let isAllLetters = secret.allSatisfy(isLetter)
    guard isAllLetters || secret.count < shortestApart && secret.allSatisfy(isWord) else { return true }
    let isPart = { (byte: UInt8) in isWord(byte) || isAllLetters && "_.-".utf8.contains(byte) }
    let end = position + secret.count
    return (isQuoted || !isAllLetters) && !(position > 0 && isPart(text[position - 1]))
      && !(end < text.count && isPart(text[end]))
  }

  private static func replace(_ secret: String, by masked: String, in text: String) -> String {
    let (secret, text) = (Array(secret.utf8), Array(text.utf8))
    guard text.count >= secret.count else { return String(decoding: text, as: UTF8.self) }
    var result: [UInt8] = []
    var position = 0
    var isQuoted = false
    while position < text.count {
      if text[position] == UInt8(ascii: "`") { isQuoted.toggle() }
      if text[position] == secret[0], text[position...].starts(with: secret),
        stands(secret, at: position, in: text, isQuoted: isQuoted)
      {
        result += masked.utf8
        position += secret.count
      } else {
        result.append(text[position])
        position += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
