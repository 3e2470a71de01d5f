package import IR

/// How gunicorn's settings are spelled on its command line (gunicorn 27.0.1, `gunicorn.config.KNOWN_SETTINGS`; the
/// names have not changed since 20). Most are `--` and the name with hyphens; the table holds the others.
package enum GunicornFlags {
  /// Settings of a configuration file that no flag can set: hooks, and a few paths.
  package static let withoutFlag: Set<String> = [
    "child_exit", "default_proc_name", "logconfig_dict", "nworkers_changed", "on_exit", "on_reload", "on_starting",
    "post_fork", "post_request", "post_worker_init", "pre_exec", "pre_fork", "pre_request", "secure_scheme_headers",
    "ssl_context", "tmp_upload_dir", "when_ready", "worker_abort", "worker_exit", "worker_int", "wsgi_app",
  ]

  /// The words for one setting of `server.extra`. A switch is written when it is `true` and left out when it is
  /// `false`; `sendfile` is the other way round. Empty for what has no flag.
  package static func words(for setting: Recipe.Pair) -> [String] {
    if withoutFlag.contains(setting.name) { return [] }
    let flag = irregular[setting.name] ?? "--" + hyphenated(setting.name)
    switch setting.value {
    case "true": return setting.name == "sendfile" ? [] : [flag]
    case "false": return setting.name == "sendfile" ? [flag] : []
    default: return [flag, setting.value]
    }
  }

  private static func hyphenated(_ name: String) -> String {
    String(name.map { $0 == "_" ? "-" : $0 })
  }

  private static let irregular: [String: String] = [
    "access_log_format": "--access-logformat",
    "accesslog": "--access-logfile",
    "errorlog": "--error-logfile",
    "keepalive": "--keep-alive",
    "limit_request_field_size": "--limit-request-field_size",
    "logconfig": "--log-config",
    "logconfig_json": "--log-config-json",
    "loglevel": "--log-level",
    "pidfile": "--pid",
    "preload_app": "--preload",
    "proc_name": "--name",
    "proxy_allow_ips": "--proxy-allow-from",
    "raw_env": "--env",
    "raw_paste_global_conf": "--paste-global",
    "reload_extra_files": "--reload-extra-file",
    "sendfile": "--no-sendfile",
    "syslog": "--log-syslog",
    "syslog_addr": "--log-syslog-to",
    "syslog_facility": "--log-syslog-facility",
    "syslog_prefix": "--log-syslog-prefix",
    "uwsgi_allow_ips": "--uwsgi-allow-from",
  ]
}
