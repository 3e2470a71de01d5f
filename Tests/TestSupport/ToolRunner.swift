import Foundation

/// What a finished program left behind.
package struct Output: Sendable {
  /// The exit code; 128 + n when signal n ended the program, as a shell says it.
  package let status: Int32
  package let stdout: String
  package let stderr: String
}

/// Runs a program to its end. `executable` is a path, or a name that is looked up as `Tools.path` does.
///
/// The output goes to files, not pipes, so that a program that writes much to both never blocks. `environment` is laid
/// over that of the tests; `inheriting: false` gives the program nothing else. A program that takes longer than
/// `limit` seconds is killed with all that it started, and the call throws.
package func run(
  _ executable: String, _ arguments: [String] = [], input: String = "", environment: [String: String] = [:],
  inheriting: Bool = true, directory: String? = nil, limit: Double = 300
) throws -> Output {
  try runPaused(
    executable, arguments, pauses: 0, input: input, environment: environment, inheriting: inheriting,
    directory: directory, limit: limit
  ).output
}

/// The same for a program that is stopped and continued while it runs.
/// - Parameter pauses: how often at most; it may end before.
/// - Returns: what it left behind, and how often the system reported that it had stopped.
package func runPaused(
  _ executable: String, _ arguments: [String] = [], pauses: Int, input: String = "",
  environment: [String: String] = [:], inheriting: Bool = true, directory: String? = nil, limit: Double = 300
) throws -> (output: Output, stops: Int) {
  let program = executable.contains("/") ? executable : try Tools.path(executable)
  let folder = try TemporaryFolder()
  let stdin = try folder.write(input, to: "stdin")
  let (stdout, stderr) = (folder.path("stdout"), folder.path("stderr"))

  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, stdin, O_RDONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 1, stdout, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  posix_spawn_file_actions_addopen(&actions, 2, stderr, O_WRONLY | O_CREAT | O_TRUNC, 0o600)

  // A group of its own: what runs too long is ended together with its children. And signals as a shell would give
  // them: the runner of the tests ignores some, and a server that inherited that could not be stopped.
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

  let inherited = inheriting ? ProcessInfo.processInfo.environment : [:]
  let variables = inherited.merging(environment) { _, new in new }
  // A shell changes the folder: glibc hides `posix_spawn_file_actions_addchdir_np` from Swift.
  let enter = directory.map { ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", $0] } ?? []
  let words = enter + [program] + arguments
  var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
  var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
  defer { for text in argv + envp { free(text) } }

  var process: pid_t = 0
  let code = posix_spawn(&process, words[0], &actions, &attributes, &argv, &envp)
  guard code == 0 else {
    throw TestSupportError("cannot start \(program): \(String(cString: strerror(code)))")
  }
  var left = pauses
  guard let status = wait(for: process, limit: limit, pauses: &left) else {
    throw TestSupportError("\(program) \(arguments.joined(separator: " ")) took more than \(limit) s")
  }
  return (Output(status: status, stdout: try bytes(of: stdout), stderr: try bytes(of: stderr)), pauses - left)
}

/// The exit code of a process, nil when it had to be killed.
/// - Parameter pauses: how often it is stopped and continued; what is left of them when it ends.
private func wait(for process: pid_t, limit: Double, pauses: inout Int) -> Int32? {
  let start = ContinuousClock.now
  var pause: UInt32 = 200
  var state: Int32 = 0
  while true {
    if pauses > 0 { kill(process, SIGSTOP) }
    switch waitpid(process, &state, pauses > 0 ? WUNTRACED : WNOHANG) {
    case process where state & 0xff == 0x7f:
      pauses -= 1
      usleep(1_000)
      kill(process, SIGCONT)
    case process:
      let signal = state & 0x7f
      return signal == 0 ? (state >> 8) & 0xff : 128 + signal
    case -1 where errno != EINTR:
      return nil
    default:
      break
    }
    if ContinuousClock.now - start > .seconds(limit) {
      kill(-process, SIGKILL)
      waitpid(process, &state, 0)
      return nil
    }
    usleep(pause)
    pause = min(pause * 2, 10_000)
  }
}

private func bytes(of path: String) throws -> String {
  String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
}

/// A port that nothing listens on at this moment.
package func freePort() throws -> Int {
  let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(socket) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
      bind(socket, generic, size) == 0 && getsockname(socket, generic, &size) == 0
    }
  }
  guard isBound else { throw TestSupportError("no free port") }
  return Int(UInt16(bigEndian: address.sin_port))
}

/// The real programs that read what infracc writes. A missing one fails the test: an oracle that is skipped proves
/// nothing.
package enum Tools {
  /// Where `.ci/setup --tests` installs; the variable INFRACC_TOOLS names another folder.
  package static var folder: String {
    ProcessInfo.processInfo.environment["INFRACC_TOOLS"] ?? Repository.path(".build/tools")
  }

  /// The absolute path of a program: of the tools' virtual environment, of PgBouncer's and promtool's folders first, then
  /// of PATH, then of the folder that Debian keeps out of PATH for PostgreSQL's server programs.
  package static func path(_ name: String) throws -> String {
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let folders =
      ["\(folder)/venv/bin", "\(folder)/pgbouncer", "\(folder)/promtool"]
      + search.split(separator: ":").map(String.init)
    for folder in folders + ["/usr/lib/postgresql/15/bin", "/usr/sbin", "/sbin"] {
      let candidate = "\(folder)/\(name)"
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    throw TestSupportError("`\(name)` is missing; `.ci/setup --tests` installs it")
  }

  /// The absolute path of a program among the servers that tests start, which have a virtual environment of their own.
  package static func server(_ name: String) throws -> String {
    let candidate = "\(folder)/servers/bin/\(name)"
    if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    throw TestSupportError("`\(name)` is missing; `.ci/setup --tests` installs it")
  }

  /// A folder inside a Python package of the tools' virtual environment, where packages that carry binaries keep them;
  /// for example `Tools.packageFolder("compose")`.
  package static func packageFolder(_ name: String) throws -> String {
    let libraries = "\(folder)/venv/lib"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? []
    for version in versions.sorted() {
      let candidate = "\(libraries)/\(version)/site-packages/\(name)"
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
    }
    throw TestSupportError("the Python package `\(name)` is missing; `.ci/setup --tests` installs it")
  }
}
