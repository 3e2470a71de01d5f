import IR

/// `rollback.sh` for Railway: the deployment before the present one, image and variables, without a build.
struct RailwayRollbackScript {
  private let operations: RailwayOperations

  init(_ operations: RailwayOperations) { self.operations = operations }

  var script: ShellScript {
    let services = operations.uploads
    var script = ShellScript.beginning(
      "rollback",
      usage: [
        "usage: rollback.sh [SERVICE]... [OPTION]...",
        "  SERVICE               all where none is named: \(services.map(\.dns).joined(separator: " "))",
        "  --base SERVICE=URL    for smoke.sh",
        "  --dry-run             print what would be rolled back to, change nothing",
        "  --yes                 do not ask",
      ],
      purpose: [
        "Gives services of \(operations.environment) their last good deployment before this one back: image and variables. Railway",
        "keeps images 72 hours (Hobby) or 120 (Pro) after a deployment was replaced. The database is not rolled back.",
      ])
    script.assign("environment", .text(operations.environment))
    script.code(
      #"""
      here=$(cd -- "$(dirname -- "$0")" && pwd)
      services='' bases='' dry='' yes=''
      while [ $# -gt 0 ]; do
        case $1 in
        --base)
          [ $# -gt 1 ] || misuse '--base takes SERVICE=URL'
          case $2 in *[!A-Za-z0-9_.:/=-]*) misuse '--base takes SERVICE=URL' ;; esac
          bases="$bases --base $2"; shift ;;
        --dry-run) dry=1 ;;
        --yes) yes=1 ;;
        --help) usage; exit 0 ;;
      """#)
    script.branch(services.map(\.dns), "services=\"$services $1\"", indent: 2)
    script.code("  *) misuse \"unknown option or service: $1\" ;;\n  esac\n  shift\ndone")
    // Callers first, so that none calls a version that is newer than what it expects.
    script.command([
      .code("[ -n \"$services\" ] ||"), .assignment("services", services.reversed().map(\.dns).joined(separator: " ")),
    ])
    script.addActions()
    script.code(
      "for program in railway jq; do command -v \"$program\" > /dev/null || refuse \"$program is missing\"; done")
    script.command(["cd", "--", .variable("here", then: "/" + operations.toSources)])
    script.code(
      "confirm \"Roll back in $environment: $services?\"\nfailed=0\nfor service in $services; do\n  case $service in")
    operations.addNames(&script, of: services, indent: 2)
    script.code(Self.loop)
    script.code("[ \"$failed\" -eq 0 ] || exit 1\n[ -z \"$dry\" ] || exit 0")
    script.comment("shellcheck disable=SC2086 # checked above: no spaces, no patterns")
    if operations.unknownAddresses.isEmpty {
      script.command([.text(operations.smokeTest), .code("$bases")])
    } else {
      script.command(
        [.code("if [ -n \"$bases\" ]; then"), .text(operations.smokeTest), .code("$bases; fi")])
    }
    return script
  }

  private static let loop: StaticString = #"""
      esac
      # The newest first: the first good one serves now, the second did before.
      id=$(railway deployment list --service "$name" --environment "$environment" --limit 20 --json |
        jq -r '[.[] | select(.status == "SUCCESS" or .status == "REMOVED")][1].id // empty')
      if [ -z "$id" ]; then echo "rollback: $service has no former deployment" >&2; failed=1; continue; fi
      case $id in *[!A-Za-z0-9-]*) fail "unexpected id of a deployment of $service" ;; esac
      if [ -n "$dry" ]; then echo "+ deploymentRollback $service $id"; continue; fi
      can=$(railway api "query { deployment(id: \"$id\") { canRollback } }" |
        jq -r '.data.deployment.canRollback // .deployment.canRollback')
      if [ "$can" != true ]; then
        echo "rollback: the image of $service is gone; deploy its former commit again" >&2
        failed=1
        continue
      fi
      railway api "mutation { deploymentRollback(id: \"$id\") { id status } }" > /dev/null
      echo "rollback: $service to $id"
    done
    """#
}

/// `down.sh` for Railway: code services are taken down; databases and volumes stay.
struct RailwayDownScript {
  private let operations: RailwayOperations

  init(_ operations: RailwayOperations) { self.operations = operations }

  var script: ShellScript {
    let services = operations.uploads
    var script = ShellScript.beginning(
      "down",
      usage: [
        "usage: down.sh [--dry-run] [--yes]", "  --dry-run   print the commands, start nothing",
        "  --yes       do not ask",
      ],
      purpose: [
        "Takes the services of \(operations.environment) down: \(services.map(\.dns).joined(separator: ", ")). Databases keep running",
        "and volumes stay; deploy.sh starts the services again.",
      ])
    script.assign("environment", .text(operations.environment))
    script.code(
      #"""
      dry='' yes=''
      while [ $# -gt 0 ]; do
        case $1 in
        --dry-run) dry=1 ;;
        --yes) yes=1 ;;
        --help) usage; exit 0 ;;
        *) misuse "unknown option: $1" ;;
        esac
        shift
      done
      """#)
    script.addActions()
    script.code("confirm \"Take all services of $environment down?\"")
    for service in services.reversed() {
      script.command([
        "run", "railway", "down", "--service", .text(operations.names.display(service.name)), "--environment",
        .code("\"$environment\" --yes"),
      ])
    }
    return script
  }
}
