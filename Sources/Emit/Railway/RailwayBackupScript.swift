import IR

/// `backup.sh` for Railway: dumps a database through a tunnel, with the programs of this machine.
///
/// `railway connect SERVICE --tunnel-only --port PORT` opens an SSH tunnel, prints the connection with its password once the
/// port answers, and closes the tunnel at an interrupt; any other signal leaves its `ssh` behind (railwayapp/cli `df3838bf`,
/// src/commands/connect.rs, 2026-08-21).
struct RailwayBackupScript {
  private let operations: RailwayOperations
  private let items: [Item]

  /// - Returns: nil where there is nothing to dump.
  init?(_ operations: RailwayOperations) {
    self.operations = operations
    items = operations.program.services.compactMap { Item($0, operations.names) }
    if items.isEmpty { return nil }
  }

  /// A dump now, by the path of the script; nil for another store.
  func lines(for store: Service, _ path: String) -> [String]? {
    guard items.contains(where: { $0.service.name == store.name }) else { return nil }
    return [path + (items.count == 1 ? "" : " " + ShellText.quoted(store.dns))]
  }

  var script: ShellScript {
    var script = ShellScript.beginning("backup", usage: usage, purpose: purpose)
    script.assign("environment", .text(operations.environment))
    script.assign("store", .text(items.count == 1 ? items[0].service.dns : ""))
    addOptions(&script)
    script.addActions()
    script.code("case $store in")
    for item in items {
      script.openBranch(item.service.dns)
      script.assign("name", .text(item.name), indent: 2)
      script.assign("programs", .text((["railway", "jq"] + item.programs).joined(separator: " ")), indent: 2)
      script.code("  ;;")
    }
    script.code("'') misuse 'which store?' ;;\n*) misuse \"unknown store: $store\" ;;\nesac")
    script.code(Self.tunnel)
    script.code("case $store in")
    for item in items {
      script.openBranch(item.service.dns)
      item.addVariables(to: &script)
      script.command(["sh", "-euc", .text(item.script), "dump", .code("\"$file.part\"")], indent: 2)
      script.code("  ;;")
    }
    script.code("esac\nmv \"$file.part\" \"$file\"\necho \"$me: $file, $(wc -c < \"$file\") bytes\"")
    return script
  }

  private var purpose: [String] {
    [
      "Dumps a database of \(operations.environment) on Railway into a file of this machine, and reads the file to its end.",
      "Needs the CLI 5.43 or newer, jq, `railway link` or a project token of this environment in RAILWAY_TOKEN, and the",
      "database's own programs, not older than the server.",
    ]
  }

  private var usage: [String] {
    let names = items.map(\.service.dns).joined(separator: " ")
    return [
      "usage: backup.sh \(items.count == 1 ? "[STORE]" : "STORE") [OPTION]...",
      "  STORE                 \(names)",
      "  --out DIRECTORY       where the file goes; the current directory",
      "  --port PORT           of this machine, for the tunnel; 15432",
      "  --dry-run             print the commands, start nothing",
    ]
  }

  private func addOptions(_ script: inout ShellScript) {
    script.code(
      #"""
      out=. port=15432 dry='' yes=1
      while [ $# -gt 0 ]; do
        case $1 in
        --out) [ $# -gt 1 ] && [ -n "$2" ] || misuse '--out takes a directory'; out=$2; shift ;;
        --port)
          [ $# -gt 1 ] || misuse '--port takes a number'
          case $2 in '' | *[!0-9]* | ??????*) misuse '--port takes a number' ;; esac
          port=$2; shift ;;
        --dry-run) dry=1 ;;
        --yes) yes=1 ;;
        --help) usage; exit 0 ;;
        -*) misuse "unknown option: $1" ;;
        *) store=$1 ;;
        esac
        shift
      done
      """#)
  }

  /// Opens the tunnel and closes it at the end. Its output has the password, so that none of it is kept.
  private static let tunnel: StaticString = #"""
    if [ -n "$dry" ]; then
      echo "+ railway connect $name --environment $environment --tunnel-only --port $port"
      echo "+ dump into $out"
      exit 0
    fi
    for program in $programs; do command -v "$program" > /dev/null || refuse "$program is missing"; done
    [ -d "$out" ] || refuse "there is no directory $out"
    umask 077
    case $out in /*) ;; *) out=./$out ;; esac
    file=$out/$store-$environment-$(date -u +%Y%m%dT%H%M%SZ).dump
    variables=$(railway variable list --service "$name" --environment "$environment" --json)
    # take NAME VARIABLE: what the database calls VARIABLE, for its programs
    take() {
      value=$(printf '%s' "$variables" | jq -r --arg name "$2" '.[$name] // empty')
      [ -n "$value" ] || fail "$name has no variable $2"
      export "$1=$value"
    }

    work=$(mktemp -d)
    mkfifo "$work/output"
    tunnel=''
    gone() {
      # An interrupt is what closes the tunnel.
      [ -z "$tunnel" ] || { kill -INT "$tunnel" 2> /dev/null && wait "$tunnel" || :; }
      rm -rf "$work"
      [ -z "${file-}" ] || rm -f "$file.part"
    }
    trap gone EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    # The password is among the output: only that the address is there is kept.
    while read -r line; do case $line in *127.0.0.1*) : > "$work/open" ;; esac; done < "$work/output" &
    railway connect "$name" --environment "$environment" --tunnel-only --port "$port" \
      < /dev/null > "$work/output" 2>&1 &
    tunnel=$!
    n=0
    until [ -e "$work/open" ]; do
      kill -0 "$tunnel" 2> /dev/null || fail "the tunnel to $name ended: railway connect $name --environment $environment --tunnel-only"
      [ "$n" -lt 120 ] || fail "the tunnel to $name does not open"
      n=$((n + 1))
      sleep 0.5
    done
    """#
}

extension RailwayBackupScript {
  /// A database that `railway connect` knows.
  private struct Item {
    let service: Service
    let name: String
    private let store: Store
    private let dump: Store.Dump

    /// - Returns: nil for a store without `backup`, and for one that is no database of Railway's.
    init?(_ service: Service, _ names: RailwayNames) {
      guard service.isRailwayDatabase, let store = service.store, store.backup != nil, let dump = store.dump else {
        return nil
      }
      self.service = service
      self.store = store
      self.dump = dump
      name = names.display(service.name)
    }

    /// Writes the dump to the file `$1`.
    var script: String { dump.script.joined(separator: "\n") }

    /// The programs that must be there: the words that begin its commands.
    var programs: [String] {
      var programs: [String] = []
      for line in dump.script where line.first != " " {
        let word = String(line.prefix { $0 != " " })
        if !programs.contains(word) { programs.append(word) }
      }
      return programs
    }

    /// Sets what the programs read: the address of the tunnel, and the rest as the database's own variables have it.
    func addVariables(to script: inout ShellScript) {
      for variable in dump.environment where variable.name != dump.portVariable {
        switch variable.value {
        case .literal(let text): script.command(["export", .text("\(variable.name)=\(text)")], indent: 2)
        case .output(_, "unpooled_host"): script.command(["export", .text("\(variable.name)=127.0.0.1")], indent: 2)
        case .output(_, let output): take(variable.name, output, &script)
        default: take(variable.name, "password", &script)
        }
      }
      if let port = dump.portVariable {
        script.command(["export", .variable("port", before: port + "=")], indent: 2)
      }
    }

    private func take(_ name: String, _ output: String, _ script: inout ShellScript) {
      guard let variable = RailwayDatabase.variable(output, of: store) else { return }
      script.command(["take", .text(name), .text(variable)], indent: 2)
    }
  }
}
