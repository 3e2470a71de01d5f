import IR

extension RailwayDatabase {
  /// The official image, with the variables of Railway's template (facts of 2026-08) and a user of its own for the
  /// services, which the image creates from `MYSQL_USER` and `MYSQL_PASSWORD` at the first start.
  static let mysql = RailwayDatabase(
    managed: Store.Managed("mysql"), function: "mysql", output: "MYSQL_URL", image: { "mysql:\($0)" },
    mountPath: "/var/lib/mysql", isAlwaysKept: true,
    passwords: { $0.user == nil ? ["MYSQL_ROOT_PASSWORD"] : ["MYSQL_ROOT_PASSWORD", "MYSQL_PASSWORD"] },
    variables: { store in
      let own = store.user.map { " MYSQL_USER=\($0)" } ?? ""
      let password = store.user == nil ? "MYSQL_ROOT_PASSWORD" : "MYSQL_PASSWORD"
      return [
        "MYSQL_DATABASE=\(store.database ?? "railway")\(own) MYSQLPORT=3306 MYSQLUSER=\(store.login) \\",
        "  'MYSQLHOST=${{RAILWAY_PRIVATE_DOMAIN}}' 'MYSQLPASSWORD=${{\(password)}}' 'MYSQLDATABASE=${{MYSQL_DATABASE}}' \\",
        "  'MYSQL_URL=mysql://${{MYSQLUSER}}:${{MYSQLPASSWORD}}@${{MYSQLHOST}}:${{MYSQLPORT}}/${{MYSQLDATABASE}}' \\",
      ]
    },
    publicURL: ("MYSQL_PUBLIC_URL=mysql://${{MYSQLUSER}}:${{MYSQLPASSWORD}}@", "/${{MYSQLDATABASE}}"),
    note: { store in
      "database \(MarkdownDocument.code(store.database ?? "railway")); settings in the start command"
    }, script: nil, notes: { _, _, _ in [] }, findings: { _, _, _ in [] })
}
