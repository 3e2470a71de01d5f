import IR

/// The databases that other services declare in a server, as a script that may be run at any time. The clients of these
/// servers read no variables, so that the shell inserts the passwords.
struct MysqlDatabases {
  private let databases: [Store.Database]
  /// The prefix of the image's variables.
  private let prefix: String
  private let client: String

  init(_ server: MysqlServer) {
    databases = server.store.databases
    prefix = server.prefix
    client = server.store.flavor
  }

  /// databases.sh, without its header. Names of databases contain lower-case letters, digits and `_` only.
  func script() -> String {
    let variables = databases.map { "\($0.variable)=…" }.joined(separator: " ")
    var text = """
      # Databases of other services in this server, each with a user that has all rights in it and none outside.
      # compose runs it at every "up"; by hand, as root:
      #
      #   MYSQL_PWD=… \(prefix)_HOST=… \(variables) sh databases.sh
      set -eu


      """
    for database in databases { text += ": \"${\(database.variable):?}\"\n" }
    text += Self.functions + "{\n"
    for database in databases {
      // In a grant `_` matches any character.
      let pattern = database.name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "\\_")
      text += "  make \(database.name) '\(pattern)' \(database.user) \"$\(database.variable)\"\n"
    }
    return text + "} | \(client) --default-character-set=utf8mb4 -h \"$\(prefix)_HOST\" \\\n"
      + "  -P \"${\(prefix)_PORT:-3306}\" -u root\n"
  }

  /// A password is passed as its bytes, so that it can contain any character.
  private static let functions = """

    bytes() {
      printf %s "$1" | od -An -v -tx1 | tr -d ' \\n'
    }

    # make DATABASE PATTERN USER PASSWORD
    make() {
      echo "CREATE DATABASE IF NOT EXISTS \\`$1\\`;"
      echo "SET @password = QUOTE(CONVERT(X'$(bytes "$4")' USING utf8mb4));"
      for statement in 'CREATE USER IF NOT EXISTS' 'ALTER USER'; do
        echo "SET @statement = CONCAT('$statement \\`$3\\`@\\`%\\` IDENTIFIED BY ', @password);"
        echo 'PREPARE statement FROM @statement; EXECUTE statement; DEALLOCATE PREPARE statement;'
      done
      echo "GRANT ALL ON \\`$2\\`.* TO \\`$3\\`@\\`%\\`;"
    }


    """
}
