import IR

/// What the scripts of Railway are made of.
///
/// Facts of August 2026: `up --ci` ends with the build, so that a deployment is polled; `config plan --detailed-exit-code`
/// ends with 0 without changes and with 2 with some; no command rolls back, so that `railway api` does (railwayapp/docs,
/// content/docs/cli/up.md and content/docs/integrations/api/manage-deployments.md, 2026-08-21).
struct RailwayOperations {
  /// With the services that Railway gets in place of those that it cannot run.
  let program: Program
  let layout: OutputLayout
  let names: RailwayNames
  private let format: RailwayFormat
  /// What is built from code, each after those that it calls.
  let uploads: [Service]

  init(_ request: EmitRequest) {
    layout = request.layout
    let images = RailwayImages(
      RailwayAddedServices.added(to: [request.program]).map(RailwayContainers.adapted), request.layout)
    program = images.programs[0]
    names = RailwayNames(program)
    format = RailwayFormat(program)
    uploads = program.calleesFirst(program.services.filter { $0.build != nil && !$0.isStore })
  }

  static func of(_ request: EmitRequest) -> TargetScripts {
    let operations = RailwayOperations(request)
    var scripts = [
      TargetScripts.Script("deploy.sh", RailwayDeployScript(operations).script) { task, path in
        if case .deploy = task { [path] } else { nil }
      }
    ]
    if !operations.uploads.isEmpty {
      scripts += [
        .init("rollback.sh", RailwayRollbackScript(operations).script) { task, path in
          if case .goBack = task { [path] } else { nil }
        },
        .init("down.sh", RailwayDownScript(operations).script),
      ]
    }
    if let secrets = RailwaySecretScript(operations) { scripts.append(.init("secrets.sh", secrets.script)) }
    if let rotation = RailwayRotationScript(operations) {
      scripts.append(
        .init("rotate-secret.sh", rotation.script) { task, path in
          if case .renewSecrets = task { ["\(path) NAME"] } else { nil }
        })
    }
    if let backup = RailwayBackupScript(operations) {
      scripts.append(
        .init("backup.sh", backup.script) { task, path in
          if case .dump(let store) = task { backup.lines(for: store, path) } else { nil }
        })
    }
    let program = OutputLayout.script("deploy.sh", of: RailwayEmitter.name)
    return TargetScripts(
      scripts,
      promotion: .init(
        program, words: ["--yes"] + (operations.uploads.isEmpty ? [] : ["--rollback"]), takesVersion: false,
        takesOptions: true))
  }

  var environment: String { program.environment.name }

  /// Whether a push to a repository deploys, and not an upload.
  var deploysByPush: Bool { program.repository != nil }

  /// The directory with the project file that `config apply` reads; nil: there is none.
  var projectFolder: String? { format == .json ? nil : path(RailwayEmitter.name) }

  // MARK: Services

  /// What else runs: databases, and services with a finished image.
  var others: [Service] {
    let built = Set(uploads.map(\.name))
    return program.services.filter { !built.contains($0.name) && !RailwayBucket.isOne($0) && !$0.isOneShot }
  }

  /// What a service is uploaded from, relative to the topology's directory.
  func context(of service: Service) -> String { service.build.map(layout.context) ?? "." }

  /// The services that have an address that only Railway knows.
  var unknownAddresses: [(service: ReachedService, door: String)] {
    SmokeScript(program).reached.filter { $0.base == nil }.map { ($0, names.display($0.door.name)) }
  }

  // MARK: Paths

  private var scriptFolder: String {
    OutputLayout.join(layout.outputFolder, OutputLayout.scripts(environment) + "/" + RailwayEmitter.name)
  }

  /// How a script gets to the topology's directory from its own: what is uploaded begins there.
  var toSources: String { OutputLayout.relative(from: scriptFolder, to: layout.topologyFolder) }

  var smokeTest: String { path(OutputLayout.smokeTest(environment)) }

  /// A path of the output directory, from the topology's.
  private func path(_ output: String) -> String {
    let path = OutputLayout.relative(
      from: layout.topologyFolder, to: OutputLayout.join(layout.outputFolder, output))
    return path.hasPrefix("..") ? path : "./" + path
  }

  // MARK: Parts of scripts

  /// The branches of `case` by which a name of the topology becomes that of Railway, in `name`.
  func addNames(_ script: inout ShellScript, of services: [Service], indent: Int) {
    for service in services {
      script.openBranch(service.dns, indent: indent)
      script.assign("name", .text(names.display(service.name)), indent: indent + 2)
      script.code("    ;;")
    }
  }

  static let tools: StaticString = #"""
    if [ -z "$dry" ]; then
      for program in railway jq; do command -v "$program" > /dev/null || refuse "$program is missing"; done
    fi
    """#
}

/// `deploy.sh` for Railway: the project file, then each service after those that it calls.
struct RailwayDeployScript {
  private let operations: RailwayOperations

  init(_ operations: RailwayOperations) { self.operations = operations }

  var script: ShellScript {
    let environment = operations.environment
    let uploads = operations.uploads
    var script = ShellScript.beginning("deploy", usage: usage, purpose: purpose)
    script.assign("environment", .text(environment))
    script.code(
      #"""
      here=$(cd -- "$(dirname -- "$0")" && pwd)
      only='' plan=1 bases='' dry='' yes=''
      """#)
    if !uploads.isEmpty { script.code("back='' done=''") }
    addOptions(&script)
    script.addActions()
    script.code(RailwayOperations.tools)
    script.code(Self.settled)
    if !uploads.isEmpty { addUpload(&script) }
    script.command(["cd", "--", .variable("here", then: "/" + operations.toSources)])
    script.code(#"confirm "Deploy to $environment?""#)
    addPlan(&script)
    if !operations.others.isEmpty {
      script.code("if [ -z \"$only\" ]; then\n  step 'databases and finished images'")
      for service in operations.others {
        script.command(["settled", .text(operations.names.display(service.name))], indent: 2)
      }
      script.code("fi")
    }
    for service in uploads {
      script.command([
        "upload", .text(service.dns), .text(operations.names.display(service.name)),
        .text(operations.context(of: service)),
      ])
    }
    addSmokeTest(&script)
    return script
  }

  private var purpose: [String] {
    [
      "Deploys \(operations.environment) on Railway: applies the project file, then "
        + (operations.deploysByPush
          ? "waits for the services that a push deploys."
          : "uploads each service after those that it calls, and waits."),
      "Needs the CLI 5.49.1 or newer, jq, and `railway link` or a project token of this environment in RAILWAY_TOKEN.",
    ]
  }

  private var usage: [String] {
    var lines = ["usage: deploy.sh [OPTION]..."]
    if !operations.uploads.isEmpty {
      lines += [
        "  --only SERVICE        this one alone: \(operations.uploads.map(\.dns).joined(separator: " "))",
        "  --rollback            take back what was replaced, where a later service fails",
      ]
    }
    if operations.projectFolder != nil { lines.append("  --no-plan             leave the project file out") }
    return lines + [
      "  --base SERVICE=URL    for smoke.sh",
      "  --dry-run             print the commands, start nothing",
      "  --yes                 do not ask; Railway still refuses to destroy anything",
    ]
  }

  private func addOptions(_ script: inout ShellScript) {
    script.code("while [ $# -gt 0 ]; do\n  case $1 in")
    if !operations.uploads.isEmpty {
      script.code(
        #"""
          --only) [ $# -gt 1 ] || misuse '--only takes a service'; only=$2; [ -n "$only" ] || misuse '--only takes a service'; shift ;;
          --rollback) back=1 ;;
        """#)
    }
    script.code(
      #"""
        --no-plan) plan='' ;;
        --base)
          [ $# -gt 1 ] || misuse '--base takes SERVICE=URL'
          case $2 in *[!A-Za-z0-9_.:/=-]*) misuse '--base takes SERVICE=URL' ;; esac
          bases="$bases --base $2"; shift ;;
        --dry-run) dry=1 ;;
        --yes) yes=1 ;;
        --help) usage; exit 0 ;;
        *) misuse "unknown option: $1" ;;
        esac
        shift
      done
      case $only in
      '') ;;
      """#)
    if !operations.uploads.isEmpty { script.branch(operations.uploads.map(\.dns), "") }
    script.code("*) misuse \"unknown service: $only\" ;;\nesac")
  }

  private func addUpload(_ script: inout ShellScript) {
    script.code(
      #"""

      # upload SERVICE NAME DIRECTORY: a new version, and waits for it
      upload() {
        [ -z "$only" ] || [ "$only" = "$1" ] || return 0
        step "$1"
      """#)
    if operations.deploysByPush {
      script.code("  settled \"$2\" \"$(git rev-parse HEAD 2> /dev/null || :)\"")
    } else {
      script.code(
        #"""
          if [ "$3" = . ]; then set -- "$1" "$2"; else set -- "$1" "$2" "$3" --path-as-root; fi
          service=$1 name=$2
          shift 2
          version=$(git rev-parse --short=12 HEAD 2> /dev/null) || version=unknown
          run railway up "$@" --service "$name" --environment "$environment" --ci --message "$version"
          settled "$name"
          set -- "$service"
        """#)
    }
    script.code(
      #"""
        done="$done $1"
      }

      # What failed never took traffic. What was replaced before it can go back.
      failed() {
        [ "$1" -ne 0 ] && [ -n "$done" ] || return 0
        if [ -n "$back" ]; then
          # shellcheck disable=SC2086 # names of services, and what was checked above
          sh "$here/rollback.sh" --yes $bases $done || :
        else
          echo "deploy: replaced already:$done; back: $here/rollback.sh$done" >&2
        fi
      }
      trap 'failed $?' EXIT
      trap 'exit 130' INT
      trap 'exit 143' TERM
      """#)
  }

  private func addPlan(_ script: inout ShellScript) {
    guard let folder = operations.projectFolder else {
      return script.code("[ -n \"$plan\" ] || misuse 'there is no project file'")
    }
    script.code("if [ -n \"$plan\" ] && [ -z \"$only\" ]; then\n  step 'project file'")
    script.assign("folder", .text(folder), indent: 2)
    script.code(
      #"""
        code=0
        (cd -- "$folder" && run railway config plan --detailed-exit-code) || code=$?
        case $code in
        0) [ -z "$dry" ] || echo '+ railway config apply' ;;
        # A plan that destroys something is for a person: no --confirm-destructive.
        2) if [ -n "$yes" ]; then (cd -- "$folder" && railway config apply --yes); else (cd -- "$folder" && railway config apply); fi ;;
        *) fail 'the plan failed' ;;
        esac
      fi
      """#)
  }

  private func addSmokeTest(_ script: inout ShellScript) {
    let unknown = operations.unknownAddresses
    script.code("step 'from outside'")
    if !unknown.isEmpty {
      script.code(
        #"""
        # address SERVICE NAME: what Railway calls it, unless --base did
        address() {
          case "$bases " in *" $1="*) return 0 ;; esac
          if [ -n "$dry" ]; then echo "+ railway domain --service $2 --json"; return 0; fi
          host=$(railway domain --service "$2" --environment "$environment" --json |
            jq -r 'first(.. | strings | select(test("^(https://)?[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+$"))) | sub("^https://"; "")')
          case $host in '' | *[!A-Za-z0-9.-]*) fail "$1 has no domain: use --base $1=URL" ;; esac
          bases="$bases --base $1=https://$host"
        }
        """#)
      for (service, door) in unknown { script.command(["address", .text(service.service.dns), .text(door)]) }
    }
    script.comment("shellcheck disable=SC2086 # checked above: no spaces, no patterns")
    script.command(["run", .text(operations.smokeTest), .code("$bases")])
  }

  static let settled: StaticString = #"""

    # settled NAME [COMMIT]: waits for the newest deployment, at most 15 minutes
    settled() {
      if [ -n "$dry" ]; then echo "+ wait for $1"; return 0; fi
      n=0 status=NONE
      while [ "$n" -lt 180 ]; do
        answer=$(railway deployment list --service "$1" --environment "$environment" --limit 1 --json)
        status=$(printf '%s' "$answer" | jq -r '.[0].status // "NONE"')
        commit=$(printf '%s' "$answer" | jq -r '.[0].meta.commitHash // ""')
        if [ -z "${2-}" ] || [ -z "$commit" ] || [ "$commit" = "$2" ]; then
          case $status in
          SUCCESS | SLEEPING) echo "$1: $status"; return 0 ;;
          FAILED | CRASHED | REMOVED | SKIPPED) fail "$1 is $status: railway logs --service $1 --environment $environment" ;;
          NEEDS_APPROVAL) fail "$1 waits for an approval in the dashboard" ;;
          esac
        fi
        n=$((n + 1))
        sleep 5
      done
      fail "$1 is still $status after 15 minutes"
    }
    """#
}
