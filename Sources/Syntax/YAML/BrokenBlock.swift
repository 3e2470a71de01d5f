import Diagnostics

/// The smallest block around a mistake that can be left out without making another one: a service, or else a key of
/// the top level.
struct BrokenBlock {
  var lines: Range<Int>
  /// The services that are left out.
  var services: [LineKey] = []
  /// The key of the top level that is left out.
  var topLevelKey: String?

  /// The block around a line.
  init(around line: Int, in source: SourceLines) {
    let top = Self.nearest(line, source) { $0.indentation(ofLine: $1) == 0 && $0.key(ofLine: $1) != nil }
    guard let top, let key = source.key(ofLine: top) else {
      lines = line..<line + 1
      return
    }
    let end = Self.end(after: max(top, line), source) {
      $0.indentation(ofLine: $1) == 0 && $0.key(ofLine: $1) != nil
    }
    lines = top..<end
    if key.name == "services", line > top, narrow(to: line, of: top, in: source) { return }
    topLevelKey = key.name
  }

  /// Narrows the block to the service that holds the line; false when none does.
  private mutating func narrow(to line: Int, of top: Int, in source: SourceLines) -> Bool {
    let depth = (top + 1..<lines.upperBound).lazy.compactMap { source.indentation(ofLine: $0) }.first { $0 > 0 }
    guard let depth else { return false }
    let isService = { (source: SourceLines, line: Int) in
      guard let indentation = source.indentation(ofLine: line) else { return false }
      return indentation <= depth && source.key(ofLine: line) != nil
    }
    guard let first = Self.nearest(line, source, isService), first > top, let key = source.key(ofLine: first) else {
      return false
    }
    lines = first..<Self.end(after: max(first, line), source, isService)
    services = [key]
    // A service whose name alone is out of line ends up in the block above; its name stays known as well.
    if line != first, let other = source.key(ofLine: line), other.colon + 1 == source.content(ofLine: line).upperBound,
      let inner = (first + 1..<line).lazy.compactMap({ source.indentation(ofLine: $0) }).first,
      let own = source.indentation(ofLine: line), own < inner
    {
      services.append(other)
    }
    return true
  }

  private static func nearest(
    _ line: Int, _ source: SourceLines, _ isStart: (SourceLines, Int) -> Bool
  ) -> Int? {
    stride(from: min(line, source.lineCount - 1), through: 0, by: -1).first { isStart(source, $0) }
  }

  private static func end(after line: Int, _ source: SourceLines, _ isStart: (SourceLines, Int) -> Bool) -> Int {
    var next = line + 1
    while next < source.lineCount, !isStart(source, next), !isTopLevel(next, source) { next += 1 }
    return min(next, source.lineCount)
  }

  private static func isTopLevel(_ line: Int, _ source: SourceLines) -> Bool {
    source.indentation(ofLine: line) == 0
      && (source.key(ofLine: line) != nil || source.has("---", at: source.start(ofLine: line)))
  }
}
