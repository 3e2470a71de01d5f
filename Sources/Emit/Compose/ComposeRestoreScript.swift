import IR

/// `restore.sh` of one machine: runs the script that brings a dump back where the server is reached, in its container.
struct ComposeRestoreScript {
  private let item: RestoreScript
  private let operations: ComposeOperations

  var name: String { OutputLayout.components(item.path).last ?? item.path }
  private var service: Service { item.service }

  /// One for each store that has such a script.
  static func all(_ operations: ComposeOperations) -> [ComposeRestoreScript] {
    RestoreScript.all(operations.program).map { item in
      ComposeRestoreScript(item: item, operations: operations)
    }
  }

  /// A trial, and the restoration itself. `FILE` is a dump.
  /// - Returns: nil for another store.
  func lines(for store: Service, _ path: String) -> [String]? {
    guard store.name == service.name, let database = service.store?.database else { return nil }
    let backup = ComposeBackup(service, operations.project)
    var list = backup?.listCommand.map { [$0] } ?? []
    if let backup, let copies = backup.copiesCommand { list += [copies, backup.bringCommand] }
    return list + ["\(path) FILE --drill", "\(path) FILE --into \(ShellText.quoted(database))"]
  }

  var script: ShellScript {
    let project = operations.project
    var usage = [
      "usage: \(name) FILE [OPTION]...",
      "  FILE        a dump on this machine, or the name of one in the volume of the backups",
      "  OPTION      of the script that restores: --drill, --into DATABASE, --dry-run, --yes",
    ]
    let backup = ComposeBackup(service, project)
    if let backup, backup.secondOfDay != nil {
      usage.append(
        "  the dumps:  \(ComposeHeader.command(project)) exec \(backup.name) /bin/sh /usr/local/bin/backup list")
    }
    if let backup, let copies = backup.copiesCommand {
      usage += ["  the copies: \(copies)", "  one back:   \(backup.bringCommand)"]
    }
    var script = ShellScript.beginning(
      "restore", usage: usage,
      purpose: [
        "Restores a dump of \(service.dns) in \(operations.environment): copies it into the container of the server, and runs the",
        "script that restores there, as the administrator.",
      ])
    script.code(
      #"""
      here=$(cd -- "$(dirname -- "$0")" && pwd)
      dry='' yes=1
      case ${1-} in
      --help) usage; exit 0 ;;
      '' | -*) misuse 'the first word is the dump' ;;
      esac
      file=$1
      shift
      for word in "$@"; do
        case $word in --dry-run) dry=1 ;; esac
      done
      case $file in /*) ;; *) [ ! -e "$file" ] || file=$(pwd)/$file ;; esac
      """#)
    script.addActions()
    operations.addCompose(&script)
    script.command(["cd", "--", .variable("here", then: "/" + operations.toProject)])
    script.assign("server", .text(service.dns))
    script.code(
      #"""
      work=$(mktemp -d)
      inside=/tmp/infracc-restore-$$
      gone() {
        rm -rf "$work"
        [ -n "$dry" ] || compose exec -T "$server" rm -rf "$inside" > /dev/null 2>&1 || :
      }
      trap gone EXIT
      trap 'exit 130' INT
      trap 'exit 143' TERM
      """#)
    if let backup, backup.secondOfDay != nil {
      script.code("if [ ! -e \"$file\" ]; then\n  case $file in */*) refuse \"there is no file $file\" ;; esac")
      script.command(
        [
          "compose", "cp", .variable("file", before: "\(backup.name):\(backup.folder)/"),
          .code("\"$work/dump\""), .code("|| fail \"there is no dump $file\""),
        ], indent: 2)
      script.code("  file=$work/dump\nfi")
    } else {
      script.code("[ -r \"$file\" ] || refuse \"there is no file $file\"")
    }
    script.code("compose exec -T \"$server\" mkdir -m 700 \"$inside\"\ncompose cp \"$file\" \"$server:$inside/dump\"")
    let path = item.path
    script.command(["compose", "cp", .text(operations.path(path)), .code("\"$server:$inside/restore.sh\"")])
    script.code("compose exec -T \"$server\" sh \"$inside/restore.sh\" \"$inside/dump\" \"$@\"")
    return script
  }
}
