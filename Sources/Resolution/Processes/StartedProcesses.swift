package import Diagnostics
import Model

/// The processes that a written `start` runs in one replica, as far as the command line says.
package struct StartedProcesses {
  /// A program of the command line that is known, and how many processes of it hold a pool.
  package struct Part {
    package let program: ServerProgram
    package let place: Span
    package let count: ProcessCount
  }

  /// In the order of the line; those behind one that keeps running never start, and are not here.
  package let parts: [Part]
  /// How many there are at least.
  package let atLeast: Int
  /// Whether there may be more: a part takes the processors of the host, or what nothing here tells.
  package let isLowerBound: Bool

  /// The programs of a command line that are known by name.
  static func parts(of line: StartedPrograms) -> [Part] {
    var parts: [Part] = []
    for invocation in line.invocations {
      let arguments = ProgramArguments(words: invocation.arguments, assignments: invocation.assignments)
      guard let program = ServerPrograms.all[invocation.program.text]?(arguments) else { continue }
      parts.append(.init(program: program, place: invocation.program.span, count: program.processes(arguments)))
      // What comes behind a program that keeps running never starts.
      if !invocation.isInBackground { break }
    }
    return parts
  }

  /// The only number that is written in the line, and its place.
  package var written: (count: Int, span: Span)? {
    guard parts.count == 1, case .exact(let count, let span?) = parts[0].count else { return nil }
    return (count, span)
  }
}

extension ServiceSymbol {
  /// What its written `start` runs; nil where there is none, or where no program of it is known.
  package var startedProcesses: StartedProcesses? {
    // `declaration` keeps the record that the command was looked at, which the parsed parts do not.
    guard declaration.start != nil else { return nil }
    let parts = startedParts
    guard !parts.isEmpty else { return nil }
    var atLeast = 0
    var isLowerBound = false
    for part in parts {
      let (count, isExact) = number(part.count)
      atLeast += count
      isLowerBound = isLowerBound || !isExact
    }
    return StartedProcesses(parts: parts, atLeast: max(1, atLeast), isLowerBound: isLowerBound)
  }

  /// The number behind a count, and whether it can be no other.
  private func number(_ count: ProcessCount) -> (count: Int, isExact: Bool) {
    switch count {
    case .exact(let count, _): return (count, true)
    case .variable(CountedVariable.workers.name, let fallback, _):
      if case .count(let workers)? = declaration.workers?.value { return (workers, true) }
      if declaration.workers != nil { return (WorkerArithmetic.workers(of: self), true) }
      return self.count(.workers).map { ($0, true) } ?? (fallback ?? 1, !mayGetVariable(CountedVariable.workers.name))
    case .variable(let name, let fallback, _):
      if let written = literal(name).flatMap({ Int($0) }) { return (written, true) }
      return (fallback ?? 1, !mayGetVariable(name))
    case .hostCPUs:
      let cpu = declaration.resources?.value.cpu?.value ?? type.defaultCPUMilli
      let written = if case .count(let workers)? = declaration.workers?.value { workers } else { 1 }
      return (max(written, (cpu + 999) / 1000, 1), false)
    case .unknown: return (1, false)
    }
  }

  /// Whether something that is not known here decides a variable: an operator, a reference.
  private func mayGetVariable(_ name: String) -> Bool { variable(name) != nil && literal(name) == nil }
}
