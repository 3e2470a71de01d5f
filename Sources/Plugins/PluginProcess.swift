import CSpawn
package import Emit
import Glibc

/// Runs a plug-in: a program that may be slow, talkative or broken, and gets nothing that it does not need.
package struct PluginProcess {
  package struct Limits: Sendable {
    package var seconds = 30.0
    /// Bytes of standard output.
    package var output = 64 << 20

    package init() {}
  }

  /// What is kept of standard error: its end says why it failed.
  private static let mostComplaints = 2_000
  private static let mostLines = 20

  private let limits: Limits
  private let environment: [String]

  /// - Parameter environment: `NAME=value`, of which a plug-in sees a few.
  package init(limits: Limits = Limits(), environment: [String] = Self.ownEnvironment) {
    self.limits = limits
    self.environment = environment
  }

  package static var ownEnvironment: [String] {
    var result: [String] = []
    var entry = environ
    while let text = entry.pointee {
      result.append(String(cString: text))
      entry += 1
    }
    return result
  }

  /// - Parameter program: an absolute path.
  package func run(_ program: String, _ argument: String, input: [UInt8]) -> PluginHost.Answer {
    run(program, [argument], input: input, in: nil)
  }

  /// Any program, with what it may see.
  /// - Parameters:
  ///   - folder: where it starts; nil: an empty directory of its own, which is removed afterwards.
  ///   - more: `NAME=value`, beside those that a plug-in sees.
  func run(
    _ program: String, _ arguments: [String], input: [UInt8] = [], in folder: String?, more: [String] = []
  ) -> PluginHost.Answer {
    var hold = SignalHold()
    defer { hold.release() }
    return call(program, arguments, input: input, in: folder, more)
  }

  private func call(
    _ program: String, _ arguments: [String], input: [UInt8], in place: String?, _ more: [String]
  ) -> PluginHost.Answer {
    guard let folder = ScratchFolder() else { return Self.unstarted("no temporary folder: ", errno) }
    let input = folder.file(input)
    guard input >= 0 else { return Self.unstarted("no temporary file: ", errno) }
    defer { close(input) }
    guard let output = PipeReader(limit: limits.output) else { return Self.unstarted("", errno) }
    guard let complaints = PipeReader(keepingLast: Self.mostComplaints) else { return Self.unstarted("", errno) }
    var process: pid_t = 0
    let failure = spawn(
      program, arguments, place ?? folder.path, visible(folder.path) + more,
      (input, output.writer, complaints.writer), &process)
    output.closeWriter()
    complaints.closeWriter()
    if failure != 0 { return Self.unstarted("", failure) }
    var wait = ProcessWait(process, seconds: limits.seconds)
    let ending = wait.run(output, complaints)
    let said = Self.readable(complaints.bytes)
    switch ending {
    case .ended(0): return .init(output: output.bytes, said: said)
    case .ended(let status): return .init(said: said, failure: "ended with status \(status)")
    case .killed(let signal): return .init(said: said, failure: "was ended by signal \(signal)")
    case .tooSlow: return .init(said: said, failure: "was stopped after \(Self.seconds(limits.seconds))")
    case .interrupted: return .init(said: said, failure: "was stopped by a signal to infracc")
    case .tooMuch: return .init(said: said, failure: "was stopped, it wrote more than \(limits.output >> 20) MiB")
    }
  }

  /// 0, or why it could not be started.
  private func spawn(
    _ program: String, _ arguments: [String], _ folder: String, _ environment: [String],
    _ files: (Int32, Int32, Int32), _ process: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, files.0, 0)
    posix_spawn_file_actions_adddup2(&actions, files.1, 1)
    posix_spawn_file_actions_adddup2(&actions, files.2, 2)
    // What our own caller left open is none of its business.
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    posix_spawn_file_actions_addchdir_np(&actions, folder)
    // A group of its own is ended as a whole; signals are as a shell gives them.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    return posix_spawn(&process, program, &actions, &attributes, &argv, &envp)
  }

  /// Where programs are and which language is spoken. No home: interpreters find that of the user by themselves, and
  /// what lies there must not decide what is generated.
  private func visible(_ folder: String) -> [String] {
    environment.filter { $0.hasPrefix("PATH=") || $0.hasPrefix("LANG=") || $0.hasPrefix("LC_") } + ["TMPDIR=\(folder)"]
  }

  private static func unstarted(_ what: String, _ number: Int32) -> PluginHost.Answer {
    let reason = String(cString: strerror(number))
    return .init(failure: "could not be started: \(what)\(reason.prefix(1).lowercased())\(reason.dropFirst())")
  }

  private static func seconds(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
  }

  /// The last lines, indented below the words that announce them.
  private static func readable(_ bytes: [UInt8]) -> String {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(mostLines)
    return lines.map { "  " + $0 }.joined(separator: "\n")
  }
}
