import IR

/// `restore.sh`: brings a dump back into a new database, which then may take the place of the live one.
///
/// Two passes of pg_restore: extensions as the administrator, because their owner may not be allowed to make them, and the
/// rest as the owner. Nothing is restored over what is there: a failure half way would leave neither the old nor the new.
struct PostgresRestore {
  private let server: PostgresServer
  /// The owner of the database, as SQL has it.
  private let role: String

  /// Nil where a name cannot be written in SQL.
  init?(_ server: PostgresServer) {
    let owner = server.role ?? server.store.administrator
    guard SQLScript.identifier(server.database) != nil, let role = SQLScript.identifier(owner) else { return nil }
    self.server = server
    self.role = role
  }

  /// Longest beginning of a database's name that leaves room for `_restoring_` and a time in 63 bytes.
  private static let stem = 36

  var script: ShellScript {
    let (live, name) = (server.database, server.service.dns)
    var script = ShellScript.beginning(
      "restore",
      usage: [
        "usage: restore.sh FILE [--into DATABASE] [--drill] [--dry-run] [--yes]",
        "  FILE             a dump in the custom format of pg_dump",
        "  --into DATABASE  the name of the restored database; a new one with the time in its name",
        "                   \(live) is the live one: it is renamed to \(live)_before_TIME, and not deleted",
        "  --drill          drop the restored database again, and print how long it took",
        "  --dry-run        print the commands, start nothing",
        "  --yes            do not ask",
        "PGHOST, PGPORT, PGUSER and PGPASSWORD lead to the server \(name); the user is an administrator.",
      ],
      purpose: [
        "Restores a dump of \(name) in \(server.program.environment.name) into a new database. Nothing that exists is deleted."
      ])
    script.assign("live", .text(live))
    script.assign("stem", .text(Self.prefix(live)))
    script.assign("owner", .text(owner))
    script.assign("PGUSER", .variable("PGUSER", or: server.store.administrator))
    script.code(Self.options)
    script.code(Self.restoring)
    script.emptyLine()
    script.code("if [ \"$into\" = \"$live\" ]; then")
    script.comment("What belongs to the database and is in no dump, as init.sql and settings.sql state it.", indent: 2)
    script.input(
      of: "  sql \"$work\" --set \"database=$work\"",
      (server.rights(in: ":\"database\"", role: role) + limits).map { $0 + ";" })
    script.code(Self.exchange)
    return script
  }

  private var owner: String { server.role ?? server.store.administrator }

  private var limits: [String] {
    server.roleTimeouts.map { name, value in
      "ALTER ROLE \(role) IN DATABASE :\"database\" SET \(name) = '\(PostgresText.plain(.milliseconds(value)))'"
    }
  }

  private static func prefix(_ name: String) -> String {
    var text = ""
    for character in name where text.utf8.count + character.utf8.count <= stem { text.append(character) }
    return text
  }

  private static let options: StaticString = #"""
    fail() { printf '%s: %s\n' "$me" "$1" >&2; exit 1; }
    export PGUSER
    file='' into='' drill='' dry='' yes=''
    while [ $# -gt 0 ]; do
      case $1 in
      --into) [ $# -gt 1 ] || misuse '--into takes a database'; into=$2; [ -n "$into" ] || misuse '--into takes a database'; shift ;;
      --drill) drill=1 ;;
      --dry-run) dry=1 ;;
      --yes) yes=1 ;;
      --help) usage; exit 0 ;;
      -*) misuse "unknown option: $1" ;;
      *) [ -z "$file" ] || misuse 'one dump at a time'; file=$1 ;;
      esac
      shift
    done
    [ -n "$file" ] || misuse 'name a dump'
    stamp=$(date -u +%Y%m%d%H%M%S)
    [ -n "$into" ] || into=${stem}_restored_$stamp
    if [ "$into" != "$live" ]; then
      case $into in
      "${stem}_restored_$stamp") ;;
      *[!a-z0-9_]* | [0-9]*) refuse "'$into' is no name for a database: a to z, 0 to 9 and _" ;;
      esac
      [ "${#into}" -le 63 ] || refuse "'$into' is longer than 63 characters"
    fi
    [ -z "$drill" ] || [ "$into" != "$live" ] || refuse 'a drill never touches the live database'
    [ -r "$file" ] && [ -f "$file" ] || refuse "cannot read $file"
    if [ -z "$dry" ]; then
      for program in psql pg_restore; do
        command -v "$program" > /dev/null || refuse "$program is missing"
      done
    fi
    if [ "$into" = "$live" ] && [ -z "$yes" ] && [ -z "$dry" ]; then
      [ -t 0 ] || refuse 'this replaces the live database, and there is no terminal to confirm on: use --yes'
      printf 'Type the name of the database to replace: '
      read -r answer || answer=''
      [ "$answer" = "$live" ] || fail 'nothing was changed'
    fi
    """#

  private static let restoring: StaticString = #"""
    run() { if [ -n "$dry" ]; then printf '+ %s\n' "$*"; else "$@"; fi; }
    # sql DATABASE OPTION...: statements from the input; names are variables of psql, which quotes them
    sql() {
      on=$1; shift
      if [ -n "$dry" ]; then
        while IFS= read -r line; do printf '+ psql %s: %s\n' "$on" "$line"; done
        return 0
      fi
      psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --dbname "$on" "$@"
    }

    lists=$(mktemp -d)
    # Rows of pg_restore's list without its comments.
    [ -n "$dry" ] || pg_restore --list "$file" > "$lists/list" 2> "$lists/error" ||
      { rm -rf "$lists"; fail "$file is no dump in the custom format of pg_dump"; }
    work=${stem}_restoring_$stamp made='' closed=''
    gone() {
      rm -rf "$lists"
      [ -z "$closed" ] || printf 'ALTER DATABASE :"live" ALLOW_CONNECTIONS true;\n' |
        sql postgres --set "live=$live" > /dev/null 2>&1 || :
      [ -z "$made" ] || printf 'DROP DATABASE IF EXISTS :"work";\n' | sql postgres --set "work=$work" > /dev/null 2>&1 || :
    }
    trap gone EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    begin=$(date +%s)
    made=1
    printf 'CREATE DATABASE :"work" OWNER :"owner" TEMPLATE template0;\n' |
      sql postgres --set "work=$work" --set "owner=$owner"
    if [ -z "$dry" ]; then
      grep -E '^[0-9]+; [0-9]+ [0-9]+ (COMMENT - )?EXTENSION ' "$lists/list" > "$lists/extensions" || :
      grep -v '^;' "$lists/list" | grep -vE '^[0-9]+; [0-9]+ [0-9]+ (COMMENT - )?EXTENSION ' > "$lists/rest" || :
    fi
    if [ -n "$dry" ] || [ -s "$lists/extensions" ]; then
      run pg_restore --exit-on-error --use-list "$lists/extensions" --dbname "$work" "$file" || fail 'the extensions cannot be made'
    fi
    run pg_restore --exit-on-error --no-owner --no-privileges --role="$owner" --use-list "$lists/rest" --dbname "$work" "$file" ||
      fail "$file cannot be restored; nothing was changed"
    tables=$(printf '%s\n' "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema');" |
      sql "$work")
    seconds=$(($(date +%s) - begin))
    if [ -n "$drill" ]; then
      [ -n "$dry" ] || echo "restore: drill passed, $tables tables in $seconds s"
      exit 0
    fi
    """#

  private static let exchange: StaticString = #"""
      # New sessions are refused until the names have changed; a pool of connections would come back in between.
      closed=1
      printf '%s\n' 'ALTER DATABASE :"live" ALLOW_CONNECTIONS false;' \
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :'live' AND pid <> pg_backend_pid();" |
        sql postgres --set "live=$live" > /dev/null
      former=${stem}_before_$stamp
      printf '%s\n' 'BEGIN;' 'ALTER DATABASE :"live" RENAME TO :"former";' 'ALTER DATABASE :"work" RENAME TO :"live";' 'COMMIT;' \
        'ALTER DATABASE :"former" ALLOW_CONNECTIONS true;' |
        sql postgres --set "live=$live" --set "former=$former" --set "work=$work"
      closed='' made=''
    else
      printf 'ALTER DATABASE :"work" RENAME TO :"into";\n' | sql postgres --set "work=$work" --set "into=$into"
      made=''
    fi
    [ -z "$dry" ] || exit 0
    if [ "$into" = "$live" ]; then note="; the former one is $former"; else note=''; fi
    echo "restore: $tables tables in $seconds s, database $into$note"
    """#
}
