import IR

/// One MySQL or MariaDB, as its files are made of it.
struct MysqlServer {
  let program: Program
  let service: Service
  let store: Store

  /// The prefix of the image's variables.
  var prefix: String { store.flavor.uppercased() }

  /// Settings whose name and value an option file can hold.
  private var settings: [(setting: Setting, value: String)] {
    store.settings.compactMap { setting in
      guard MysqlText.isName(setting.name) else { return nil }
      return MysqlText.configuration(setting.value).map { (setting, $0) }
    }
  }

  /// Settings that no option file can hold.
  var unwritable: [Setting] {
    store.settings.filter { !MysqlText.isName($0.name) || MysqlText.configuration($0.value) == nil }
  }

  /// infracc.cnf.
  /// - Parameter hasComments: false for the statements alone.
  func configuration(hasComments: Bool = true) -> KeyValueDocument {
    var document = KeyValueDocument(.equals, hasComments: hasComments)
    document.comment("\(store.titleWithVersion) in a container with \(service.resources.summary).")
    document.comment("The image reads it after its own files, so that every line below wins. A change needs a restart.")
    document.emptyLine()
    document.group("mysqld")
    if let port = store.ownPort(service.port) { document.entry("port", String(port), remark: "declared") }
    for group in Setting.Group.allCases {
      let members = settings.filter { $0.setting.group == group }
      guard !members.isEmpty else { continue }
      document.section(group.title)
      if group == .connections {
        document.comments(program.connectionBudget(of: service.name)?.commentLines ?? [])
      }
      if group == .memory { document.comments(program.memoryBudget(of: service.name)?.commentLines ?? []) }
      for (setting, value) in members { document.entry(setting.name, value, remark: setting.reason) }
    }
    return document
  }
}

extension MysqlServer: StoreConfiguration {
  /// All of them: the servers read an option file when they start, and never again.
  package var configurationLines: ConfigurationLines {
    ConfigurationLines(configuration(hasComments: false)) { _ in false }
  }

  package var application: SettingsApplication? { nil }

  /// The client creates what is missing, and sets passwords and rights again.
  package var databaseMaker: SettingsApplication? {
    guard !store.databases.isEmpty else { return nil }
    var environment = [Store.Variable(prefix + "_HOST", .output(service: service.name, name: "unpooled_host"))]
    if let port = store.ownPort(service.port) {
      environment.append(Store.Variable(prefix + "_PORT", .literal(String(port))))
    }
    environment.append(
      Store.Variable("MYSQL_PWD", .secret(id: "\(service.name)/root_password"), note: "makes databases and users"))
    environment += store.databases.map { Store.Variable($0.variable, .secret(id: $0.secretID)) }
    return SettingsApplication(
      command: ["/bin/sh", (store.container.configurationPath ?? "") + "/databases.sh"], environment: environment)
  }

  /// The image's entrypoint with the same settings as arguments. Nil where one cannot be written in one line.
  package func startWords(volume: String?) -> [String]? {
    guard unwritable.isEmpty, store.settings.allSatisfy({ Self.fitsOneLine($0) }) else { return nil }
    let server = store.flavor == MysqlEmitter.name ? "mysqld" : store.flavor + "d"
    var words = ["docker-entrypoint.sh", server]
    // A ready-made database of a platform listens at the usual port, whatever the topology declares for containers.
    if store.managed == nil, let port = store.ownPort(service.port) { words.append("--port=\(port)") }
    return words + store.settings.map(MysqlText.argument)
  }

  private static func fitsOneLine(_ setting: Setting) -> Bool {
    !MysqlText.plain(setting.value).hasByte { $0 == 0 || $0 == 0x0A || $0 == 0x0D }
  }
}
