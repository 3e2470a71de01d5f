import IR

/// `rollback.sh` of one machine: the images of a former deployment.
struct ComposeRollbackScript {
  private let operations: ComposeOperations

  /// Nil where no image is built, so that there is no former one.
  init?(_ operations: ComposeOperations) {
    if operations.images.isEmpty || operations.code.isEmpty { return nil }
    self.operations = operations
  }

  var script: ShellScript {
    let environment = operations.environment
    var script = ShellScript.beginning(
      "rollback",
      usage: [
        "usage: rollback.sh [TAG] [OPTION]...",
        "  TAG                   a version that was deployed; the last good one before the present one",
        "  --base SERVICE=URL    for smoke.sh",
      ] + operations.hostUsage + [
        "  --dry-run             print the commands, start nothing", "  --yes                 do not ask",
      ],
      purpose: [
        "Starts the images of a former deployment of \(environment) again. The database is not rolled back: where the former code",
        "cannot live with the new schema, restore the dump that deploy.sh made before the migrations.",
      ])
    script.code("here=$(cd -- \"$(dirname -- \"$0\")\" && pwd)")
    script.assign("dir", .text("/srv/\(operations.project.name)"))
    script.code(
      #"""
      tag='' bases='' host='' dry='' yes=''
      while [ $# -gt 0 ]; do
        case $1 in
        --base)
          [ $# -gt 1 ] || misuse '--base takes SERVICE=URL'
          case $2 in *[!A-Za-z0-9_.:/=-]*) misuse '--base takes SERVICE=URL' ;; esac
          bases="$bases --base $2"; shift ;;
      """#)
    script.code(ComposeOperations.hostOptions)
    script.code(
      #"""
        --dry-run) dry=1 ;;
        --yes) yes=1 ;;
        --help) usage; exit 0 ;;
        -*) misuse "unknown option: $1" ;;
        *) [ -z "$tag" ] || misuse 'one tag at most'; tag=$1; [ -n "$tag" ] || misuse 'an empty tag' ;;
        esac
        shift
      done
      if [ -n "$tag" ]; then
      """#)
    script.code(ComposeOperations.tagPattern, indent: 2)
    script.code("fi")
    script.addActions()
    operations.addCompose(&script)
    let roll = ComposeRoll(operations)
    roll.addFunctions(&script)
    script.code("if [ -n \"$host\" ]; then")
    operations.passNames(&script)
    script.command(
      ["confirm", .variable("host", before: "Roll \(environment) back on ", then: "?")], indent: 2)
    script.assign("remote", .variable("dir", then: "/" + operations.location(of: "rollback.sh")), indent: 2)
    script.code(
      #"""
        # shellcheck disable=SC2029 # everything in it was checked above
        run ssh "$host" "env$names sh '$remote' $tag --yes$bases"
        exit 0
      fi
      """#)
    script.command(["cd", "--", .variable("here", then: "/" + operations.toProject)])
    script.assign("releases", .text(operations.releases))
    script.code(
      #"""
      [ -f "$releases" ] || fail 'deploy.sh has deployed nothing here: there is no list of releases'
      now=$(tail -n 1 "$releases" | cut -d ' ' -f 2)
      good=$(sed -n 's/^[^ ]* \([^ ]*\) good$/\1/p' "$releases")
      [ -n "$tag" ] || tag=$(printf '%s\n' "$good" | grep -vxF -e "$now" | tail -n 1) || :
      [ -n "$tag" ] || fail "there is no good release before $now"
      """#)
    script.code(ComposeOperations.tagPattern)
    script.code(
      #"""
      printf '%s\n' "$good" | grep -qxF -e "$tag" ||
        fail "$tag was never good here; there is: $(printf '%s\n' "$good" | sort -u | tr '\n' ' ')"
      """#)
    operations.nameImages(&script)
    script.command(["confirm", .parts(.code("Replace $now by $tag in "), .text("\(environment)?"))])
    script.comment("--no-deps: the release command of the former version must not run.")
    if roll.isUsed {
      roll.addCalls(&script)
    } else {
      script.command(
        ["compose", "up", "--detach", "--wait", "--no-build", "--no-deps"] + operations.code.map { .text($0.dns) })
    }
    script.comment("shellcheck disable=SC2086 # checked above: no spaces, no patterns")
    script.command(["run", .text(operations.smokeTest)] + operations.smokeOptions + [.code("$bases")])
    script.code(
      #"""
      [ -z "$dry" ] || exit 0
      printf '%s %s good\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$tag" >> "$releases"
      """#)
    script.command(
      [
        "echo",
        .variable("tag", before: "rollback: \(environment) runs ", then: " again; the database is not rolled back"),
      ])
    return script
  }
}

/// `down.sh` of one machine: stops the code of an unused environment; data stays.
struct ComposeDownScript {
  private let operations: ComposeOperations

  /// Nil where there is no code to stop.
  init?(_ operations: ComposeOperations) {
    if operations.code.isEmpty { return nil }
    self.operations = operations
  }

  var script: ShellScript {
    let environment = operations.environment
    let names = operations.code.map(\.dns)
    var script = ShellScript.beginning(
      "down",
      usage: [
        "usage: down.sh [OPTION]..."
      ] + operations.hostUsage + [
        "  --dry-run             print the commands, start nothing", "  --yes                 do not ask",
      ],
      purpose: [
        "Stops the services of \(environment): \(names.joined(separator: ", ")). Stores keep running and volumes stay; deploy.sh",
        "starts the services again.",
      ])
    script.code("here=$(cd -- \"$(dirname -- \"$0\")\" && pwd)")
    script.assign("dir", .text("/srv/\(operations.project.name)"))
    script.code(
      #"""
      host='' dry='' yes=''
      while [ $# -gt 0 ]; do
        case $1 in
      """#)
    script.code(ComposeOperations.hostOptions)
    script.code(
      #"""
        --dry-run) dry=1 ;;
        --yes) yes=1 ;;
        --help) usage; exit 0 ;;
        *) misuse "unknown option: $1" ;;
        esac
        shift
      done
      """#)
    script.addActions()
    operations.addCompose(&script)
    script.command(["confirm", .text("Stop all services of \(environment)?")])
    script.assign("remote", .variable("dir", then: "/" + operations.location(of: "down.sh")))
    script.code(
      #"""
      # shellcheck disable=SC2029 # everything in it was checked above
      if [ -n "$host" ]; then run ssh "$host" "sh '$remote' --yes"; exit 0; fi
      """#)
    script.command(["cd", "--", .variable("here", then: "/" + operations.toProject)])
    script.command(["compose", "stop"] + names.map { .text($0) })
    return script
  }
}
