/// The difference between two texts in the unified format of `diff -u`.
package enum UnifiedDiff {
  private static let context = 3
  /// Above this many changes the rest counts as replaced as a whole: the table grows with the square of them.
  private static let mostChanges = 1000

  /// Empty for equal texts.
  package static func text(_ old: String, _ new: String, oldName: String, newName: String) -> String {
    let a = lines(old)
    let b = lines(new)
    let script = changes(a, b)
    guard script.contains(where: { $0.kind != .same }) else { return "" }
    return "--- \(oldName)\n+++ \(newName)\n" + hunks(script, a, b)
  }

  /// The lines that two texts have in common, by the shortest script: for each line of the old one its number in the new
  /// one, from 0. Nil: it is gone or another one.
  package static func common(_ old: String, _ new: String) -> [Int?] {
    let (a, b) = (lines(old), lines(new))
    var result: [Int?] = Array(repeating: nil, count: a.count)
    for change in changes(a, b) where change.kind == .same { result[change.old] = change.new }
    return result
  }

  private enum Kind: Character {
    case same = " "
    case removed = "-"
    case added = "+"
  }

  /// One line of the script, with how many lines of either text precede it.
  private struct Change {
    let kind: Kind
    let old: Int
    let new: Int
  }

  /// Lines with their breaks, so that a missing one at the end shows.
  private static func lines(_ text: String) -> [Substring.UTF8View.SubSequence] {
    var result: [Substring.UTF8View.SubSequence] = []
    var rest = text.utf8[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { rest.index(after: $0) } ?? rest.endIndex
      result.append(rest[..<end])
      rest = rest[end...]
    }
    return result
  }

  private typealias Line = Substring.UTF8View.SubSequence

  private static func changes(_ a: [Line], _ b: [Line]) -> [Change] {
    var front = 0
    while front < min(a.count, b.count), a[front].elementsEqual(b[front]) { front += 1 }
    var back = 0
    while back < min(a.count, b.count) - front, a[a.count - 1 - back].elementsEqual(b[b.count - 1 - back]) { back += 1 }
    var script = (0..<front).map { Change(kind: .same, old: $0, new: $0) }
    script += middle(a, b, front..<a.count - back, front..<b.count - back)
    script += (0..<back).map { Change(kind: .same, old: a.count - back + $0, new: b.count - back + $0) }
    return script
  }

  /// The shortest script (Myers, "An O(ND) difference algorithm", 1986): the furthest points of all paths with d changes
  /// are kept for each d, and the path is walked back.
  private static func middle(_ a: [Line], _ b: [Line], _ x: Range<Int>, _ y: Range<Int>) -> [Change] {
    let (n, m) = (x.count, y.count)
    var furthest = [0: 0]
    furthest[1] = 0
    var history: [[Int: Int]] = []
    search: for d in 0...max(n + m, 0) {
      if d > mostChanges { return replaced(x, y) }
      history.append(furthest)
      for k in stride(from: -d, through: d, by: 2) {
        let goesDown = k == -d || (k != d && (furthest[k - 1] ?? -1) < (furthest[k + 1] ?? -1))
        var i = goesDown ? furthest[k + 1] ?? 0 : (furthest[k - 1] ?? 0) + 1
        while i < n, i - k < m, i - k >= 0, a[x.lowerBound + i].elementsEqual(b[y.lowerBound + i - k]) { i += 1 }
        furthest[k] = i
        if i >= n, i - k >= m { break search }
      }
    }
    var script: [Change] = []
    var (i, j) = (n, m)
    for d in stride(from: history.count - 1, through: 0, by: -1) {
      let known = history[d]
      let k = i - j
      let goesDown = k == -d || (k != d && (known[k - 1] ?? -1) < (known[k + 1] ?? -1))
      let before = goesDown ? k + 1 : k - 1
      let oldI = d == 0 ? 0 : known[before] ?? 0
      let oldJ = d == 0 ? 0 : oldI - before
      while i > oldI, j > oldJ {
        (i, j) = (i - 1, j - 1)
        script.append(Change(kind: .same, old: x.lowerBound + i, new: y.lowerBound + j))
      }
      if d == 0 { break }
      script.append(
        Change(kind: goesDown ? .added : .removed, old: x.lowerBound + oldI, new: y.lowerBound + oldJ))
      (i, j) = (oldI, oldJ)
    }
    return script.reversed()
  }

  private static func replaced(_ x: Range<Int>, _ y: Range<Int>) -> [Change] {
    x.map { Change(kind: .removed, old: $0, new: y.lowerBound) }
      + y.map { Change(kind: .added, old: x.upperBound, new: $0) }
  }

  private static func hunks(_ script: [Change], _ a: [Line], _ b: [Line]) -> String {
    var text = ""
    var position = 0
    while let first = script[position...].firstIndex(where: { $0.kind != .same }) {
      let start = max(position, first - context)
      var end = first + 1
      while let next = script[end...].firstIndex(where: { $0.kind != .same }), next - end <= 2 * context {
        end = next + 1
      }
      end = min(script.count, end + context)
      let part = script[start..<end]
      let old = part.count { $0.kind != .added }
      let new = part.count { $0.kind != .removed }
      text += "@@ -\(place(script[start].old, old)) +\(place(script[start].new, new)) @@\n"
      for change in part {
        let line = change.kind == .added ? b[change.new] : a[change.old]
        text += String(change.kind.rawValue) + String(Substring(line))
        if line.last != UInt8(ascii: "\n") { text += "\n\\ No newline at end of file\n" }
      }
      position = end
      if position >= script.count { break }
    }
    return text
  }

  private static func place(_ start: Int, _ count: Int) -> String {
    let first = count == 0 ? start : start + 1
    return count == 1 ? "\(first)" : "\(first),\(count)"
  }
}
