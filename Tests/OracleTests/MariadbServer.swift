import Foundation
import TestSupport

/// A throw-away MariaDB with a data directory of its own, on a socket and a port of this machine. What the official
/// image does at the first start, `prepare` does.
final class MariadbServer {
  static let rootPassword = "root's \"own\" \\ word"

  let folder: TemporaryFolder
  let port: Int
  private var isRunning = false

  var socket: String { folder.path("socket") }

  /// An empty data directory: made once, because copying is much faster.
  private static let template: Result<TemporaryFolder, any Error> = {
    // A global is never released, so its directory is removed when the tests end.
    atexit {
      if case .success(let folder) = MariadbServer.template { try? FileManager.default.removeItem(atPath: folder.path) }
    }
    return Result {
      let folder = try TemporaryFolder()
      let output = try run(
        "mariadb-install-db",
        [
          "--no-defaults", "--datadir=\(folder.path("data"))", "--skip-test-db",
          "--auth-root-authentication-method=normal",
        ] + account, limit: 120)
      guard output.status == 0 else { throw TestSupportError("mariadb-install-db: \(output.stdout)\(output.stderr)") }
      return folder
    }
  }()

  /// The server refuses to run as root unless it is told to.
  private static let account = getuid() == 0 ? ["--user=root"] : []

  init() throws {
    folder = try TemporaryFolder()
    port = try freePort()
    let copied = try run("cp", ["-a", try Self.template.get().path("data"), folder.path("data")])
    guard copied.status == 0 else { throw TestSupportError("cp: \(copied.stderr)") }
  }

  deinit { stop() }

  /// Starts the server with a file in place of its own configuration.
  /// - Parameter file: the text of an option file.
  func start(_ file: String = "[mysqld]\n", options: [String] = []) throws {
    let path = try folder.write(file, to: "infracc.cnf")
    // Of this machine: a port that is free, and files that the test may write.
    let words =
      ["--defaults-file=\(path)"] + options + [
        "--datadir=\(folder.path("data"))", "--socket=\(socket)", "--pid-file=\(folder.path("pid"))",
        "--log-error=\(folder.path("log"))", "--bind-address=127.0.0.1", "--port=\(port)",
        "--innodb-flush-method=fsync",
      ] + Self.account
    let quoted = words.map { "'" + $0.replacingOccurrences(of: "'", with: "'\\''") + "'" }.joined(separator: " ")
    let server = try Tools.path("mariadbd")
    let output = try run("/bin/sh", ["-c", "\(server) \(quoted) > /dev/null 2>&1 &"], limit: 30)
    guard output.status == 0 else { throw TestSupportError("mariadbd: \(output.stderr)") }
    isRunning = true
    for _ in 0..<600 {
      if try !client(["-e", "SELECT 1"], user: "nobody", password: "x").stderr.contains("Can't connect") { return }
      usleep(50_000)
    }
    throw TestSupportError("mariadbd does not answer: \((try? folder.text("log")) ?? "no log")")
  }

  /// The entrypoint of the official image: a database, a user with all rights in it, and a password for root.
  func prepare(database: String, user: String, password: String) throws {
    let root = Self.literal(Self.rootPassword)
    let pattern = database.replacingOccurrences(of: "_", with: "\\_")
    let output = try client(
      [
        "-e",
        """
        CREATE DATABASE `\(database)`; CREATE USER '\(user)'@'%' IDENTIFIED BY \(Self.literal(password));
        GRANT ALL ON `\(pattern)`.* TO '\(user)'@'%'; CREATE USER 'root'@'%' IDENTIFIED BY \(root);
        GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION; DROP USER IF EXISTS 'root'@'127.0.0.1', 'root'@'::1'; ALTER USER 'root'@'localhost' IDENTIFIED BY \(root);
        """,
      ], password: "")
    guard output.status == 0 else { throw TestSupportError("prepare: \(output.stderr)") }
  }

  private static func literal(_ text: String) -> String {
    "'" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "'", with: "\\'") + "'"
  }

  /// The client on the socket; without `user` and `password` as root.
  func client(
    _ arguments: [String], user: String = "root", password: String = MariadbServer.rootPassword, input: String = ""
  ) throws -> Output {
    try run(
      "mariadb",
      ["--no-defaults", "-S", socket, "-u", user, "-N", "-B", "--default-character-set=utf8mb4"] + arguments,
      input: input, environment: ["MYSQL_PWD": password], limit: 60)
  }

  /// What a query prints as root, without the last line break.
  func query(_ sql: String, database: String? = nil) throws -> String {
    let output = try client(["-e", sql] + (database.map { [$0] } ?? []))
    guard output.status == 0 else { throw TestSupportError("\(sql): \(output.stderr)") }
    return output.stdout.hasSuffix("\n") ? String(output.stdout.dropLast()) : output.stdout
  }

  /// Where programs that are given no socket look for the server.
  var place: [String: String] { ["MYSQL_UNIX_PORT": socket, "MYSQL_TCP_PORT": String(port)] }

  /// Ends the server by its own process id.
  func stop() {
    guard isRunning, let text = try? folder.text("pid"), let process = pid_t(text.filter(\.isNumber)), process > 1
    else { return }
    kill(process, SIGTERM)
    for _ in 0..<600 where kill(process, 0) == 0 { usleep(20_000) }
    isRunning = false
  }
}
