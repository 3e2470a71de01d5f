import IR

/// The settings of a PostgreSQL as CloudNativePG takes them: parameters as texts, and libraries as a list.
struct KubernetesPostgresSettings {
  private let settings: [Setting]

  init(_ store: Store) { settings = store.settings }

  /// Name, value and reason of each, without what the operator decides on.
  var parameters: [(name: String, value: String, note: String)] {
    var result = settings.compactMap { setting -> (name: String, value: String, note: String)? in
      guard isTaken(setting) else { return nil }
      return (setting.name, PostgresText.plain(setting.value), setting.reason)
    }
    // A parameter of theirs is what makes the operator load these libraries.
    let statements = "pg_stat_statements"
    if preloaded.contains(statements), !result.contains(where: { $0.name.hasPrefix(statements + ".") }) {
      result.append((statements + ".max", "5000", "its default: one of its parameters makes the operator load it"))
    }
    return result
  }

  /// The libraries that the operator loads only where it is told to.
  var libraries: [String] { preloaded.filter { !Self.managed.contains($0) } }

  /// The written settings that the operator decides on, the list of libraries aside.
  var refused: [String] {
    settings.filter { $0.isDeclared && !isTaken($0) && $0.name != Self.list }.map(\.name)
  }

  private func isTaken(_ setting: Setting) -> Bool {
    let isWithoutEffect = !setting.isDeclared && Self.ofTextLogs.contains(setting.name)
    return !setting.isFileOnly && !isWithoutEffect && !Self.fixed.contains(setting.name.lowercased())
      && PostgresText.isParameterName(setting.name) && !PostgresText.plain(setting.value).hasByte(0)
  }

  private static let list = "shared_preload_libraries"

  private var preloaded: [String] {
    guard let setting = settings.first(where: { $0.name == Self.list }) else { return [] }
    return PostgresText.plain(setting.value).split(separator: ",").map { name in
      String(name.drop { $0 == " " }).split(separator: " ").first.map(String.init) ?? ""
    }
    .filter { !$0.isEmpty }
  }

  /// The server writes its log as CSV there, which has no prefix.
  private static let ofTextLogs: Set<String> = ["log_line_prefix"]

  /// Libraries that the operator loads as soon as one of their parameters is set (`ManagedExtensions` of its
  /// pkg/postgres/configuration.go, release 1.30.0, commit a95a534d of 2026-08-21).
  private static let managed: Set<String> = ["auto_explain", "pg_failover_slots", "pg_stat_statements", "pgaudit"]

  /// What the operator sets itself or refuses (`FixedConfigurationParameters` of the same file).
  private static let fixed: Set<String> = [
    "allow_system_table_mods", "archive_cleanup_command", "archive_command", "archive_mode", "bonjour",
    "bonjour_name", "cluster_name", "config_file", "data_directory", "data_sync_retry", "event_source",
    "external_pid_file", "hba_file", "hot_standby", "ident_file", "jit_provider", "listen_addresses",
    "log_destination", "log_directory", "log_file_mode", "log_filename", "log_rotation_age", "log_rotation_size",
    "log_truncate_on_rotation", "logging_collector", "pg_failover_slots.primary_dsn",
    "pg_failover_slots.standby_slot_names", "port", "primary_conninfo", "primary_slot_name", "promote_trigger_file",
    "recovery_end_command", "recovery_min_apply_delay", "recovery_target", "recovery_target_action",
    "recovery_target_inclusive", "recovery_target_lsn", "recovery_target_name", "recovery_target_time",
    "recovery_target_timeline", "recovery_target_xid", "restart_after_crash", "restore_command",
    "shared_preload_libraries", "ssl", "ssl_ca_file", "ssl_cert_file", "ssl_crl_file", "ssl_dh_params_file",
    "ssl_key_file", "ssl_passphrase_command", "ssl_passphrase_command_supports_reload", "ssl_prefer_server_ciphers",
    "stats_temp_directory", "synchronized_standby_slots", "synchronous_standby_names", "syslog_facility",
    "syslog_ident", "syslog_sequence_numbers", "syslog_split_messages", "temp_tablespaces", "unix_socket_directories",
    "unix_socket_group", "unix_socket_permissions",
  ]
}
