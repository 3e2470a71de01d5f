/// A regular expression that is matched in time linear in the text, whatever the pattern: user-supplied patterns must
/// not be able to hang the compiler, as they can with an engine that backtracks.
///
/// Understood: literals, `.`, classes, `\d \w \s` and their opposites, groups, `|`, `* + ? {n} {n,} {n,m}`, `^`, `$`.
package struct Pattern: Sendable {
  package let text: String
  private let program: [PatternInstruction]

  package static func parse(_ text: String) -> Result<Pattern, ValueProblem> {
    var parser = PatternParser(text)
    switch parser.parse() {
    case .success(let tree):
      var program: [PatternInstruction] = []
      guard compile(tree, into: &program) else {
        return .failure(problem(text, 0..<text.utf8.count, "it repeats too much"))
      }
      program.append(.match)
      return .success(Pattern(text: text, program: program))
    case .failure(let mistake):
      return .failure(problem(text, mistake.range, mistake.reason))
    }
  }

  private static func problem(_ text: String, _ range: Range<Int>, _ reason: String) -> ValueProblem {
    ValueProblem(
      .malformedValue, range.isEmpty ? 0..<text.utf8.count : range,
      "\(text.quotedForMessage) is not a pattern", label: reason)
  }

  /// The pattern describes the whole text.
  package func matches(_ text: String) -> Bool { run(text, isWhole: true) }

  /// The pattern describes some part of the text.
  package func isFound(in text: String) -> Bool { run(text, isWhole: false) }

  /// Where a text that does not match stops to be the beginning of one that does.
  /// - Returns: the number of the first character (Unicode scalar) that does not fit, from 1; one more than there are
  ///   where more must follow.
  package func firstMismatch(in text: String) -> Int {
    var current = PatternThreads(capacity: program.count)
    var next = PatternThreads(capacity: program.count)
    add(0, to: &current, isStart: true, isEnd: text.isEmpty)
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      next.removeAll()
      for thread in current.list {
        if case .set(let set) = program[thread], set.contains(scalar) {
          add(thread + 1, to: &next, isStart: false, isEnd: index + 1 == scalars.count)
        }
      }
      swap(&current, &next)
      if current.list.isEmpty { return index + 1 }
    }
    return scalars.count + 1
  }

  private func run(_ text: String, isWhole: Bool) -> Bool {
    var current = PatternThreads(capacity: program.count)
    var next = PatternThreads(capacity: program.count)
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    var isStart = true
    while true {
      let isEnd = index == scalars.endIndex
      if isStart || !isWhole { add(0, to: &current, isStart: isStart, isEnd: isEnd) }
      if current.hasMatch, isEnd || !isWhole { return true }
      guard !isEnd else { return false }
      let scalar = scalars[index]
      scalars.formIndex(after: &index)
      next.removeAll()
      for thread in current.list {
        if case .set(let set) = program[thread], set.contains(scalar) {
          add(thread + 1, to: &next, isStart: false, isEnd: index == scalars.endIndex)
        }
      }
      swap(&current, &next)
      isStart = false
      if isWhole, current.list.isEmpty { return false }
    }
  }

  private func add(_ start: Int, to threads: inout PatternThreads, isStart: Bool, isEnd: Bool) {
    var pending = [start]
    while let place = pending.popLast() {
      guard threads.insert(place) else { continue }
      switch program[place] {
      case .set: break
      case .match: threads.hasMatch = true
      case .jump(let target): pending.append(target)
      case .split(let first, let second): pending += [second, first]
      case .start: if isStart { pending.append(place + 1) }
      case .end: if isEnd { pending.append(place + 1) }
      }
    }
  }

  /// False when the program grows beyond what is sensible.
  private static func compile(_ tree: PatternTree, into program: inout [PatternInstruction]) -> Bool {
    guard program.count < 20_000 else { return false }
    switch tree {
    case .set(let set): program.append(.set(set))
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .sequence(let parts) where parts.isEmpty:
      // An instruction of its own, so that repeating nothing is bounded too.
      program.append(.jump(program.count + 1))
    case .sequence(let parts): return parts.allSatisfy { compile($0, into: &program) }
    case .alternatives(let first, let second):
      let split = program.count
      program.append(.jump(0))
      guard compile(first, into: &program) else { return false }
      let jump = program.count
      program.append(.jump(0))
      program[split] = .split(split + 1, program.count)
      guard compile(second, into: &program) else { return false }
      program[jump] = .jump(program.count)
    case .repeated(let inner, let low, let high):
      for _ in 0..<low where !compile(inner, into: &program) { return false }
      if let high {
        var splits: [Int] = []
        for _ in low..<high {
          splits.append(program.count)
          program.append(.jump(0))
          guard compile(inner, into: &program) else { return false }
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
      } else {
        let split = program.count
        program.append(.jump(0))
        guard compile(inner, into: &program) else { return false }
        program.append(.jump(split))
        program[split] = .split(split + 1, program.count)
      }
    }
    return true
  }
}

/// The instructions of a pattern's automaton.
private enum PatternInstruction: Sendable {
  case set(PatternSet)
  case split(Int, Int)
  case jump(Int)
  case start
  case end
  case match
}

/// The states that the automaton is in.
private struct PatternThreads {
  private(set) var list: [Int] = []
  private var isIn: [Bool]
  var hasMatch = false

  init(capacity: Int) { isIn = Array(repeating: false, count: capacity) }

  mutating func insert(_ place: Int) -> Bool {
    guard !isIn[place] else { return false }
    isIn[place] = true
    list.append(place)
    return true
  }

  mutating func removeAll() {
    for place in list { isIn[place] = false }
    list.removeAll(keepingCapacity: true)
    hasMatch = false
  }
}
