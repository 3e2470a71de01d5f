package import Diagnostics
import IR
import Model

/// The processes that a written command runs in one replica, as far as the command line says.
package struct StartedProcesses {
  /// A program of the command line that is known, and how many processes of it hold a pool.
  package struct Part {
    package let program: ServerProgram
    package let place: Span
    /// Its last word: arguments can be added after it.
    package let last: ShellWord
    package let count: ProcessCount
    let threads: ThreadCount
    /// The words that set the count, as they are written: `--concurrency=20`; nil: no word does.
    let words: ShellWord?
    /// What makes it a scheduler; nil: it is none.
    package let scheduler: Scheduler?
    /// The word that names the application it runs; nil: none does.
    package let application: ShellWord?
  }

  /// A scheduler of a command line.
  package struct Scheduler {
    /// Its name in findings: `celery beat`, `-B`.
    package let name: String
    /// The word that makes the program a scheduler.
    package let word: ShellWord
    /// Beside the work of a worker, not instead of it.
    package let isEmbedded: Bool
  }

  /// In the order of the line; those behind one that keeps running never start, and are not here.
  package let parts: [Part]
  /// How many there are at least.
  package let atLeast: Int
  /// Whether there may be more: a part takes the processors of the host, or what nothing here tells.
  package let isLowerBound: Bool

  /// Those of a line in another file, whose words have no spans.
  package static func parts(ofLine line: String) -> [Part] { parts(of: StartedPrograms(line: line)) }

  /// The programs of a command line that are known by name.
  static func parts(of line: StartedPrograms) -> [Part] {
    var parts: [Part] = []
    for invocation in line.invocations {
      let arguments = ProgramArguments(words: invocation.arguments, assignments: invocation.assignments)
      guard let program = ServerPrograms.all[invocation.program.text]?(arguments) else { continue }
      let count = program.processes(arguments)
      parts.append(
        .init(
          program: program, place: invocation.program.span, last: invocation.arguments.last ?? invocation.program,
          count: count, threads: program.threads(arguments),
          words: words(of: count, in: arguments), scheduler: scheduler(of: program, invocation, arguments),
          application: arguments.application(program.application)))
      // What comes behind a program that keeps running never starts.
      if !invocation.isInBackground { break }
    }
    return parts
  }

  /// `celery beat` is one, and `-B` starts one inside a worker (Celery's command-line reference).
  private static func scheduler(
    of program: ServerProgram, _ invocation: StartedPrograms.Invocation, _ arguments: ProgramArguments
  ) -> Scheduler? {
    let word = program.scheduler(arguments)
    if program.role == .scheduler {
      return Scheduler(name: program.name, word: word ?? invocation.program, isEmbedded: false)
    }
    return word.map { Scheduler(name: $0.text, word: $0, isEmbedded: true) }
  }

  private static func words(of count: ProcessCount, in arguments: ProgramArguments) -> ShellWord? {
    guard case .exact(_, let span?) = count, let index = arguments.words.firstIndex(where: { $0.span == span }) else {
      return nil
    }
    let word = arguments.words[index]
    guard !word.text.hasPrefix("-"), index > 0 else { return word }
    let option = arguments.words[index - 1]
    let isBeside = option.span.file == word.span.file && option.span.start < word.span.start
    let place = isBeside ? Span(file: span.file, start: Int(option.span.start), end: Int(word.span.end)) : word.span
    return ShellWord(option.text + " " + word.text, span: place)
  }

  /// The number of other processes for each of its processes that hold a pool while there is work.
  package var besides: Int { parts.map(\.program.besides).max() ?? 0 }

  /// What in the command determines the number of processes; nil: nothing.
  package var reason: String? {
    guard parts.count == 1 else { return nil }
    if let words = parts[0].words { return "`\(words.text)`" }
    return parts[0].program.besides > 0 ? "a job runs in a fork" : nil
  }

  /// The only number that is written in the line, and its place.
  package var written: (count: Int, span: Span)? {
    guard parts.count == 1, case .exact(let count, let span?) = parts[0].count else { return nil }
    return (count, span)
  }

  /// The same number with the option that it is the value of: `--workers 4`.
  package var writtenWords: (count: Int, span: Span)? {
    written.map { ($0.count, parts[0].words?.span ?? $0.span) }
  }
}

extension ServiceSymbol {
  /// What is written of its command, `entrypoint` and `start`; nil: the type or the image decides alone.
  package var writtenCommand: WrittenCommand? { WrittenCommand(declaration) }

  /// Whether that says which program runs: `start` does, and an `entrypoint` that starts a known program by itself. Other
  /// entrypoints, as `tini --`, run what the type or the image says.
  package var hasWrittenCommand: Bool { declaration.start != nil || !writtenParts.isEmpty }

  /// The known programs of its written command. Reading `declaration` records the dependency on the command; the parsed
  /// parts do not.
  private var writtenParts: [StartedProcesses.Part] {
    declaration.start == nil && declaration.entrypoint == nil ? [] : startedParts
  }

  /// What its written command runs; nil where there is none, or where no program of it is known.
  package var startedProcesses: StartedProcesses? {
    let parts = writtenParts
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

  /// The scheduler of its written command.
  package var scheduler: StartedProcesses.Scheduler? { writtenParts.lazy.compactMap(\.scheduler).first }

  /// The word of its written command that names a Python application: `main:app`, `shop` of `celery -A shop`.
  package var startedApplication: (word: ShellWord, role: ServerProgram.Role)? {
    guard let command = writtenCommand else { return nil }
    // Its modules are then in another directory.
    if command.words.words.contains(where: { $0.text == "cd" }) { return nil }
    let parts = writtenParts
    guard parts.count == 1, let word = parts[0].application else { return nil }
    return (word, parts[0].program.role)
  }

  /// The threads of each process that its written command runs; nil where `startedProcesses` is.
  package var startedThreads: ThreadCount? {
    guard let first = writtenParts.first else { return nil }
    return writtenParts.dropFirst().reduce(first.threads) { $0.plus($1.threads) }
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
