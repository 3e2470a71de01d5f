import IR

/// `rotate-secret.sh` of one machine: one secret gets another value while the environment runs.
///
/// The new env file is made first, then the server of a store is told, then the file takes its place. A run that was stopped
/// goes on with the value that it had made.
struct ComposeRotationScript {
  private let operations: ComposeOperations
  private let file: ComposeEnvFileScript
  private let secrets: [ChangedSecret]
  private let code: [String: Service]
  private let stores: [String: Service]

  /// Nil where no secret has a value in the env file.
  init?(_ operations: ComposeOperations, _ file: ComposeEnvFileScript) {
    self.operations = operations
    self.file = file
    secrets = ChangedSecret.all(operations.program)
    if secrets.isEmpty { return nil }
    code = Dictionary(operations.code.map { ($0.name, $0) }) { first, _ in first }
    stores = Dictionary(operations.project.stores.map { ($0.name, $0) }) { first, _ in first }
  }

  private var asks: Bool { secrets.contains(where: \.isSupplied) }

  var script: ShellScript {
    let environment = operations.environment
    let name = operations.project.envFile
    var script = ShellScript.beginning(
      "rotate-secret",
      usage: [
        "usage: rotate-secret.sh NAME [OPTION]...", "       rotate-secret.sh --forget",
        "  NAME                  \(secrets.map(\.info.env).joined(separator: " "))",
        "  --forget              remove the former values, \(name).before",
      ] + operations.hostUsage + [
        "  --dry-run             print the commands, change nothing", "  --yes                 do not ask",
      ],
      purpose: [
        "Gives a secret of \(environment) another value: in the server of its store, in \(name), and in the services that read",
        "it. The former values stay in \(name).before until --forget. After a failure, run it again.",
      ])
    script.code("here=$(cd -- \"$(dirname -- \"$0\")\" && pwd)")
    script.assign("dir", .text("/srv/\(operations.project.name)"))
    addOptions(to: &script)
    script.addActions()
    operations.addCompose(&script)
    ComposeRoll(operations).addFunctions(&script)
    script.assign("remote", .variable("dir", then: "/" + operations.location(of: "rotate-secret.sh")))
    script.code(
      #"""
      if [ -n "$host" ]; then
        # shellcheck disable=SC2029 # everything in it was checked above; -t: it may ask there
        run ssh -t "$host" "sh '$remote' ${name:---forget}${yes:+ --yes}"
        exit 0
      fi
      """#)
    script.command(["cd", "--", .variable("here", then: "/" + operations.toProject)])
    file.addBeginning(to: &script, next: "next")
    script.code(
      #"""
      if [ -n "$forget" ]; then run rm -f "$file.before"; exit 0; fi
      [ -f "$file" ] || refuse "$file is missing: secrets.sh makes it"
      [ ! -L "$file.before" ] || refuse "$file.before is a link"
      """#)
    script.addRandom(Set(secrets.compactMap(\.form?.alphabet)))
    if asks {
      script.code(ShellScript.quietTerminal)
      script.code(ShellScript.ask)
      script.code(ShellScript.allowed)
    }
    addValue(to: &script)
    addTelling(to: &script)
    addStarts(to: &script)
    return script
  }

  private func addOptions(to script: inout ShellScript) {
    script.code(
      #"""
      name='' forget='' host='' dry='' yes=''
      while [ $# -gt 0 ]; do
        case $1 in
        --forget) forget=1 ;;
      """#)
    script.code(ComposeOperations.hostOptions)
    script.code(
      #"""
        --dry-run) dry=1 ;;
        --yes) yes=1 ;;
        --help) usage; exit 0 ;;
        -*) misuse "unknown option: $1" ;;
        *) [ -z "$name" ] || misuse 'one secret at a time'; name=$1; [ -n "$name" ] || misuse 'an empty name' ;;
        esac
        shift
      done
      if [ -n "$forget" ]; then
        [ -z "$name" ] || misuse '--forget takes no name'
      else
        case $name in
        '') misuse 'which secret?' ;;
      """#)
    script.branch(secrets.map(\.info.env), "", indent: 2)
    script.code(
      #"""
        *) misuse "unknown secret: $name" ;;
        esac
      fi
      """#)
  }

  /// The new value, in the file that is to be.
  private func addValue(to script: inout ShellScript) {
    script.code(Self.resumption)
    script.addQuestions(secrets)
    script.addNewValue(secrets)
    script.code(Self.prepared)
  }

  /// The servers of stores, which take the value before anyone has it.
  private func addTelling(to script: inout ShellScript) {
    let told = secrets.compactMap { secret -> (name: String, store: Service, change: Store.PasswordChange)? in
      if case .told(_, let store, let change) = secret.way { (secret.info.env, store, change) } else { nil }
    }
    if !told.isEmpty {
      script.code(Self.tell)
      script.cases(
        of: "name",
        told.map { item in
          let words: [ShellScript.Word] = ["tell", .text(String(item.change.lines)), .text(item.store.dns)]
          return (item.name, [words + item.change.command.map { .text($0) }])
        })
    }
    script.code(
      #"""
      if [ -z "$dry" ] && [ -z "$same" ]; then
        cat "$file" > "$file.before"
        mv -f "$next" "$file"
      fi
      """#)
  }

  /// The containers that have the former value.
  private func addStarts(to script: inout ShellScript) {
    script.emptyLine()
    if !operations.images.isEmpty {
      script.comment("The images are those of the version that runs.")
      script.assign("releases", .text(operations.releases))
      script.code(
        #"""
        if [ -f "$releases" ]; then
          tag=$(tail -n 1 "$releases" | cut -d ' ' -f 2)
        """#)
      script.code(ComposeOperations.tagPattern, indent: 2)
      operations.nameImages(&script, indent: 2)
      script.code("fi")
    }
    let roll = ComposeRoll(operations)
    script.cases(
      of: "name",
      secrets.filter { !$0.isByHand }.map { secret in
        (secret.info.env, renewal(of: secret) + roll.calls(of: readers(of: secret.info), besides: stores(of: secret)))
      })
    script.code(
      #"""
      if [ -n "$dry" ] || [ -n "$same" ]; then exit 0; fi
      echo "rotate-secret: $name has another value; the former one is in $file.before"
      """#)
    script.addRevocation(secrets)
  }

  /// Compose replaces no container for a value that lies in a file of it.
  private func renewal(of secret: ChangedSecret) -> [[ShellScript.Word]] {
    let store: Service
    switch secret.way {
    case .told(_, let owner, let change) where change.readsFormer: store = owner
    case .readAtStart(_, let owner): store = owner
    default: return []
    }
    let names = operations.containers(of: store).prefix(1)
    return names.map { ComposeRoll.up + ["--force-recreate", .text($0)] }
  }

  /// The services with code that read it.
  private func readers(of info: SecretInfo) -> [Service] { info.usedBy.compactMap { code[$0] } }

  /// The containers of the stores that read it, and of the one that it belongs to.
  private func stores(of secret: ChangedSecret) -> [String] {
    var names = secret.info.usedBy
    switch secret.way {
    case .told(_, let store, _), .readAtStart(_, let store):
      if !names.contains(store.name) { names.insert(store.name, at: 0) }
    case .supplied, .made, .byHand: break
    }
    return names.compactMap { stores[$0] }.flatMap(operations.containers)
  }

  private static let resumption: StaticString = #"""

    # What a run that was stopped has made; empty: nothing.
    value='' skip=$dry
    if [ -z "$dry" ] && [ -e "$next" ]; then
      if cmp -s "$next" "$file"; then
        rm -f "$next"
      elif [ "$(raw "$name" "$next")" = "$(raw "$name" "$file")" ]; then
        refuse "the rotation of another secret has not ended: run it again first, or remove $next"
      else
        skip=1
        value=$(raw "$name" "$next" | sed "s/^'\(.*\)'\$/\1/")
      fi
    fi

    """#

  private static let prepared: StaticString = #"""
    same=''
    if [ -z "$skip" ]; then
      if [ "$(quoted "$value")" = "$(raw "$name" "$file")" ]; then
        same=1
        echo "$name has that value already; what reads it is started again where it has another one"
      else
        cat "$file" > "$next"
        put "$name" "$value"
      fi
    fi
    """#

  private static let tell: StaticString = #"""
    # tell LINES SERVICE COMMAND...: the value on that many lines for a command in the container
    tell() {
      lines=$1
      shift
      while [ "$lines" -gt 0 ]; do
        printf '%s\n' "$value"
        lines=$((lines - 1))
      done | compose exec -T "$@" || fail "$1 has not taken the new value; nothing else was changed: run it again"
    }
    """#
}
