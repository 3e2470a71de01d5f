import Glibc
import Output

/// This process's run, as far as a later one can be spared it: `build` and `check` that end well leave a record of what
/// they looked at and what they said, and the same command says it again as long as nothing has changed.
enum CurrentRun {
  /// A process runs one command, on one thread.
  private final class State {
    let started: Int64
    let key: [UInt8]?
    var inputs: [String] = []
    var presences: [(path: String, isThere: Bool)] = []
    var messages: [RunRecord.Message] = []
    var isRepeatable = true

    init() {
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      started = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
      key = CurrentRun.question()
    }
  }

  nonisolated(unsafe) private static let state = State()

  /// Says what the same command said before, if nothing has changed since; false leaves the work to be done.
  static func repeatAnswer() -> Bool {
    guard let key = state.key, let answer = store()?.answer(to: key) else { return false }
    for message in answer {
      if message.descriptor == 1 { Terminal.write(message.text) } else { Terminal.complain(message.text) }
    }
    return true
  }

  static func reads(_ path: String) { state.inputs.append(path) }

  /// Notes whether something is there, and gives that back.
  static func looks(for path: String, isThere: Bool) -> Bool {
    state.presences.append((path, isThere))
    return isThere
  }

  /// Nobody knows what the answer of this run depends on: it has asked a program that is not ours, or looked for one.
  static func asksOthers() { state.isRepeatable = false }

  static func says(_ text: String, to descriptor: Int32) {
    if state.key != nil, !text.isEmpty { state.messages.append(.init(descriptor: descriptor, text: text)) }
  }

  /// The run ended well and left everything as it was.
  /// - Parameter outputs: what was there and as it should be.
  static func endsWell(outputs: [RunRecord.Dependency] = []) {
    guard state.isRepeatable, let key = state.key, let store = store() else { return }
    let dependencies = state.inputs.map { RunRecord.Dependency(.input, $0) } + outputs
    let record = RunRecord(
      key: key, dependencies: dependencies, presences: state.presences, messages: state.messages,
      started: state.started)
    if let record { store.save(record) }
  }

  /// `XDG_CACHE_HOME`, else `~/.cache` (XDG Base Directory Specification 0.8).
  private static func store() -> RunRecordStore? {
    func folder(_ name: String) -> String? {
      guard let value = getenv(name), value.pointee == CChar(bitPattern: UInt8(ascii: "/")) else { return nil }
      return String(cString: value)
    }
    if let cache = folder("XDG_CACHE_HOME") { return RunRecordStore(folder: cache + "/infracc") }
    return folder("HOME").map { RunRecordStore(folder: $0 + "/.cache/infracc") }
  }

  /// Everything that an answer depends on beside files: the program itself, where it runs, its arguments, and what
  /// decides on colours. Nil where there is nothing to spare, or nothing to recognise the program by.
  private static func question() -> [UInt8]? {
    let arguments = CommandLine.arguments.dropFirst()
    guard let command = arguments.first, command == "build" || command == "check", !arguments.contains("-"),
      !arguments.contains("--no-cache")
    else { return nil }
    var program = stat()
    guard stat("/proc/self/exe", &program) == 0, let folder = getcwd(nil, 0) else { return nil }
    defer { free(folder) }
    var key: [UInt8] = []
    for number in [
      Int64(truncatingIfNeeded: program.st_dev), Int64(truncatingIfNeeded: program.st_ino), Int64(program.st_size),
      Int64(program.st_mtim.tv_sec), Int64(program.st_mtim.tv_nsec), Int64(isatty(2)),
    ] {
      withUnsafeBytes(of: number) { key += $0 }
    }
    func append(_ text: UnsafePointer<CChar>?) {
      if let text { key += UnsafeRawBufferPointer(start: text, count: strlen(text)) } else { key.append(1) }
      key.append(0)
    }
    append(folder)
    append(getenv("NO_COLOR"))
    append(getenv("TERM"))
    for argument in arguments { argument.withCString { append($0) } }
    return key
  }
}
