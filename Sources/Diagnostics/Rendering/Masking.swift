/// Hides what is secret in everything that is printed: in source lines by place, in the texts of findings by value.
struct Masking {
  /// How many characters stay readable, enough to tell `sk_live_` from `whsec_`.
  private static let readable = 4
  /// Shorter values would be half told by that; all of them is hidden.
  private static let shortest = 8
  /// Still shorter ones are hidden where they stand, but not searched for in texts: they would be found in words.
  private static let shortestSearched = 4
  static let mark: Unicode.Scalar = "•"

  private var hidden: [FileID: [Range<Int>]] = [:]
  private var values: [(secret: String, masked: String)] = []

  /// Masks of all findings hold for each of them: two findings may show the same line.
  init(_ diagnostics: [Diagnostic], _ sources: SourceSet) {
    var known: Set<String> = []
    for span in diagnostics.lazy.flatMap(\.masked) {
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
    // A value that contains another one is hidden first, or its rest would stay readable.
    values.sort { ($1.secret.utf8.count, $0.secret) < ($0.secret.utf8.count, $1.secret) }
  }

  /// Whether the byte of a source text must not be shown.
  func hides(_ offset: Int, in file: FileID) -> Bool {
    guard let ranges = hidden[file] else { return false }
    return ranges.contains { $0.contains(offset) }
  }

  /// `text` with every masked value in it made unreadable.
  func apply(to text: String) -> String {
    values.isEmpty
      ? text
      : values.reduce(text) { Self.replace($1.secret, by: $1.masked, in: $0) }
  }

  private static func readablePrefix(of secret: String) -> String {
    let scalars = secret.unicodeScalars
    return scalars.count < shortest ? "" : String(String.UnicodeScalarView(scalars.prefix(readable)))
  }

  private static func masked(_ secret: String) -> String {
    let prefix = readablePrefix(of: secret)
    var result = prefix
    for scalar in secret.unicodeScalars.dropFirst(prefix.unicodeScalars.count) {
      for _ in 0..<DisplayText.width(of: scalar) { result.unicodeScalars.append(mark) }
    }
    return result
  }

  private static func replace(_ secret: String, by masked: String, in text: String) -> String {
    let (secret, text) = (Array(secret.utf8), Array(text.utf8))
    guard text.count >= secret.count else { return String(decoding: text, as: UTF8.self) }
    var result: [UInt8] = []
    var position = 0
    while position < text.count {
      if text[position] == secret[0], text[position...].starts(with: secret) {
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
