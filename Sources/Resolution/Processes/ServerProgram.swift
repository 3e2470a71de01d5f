import Diagnostics

/// A program that runs an application's processes: what its command line says about how many there are.
package struct ServerProgram: Sendable {
  package enum Role: Sendable, Equatable {
    /// Answers requests.
    case server
    /// Takes jobs from a queue.
    case consumer
    /// Gives jobs out by the clock.
    case scheduler
    /// Starts other programs, whatever its configuration names.
    case supervisor
  }

  /// As it is called in findings.
  package let name: String
  package let role: Role
  /// The processes of one replica that hold a pool of connections each.
  let processes: @Sendable (ProgramArguments) -> ProcessCount
  /// How the number of processes is given to it: `--workers`; nil where it always runs one.
  package let flag: String?
  /// The threads of each of these processes.
  let threads: @Sendable (ProgramArguments) -> ThreadCount
  /// Processes beside them that hold a pool of their own while there is work: the one that rq forks for each job.
  let besides: Int
  /// The word that makes it, or one of its processes, a scheduler.
  let scheduler: @Sendable (ProgramArguments) -> ShellWord?
  /// How its arguments name the Python application that it runs.
  let application: ApplicationArgument

  /// Where the application is named among the arguments of a program.
  enum ApplicationArgument {
    /// Nowhere, or not as a module of Python.
    case none
    /// The first plain word: `main:app`.
    case operand
    /// After a flag, as for Celery.
    case flag(String, String)
  }

  init(
    _ name: String, _ role: Role, flag: String? = nil, besides: Int = 0, application: ApplicationArgument = .none,
    scheduler: @escaping @Sendable (ProgramArguments) -> ShellWord? = { _ in nil },
    threads: @escaping @Sendable (ProgramArguments) -> ThreadCount = { _ in .exact(1) },
    processes: @escaping @Sendable (ProgramArguments) -> ProcessCount
  ) {
    self.name = name
    self.role = role
    self.flag = flag
    self.besides = besides
    self.application = application
    self.scheduler = scheduler
    self.threads = threads
    self.processes = processes
  }

  /// One process, whatever is written.
  init(
    single name: String, _ role: Role, besides: Int = 0, application: ApplicationArgument = .none,
    threads: @escaping @Sendable (ProgramArguments) -> ThreadCount = { _ in .exact(1) }
  ) {
    self.init(name, role, besides: besides, application: application, threads: threads) { _ in .exact(1, nil) }
  }
}

/// The arguments of a program, and the variables that its command line sets.
struct ProgramArguments {
  let words: [ShellWord]
  let assignments: [String: ShellWord]

  /// The value of the last of these flags that is there: `-w 4`, `-w4`, `--workers 4`, `--workers=4`.
  func value(_ flags: String...) -> ShellWord? {
    var found: ShellWord?
    for (index, word) in words.enumerated() {
      for flag in flags {
        if word.text == flag {
          if index + 1 < words.count { found = words[index + 1] }
        } else if word.text.hasPrefix(flag + "=") {
          found = ShellWord(String(word.text.dropFirst(flag.count + 1)), span: word.span)
        } else if !flag.hasPrefix("--"), word.text.hasPrefix(flag), word.text.count > flag.count {
          found = ShellWord(String(word.text.dropFirst(flag.count)), span: word.span)
        }
      }
    }
    return found
  }

  /// The word that names the application; nil: none does, or imports begin in another directory.
  func application(_ argument: ServerProgram.ApplicationArgument) -> ShellWord? {
    if has("--app-dir", "--chdir", "--pythonpath", "--workdir", "--working-directory") { return nil }
    switch argument {
    case .none: return nil
    case .flag(let short, let long): return value(short, long)
    case .operand:
      // After a flag without `=` a word may be its value.
      let index = words.indices.first { index in
        let word = words[index].text
        let isBehindFlag = index > 0 && words[index - 1].text.hasPrefix("-") && !words[index - 1].text.contains("=")
        return !word.hasPrefix("-") && !isBehindFlag
      }
      return index.map { words[$0] }
    }
  }

  func has(_ flags: String...) -> Bool {
    words.contains { word in flags.contains { word.text == $0 || word.text.hasPrefix($0 + "=") } }
  }

  /// The words that are no flags; a value of a flag is among them.
  var operands: [String] { words.map(\.text).filter { !$0.hasPrefix("-") } }

  /// The flag's value, else that of a variable, which the line itself may set.
  func count(_ flag: ShellWord?, orVariable name: String, else fallback: Int) -> ProcessCount {
    if let flag { return ProcessCount(flag) }
    if let word = assignments[name] { return ProcessCount(word) }
    return .variable(name, fallback: fallback, nil)
  }
}

/// Every program that is known by name. What it does was seen by starting it on a machine with two processors and
/// counting its processes (2026-11-28): uvicorn 0.54.0, gunicorn 27.0.1, hypercorn 0.18.0, granian 2.8.9, celery 5.7.0,
/// dramatiq 2.2.1, rq 3.0.0.
enum ServerPrograms {
  static let all: [String: @Sendable (ProgramArguments) -> ServerProgram?] = {
    var all: [String: @Sendable (ProgramArguments) -> ServerProgram?] = [:]
    for (names, program) in PythonServers.all + TaskQueues.all + OtherServers.all {
      for name in names { all[name] = program }
    }
    return all
  }()
}
