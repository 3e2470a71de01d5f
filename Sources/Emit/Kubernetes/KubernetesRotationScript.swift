import IR

/// `rotate-secret.sh` of a cluster: one value of a Secret becomes another one, the server of a store is told, and the pods
/// that read it start again.
///
/// The Secret has the value before the server has: a run that was stopped in between is run again and makes another one.
struct KubernetesRotationScript {
  private let project: KubernetesProject
  private let manifests: KubernetesManifests
  private let secrets: [ChangedSecret]
  /// Where the values of secrets are, by their ids.
  private let keys: [String: [(object: String, key: String, part: ShellScript.Word)]]
  /// By their names, with their places in the files.
  private let workloads: [String: (place: Int, kind: String, name: String)]

  /// Nil where the Secrets are made elsewhere, or where there is none.
  init?(_ manifests: KubernetesManifests) {
    project = manifests.project
    self.manifests = manifests
    var keys: [String: [(object: String, key: String, part: ShellScript.Word)]] = [:]
    for object in manifests.supplies.secrets {
      for key in object.keys {
        switch key.value {
        case .secret(let id): keys[id, default: []].append((object.name, key.name, "all"))
        case .part(let id, .beforeColon): keys[id, default: []].append((object.name, key.name, "before"))
        case .part(let id, .afterColon): keys[id, default: []].append((object.name, key.name, "after"))
        case .text: break
        }
      }
    }
    self.keys = keys
    secrets = ChangedSecret.all(project.program).filter { keys[$0.info.id] != nil }
    let all = KubernetesPhase.allCases.flatMap(manifests.inventory.workloads).enumerated()
    workloads = Dictionary(all.map { ($1.name, (place: $0, kind: $1.kind.rawValue, name: $1.name)) }) { first, _ in
      first
    }
    if project.options.secretStore != nil || secrets.isEmpty { return nil }
  }

  var script: ShellScript {
    let environment = project.program.environment.name
    var script = ShellScript.beginning(
      "rotate-secret",
      usage: [
        "usage: rotate-secret.sh NAME [OPTION]...", "  NAME        \(secrets.map(\.info.env).joined(separator: " "))",
        "  --dry-run   print the commands, change nothing", "  --yes       do not ask",
      ],
      purpose: [
        "Gives a secret of \(environment) another value, in the cluster of kubectl's current context: in its Secret, in the server",
        "of its store, and in the pods that read it. After a failure, run it again.",
      ])
    script.assign("namespace", .text(project.namespace))
    script.code(
      #"""
      name='' dry='' yes=''
      while [ $# -gt 0 ]; do
        case $1 in
        --dry-run) dry=1 ;;
        --yes) yes=1 ;;
        --help) usage; exit 0 ;;
        -*) misuse "unknown option: $1" ;;
        *) [ -z "$name" ] || misuse 'one secret at a time'; name=$1; [ -n "$name" ] || misuse 'an empty name' ;;
        esac
        shift
      done
      case $name in
      '') misuse 'which secret?' ;;
      """#)
    script.branch(secrets.map(\.info.env), "")
    script.code("*) misuse \"unknown secret: $name\" ;;\nesac")
    script.addActions()
    script.code("k() { run kubectl --namespace \"$namespace\" \"$@\"; }")
    script.addRandom(Set(secrets.compactMap(\.form?.alphabet)))
    if secrets.contains(where: \.isSupplied) {
      script.code(ShellScript.quietTerminal)
      script.code(ShellScript.ask)
      script.code(ShellScript.allowed)
    }
    script.code(Self.functions)
    script.emptyLine()
    script.addQuestions(secrets)
    script.code("value='' skip=$dry")
    script.addNewValue(secrets)
    script.cases(of: "name", changed.map { ($0.info.env, puts($0) + tells($0) + restarts($0)) })
    script.code("[ -z \"$dry\" ] || exit 0\necho \"rotate-secret: $name has another value\"")
    script.addRevocation(secrets)
    return script
  }

  private var changed: [ChangedSecret] { secrets.filter { !$0.isByHand } }

  /// The keys that hold the value, or a part of it.
  private func puts(_ secret: ChangedSecret) -> [[ShellScript.Word]] {
    (keys[secret.info.id] ?? []).map { item in ["put", .text(item.object), .text(item.key), item.part] }
  }

  /// An operator tells its server itself.
  private func tells(_ secret: ChangedSecret) -> [[ShellScript.Word]] {
    guard case .told(_, let store, let change) = secret.way, project.operated(store) == nil else { return [] }
    return [
      ["tell", .text(String(change.lines)), .text("statefulset/\(store.dns)"), .text("--")]
        + change.command.map { .text($0) }
    ]
  }

  /// The workloads whose pods have the value in their environment.
  private func restarts(_ secret: ChangedSecret) -> [[ShellScript.Word]] {
    var names = Set(secret.info.usedBy)
    switch secret.way {
    case .told(_, let store, _), .readAtStart(_, let store): names.insert(store.name)
    case .supplied, .made, .byHand: break
    }
    let services = names.compactMap { project.program.service($0) }
    let own = Set(services.map(\.dns) + services.filter(\.isStore).map(project.entry))
    let found = own.compactMap { workloads[$0] }.sorted { $0.place < $1.place }
    return found.isEmpty ? [] : [["restart"] + found.map { .text("\($0.kind)/\($0.name)") }]
  }

  private static let functions: StaticString = #"""
    # put SECRET KEY all|before|after: the value, or what it has before or after its first colon. printf is a part of the
    # shell, so that no command line has it.
    put() {
      part=$value
      case $3:$value in
      before:*:*) part=${value%%:*} ;;
      after:*:*) part=${value#*:} ;;
      before:?* | after:?*) fail "$name has two parts, with a colon between them" ;;
      esac
      code=$(printf %s "$part" | base64 | tr -d '\n')
      printf '{"data":{"%s":"%s"}}' "$2" "$code" | k patch secret "$1" --type=merge --patch-file=/dev/stdin
    }
    # tell LINES WORKLOAD -- COMMAND...: the value on that many lines for a command in its container
    tell() {
      lines=$1
      shift
      while [ "$lines" -gt 0 ]; do
        printf '%s\n' "$value"
        lines=$((lines - 1))
      done | k exec -i "$@" || fail "$1 has not taken the new value: run it again"
    }
    # restart WORKLOAD...
    restart() {
      for workload in "$@"; do k rollout restart "$workload"; done
      for workload in "$@"; do k rollout status "$workload" --timeout=15m; done
    }
    """#
}
