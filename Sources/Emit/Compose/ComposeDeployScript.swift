import IR

/// `deploy.sh` of one machine: a version, one phase after the other.
struct ComposeDeployScript {
  private let operations: ComposeOperations

  init(_ operations: ComposeOperations) { self.operations = operations }

  private var project: ComposeProject { operations.project }
  private var environment: String { operations.environment }
  private var images: [ComposeOperations.Image] { operations.images }

  var script: ShellScript {
    var script = ShellScript.beginning("deploy", usage: usage, purpose: purpose)
    script.code("here=$(cd -- \"$(dirname -- \"$0\")\" && pwd)")
    script.assign("dir", .text("/srv/\(project.name)"))
    addOptions(&script)
    script.addActions()
    operations.addCompose(&script)
    let roll = ComposeRoll(operations)
    roll.addFunctions(&script)
    script.command(["cd", "--", .variable("here", then: "/" + operations.toProject)])
    operations.passNames(&script)
    operations.nameImages(&script)
    addPreconditions(&script)
    addImages(&script)
    script.code("if [ -n \"$host\" ]; then")
    addShipping(&script)
    script.code("  exit 0\nfi")
    addData(&script)
    addServices(&script)
    return script
  }

  // MARK: How it is called

  private var purpose: [String] {
    [
      "Deploys \(environment) on the machine that it runs on, or on another one over SSH. The order: images, stores, a backup,",
      "migrations while the former version serves, services, a look from outside. After a failure, run it again.",
    ]
  }

  private var usage: [String] {
    var lines = ["usage: deploy.sh [OPTION]...", "  --tag TAG             the version; the commit of the working tree"]
    if !images.isEmpty {
      lines.append("  --pull                take the images of TAG from their registry, and build nothing")
      let variables = images.map(\.variable).joined(separator: " ")
      lines.append("                        other names, without a tag, are taken from \(variables)")
    }
    if !operations.backups.isEmpty { lines.append("  --no-backup           make no dump before the migrations") }
    if !images.isEmpty { lines.append("  --rollback            go back where the new version fails") }
    lines.append("  --base SERVICE=URL    for smoke.sh")
    return lines + operations.hostUsage + [
      "  --dry-run             print the commands, start nothing",
      "  --yes                 do not ask",
    ]
  }

  private func addOptions(_ script: inout ShellScript) {
    if !images.isEmpty { script.code("built=''") }
    script.code(
      #"""
      tag='' pull='' backup=1 back='' bases='' host='' dry='' yes=''
      while [ $# -gt 0 ]; do
        case $1 in
        --tag) [ $# -gt 1 ] || misuse '--tag takes a tag'; tag=$2; shift ;;
        --no-backup) backup='' ;;
        --rollback) back=1 ;;
        --base)
          [ $# -gt 1 ] || misuse '--base takes SERVICE=URL'
          case $2 in *[!A-Za-z0-9_.:/=-]*) misuse '--base takes SERVICE=URL' ;; esac
          bases="$bases --base $2"; shift ;;
      """#)
    script.code(ComposeOperations.hostOptions)
    // The second is for deploy.sh itself, on another machine.
    if !images.isEmpty { script.code("  --pull) pull=1 ;;\n  --built) built=1 ;;") }
    script.code(
      #"""
        --dry-run) dry=1 ;;
        --yes) yes=1 ;;
        --help) usage; exit 0 ;;
        *) misuse "unknown option: $1" ;;
        esac
        shift
      done
      cd -- "$here"
      if [ -z "$tag" ]; then
        # A tree with changes is no version of its commit.
        tag=$(git rev-parse --short=12 HEAD 2> /dev/null) || tag=''
        if [ -z "$tag" ] || [ -n "$(git status --porcelain --untracked-files=no 2> /dev/null)" ]; then
          tag="${tag:+$tag-}$(date -u +%Y%m%dT%H%M%SZ)"
        fi
      fi
      """#)
    script.code(ComposeOperations.tagPattern)
  }

  // MARK: Steps

  private func addPreconditions(_ script: inout ShellScript) {
    script.emptyLine()
    script.code(
      #"""
      step '0 preconditions'
      if [ -z "$host" ] || [ -z "$pull" ]; then
      """#)
    let location = project.layout.style == .tree ? "\(environment)/compose/.env" : project.envFile
    script.code(
      #"""
        [ -n "$dry" ] || docker compose version > /dev/null || refuse 'Docker Compose 2.25 or newer is needed'
      """#)
    script.command(
      [
        .code("[ -f"), .text(project.envFile), .code("] || [ -n \"$dry\" ] ||"), "refuse",
        .text("\(location) is missing: infracc secrets -e \(environment) --generate"),
      ], indent: 2)
    script.comment("Names a variable that the env file lacks.", indent: 2)
    script.code("  compose config --quiet\nfi")
    script.command(["confirm", .parts(.code("Deploy $tag to "), .text(environment), .code("${host:+ on $host}?"))])
  }

  private func addImages(_ script: inout ShellScript) {
    script.emptyLine()
    if images.isEmpty { return script.comment("1 images: all of them are finished.") }
    script.code("step \"1 images, $tag\"")
    let services = images.map { ShellScript.Word.text($0.service) }
    script.code("if [ -n \"$built\" ]; then echo 'built elsewhere'\nelif [ -n \"$pull\" ]; then")
    script.command([.code("[ -n \"$host\" ] ||"), "compose", "pull", "--policy", "always"] + services, indent: 2)
    script.code("else")
    script.command(["compose", "build"] + services, indent: 2)
    script.code("fi")
  }

  /// What happens instead where the machine is another one.
  private func addShipping(_ script: inout ShellScript) {
    script.code("  step \"files and images to $host\"")
    script.comment("The env file and the list of releases stay those of the server.", indent: 2)
    let root = operations.toRoot
    let paths = operations.shippedPaths.map { ShellScript.Word.text($0) }
    script.code("  # shellcheck disable=SC2029,SC2329 # `run` calls it; $dir was checked above\n  send() {")
    script.command(
      [
        "tar", "-C", .text(root), "-cf", "-", "--exclude=.env", "--exclude=.env.before", "--exclude=*/releases",
      ] + paths + [.code("|")], indent: 4)
    script.code(#"      ssh "$host" "mkdir -p '$dir' && tar -C '$dir' -xf -""#)
    script.code("  }\n  run send")
    if !images.isEmpty {
      script.code("  if [ -z \"$pull\" ]; then\n    # shellcheck disable=SC2329 # `run` calls it\n    load() {")
      script.command(
        ["docker", "save"] + images.map { ShellScript.Word.variable($0.variable) }
          + [.code("| ssh \"$host\" docker load")], indent: 6)
      script.code("    }\n    run load\n  fi")
    }
    script.code(
      #"""
        words="--yes --tag $tag${pull:+ --pull}${back:+ --rollback}$bases"
        [ -n "$backup" ] || words="$words --no-backup"
      """#)
    if !images.isEmpty { script.code("  [ -n \"$pull\" ] || words=\"$words --built\"") }
    script.assign("remote", .variable("dir", then: "/" + operations.location(of: "deploy.sh")), indent: 2)
    script.code(
      #"""
        # shellcheck disable=SC2029 # everything in it was checked above
        run ssh "$host" "env$names sh '$remote' $words"
      """#)
  }

  private func addData(_ script: inout ShellScript) {
    let stores = operations.stores
    if !stores.isEmpty {
      script.emptyLine()
      script.code("step '2 stores'")
      let built = operations.backups.filter { $0.image != nil }.map { ShellScript.Word.text($0.name) }
      if !built.isEmpty { script.command(["compose", "build"] + built) }
      script.command(["compose", "up", "--detach", "--wait", "--no-build"] + stores.map { .text($0) })
    }
    let backups = operations.backups
    if !backups.isEmpty {
      script.emptyLine()
      script.code("if [ -n \"$backup\" ]; then\n  step '3 backup'")
      for backup in backups {
        script.command(
          backup.secondOfDay == nil
            ? ["compose", "run", "--rm", "-T", .text(backup.name)]
            : ["compose", "exec", "-T", .text(backup.name), "/bin/sh", "/usr/local/bin/backup", "once"], indent: 2)
      }
      script.code("fi")
    }
    let releases = operations.releaseCommands
    if !releases.isEmpty {
      script.emptyLine()
      script.code("step '4 migrations; the former version keeps serving'")
      for release in releases {
        let failure = ShellScript.Word.text("\(release) failed: the former version keeps serving")
        script.command(["compose", "run", "--rm", "-T", .text(release), .code("||"), "fail", failure])
      }
    }
  }

  private func addServices(_ script: inout ShellScript) {
    script.emptyLine()
    script.assign("releases", .text(operations.releases))
    script.code(
      #"""
      step '5 services'
      remember() { [ -n "$dry" ] || printf '%s %s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$tag" "$1" >> "$releases"; }
      failed() {
        [ "$1" -ne 0 ] || return 0
        remember failed
      """#)
    if images.isEmpty {
      script.code("  echo \"$me: $tag failed: deploy the former commit again\" >&2")
    } else {
      let back = ShellScript.Word.text(operations.script("rollback.sh"))
      script.code("  if [ -n \"$back\" ] && [ -z \"$dry\" ]; then\n    echo \"$me: $tag failed; going back\" >&2")
      script.comment("shellcheck disable=SC2086 # checked above: no spaces, no patterns", indent: 4)
      script.command(["sh", back, "--yes", .code("$bases || :")], indent: 4)
      script.code("  else")
      script.command(
        [.code("echo \"$me: $tag failed; the former version:\""), .text(location("rollback.sh")), .code(">&2")],
        indent: 4)
      script.code("  fi")
    }
    script.code("}\ntrap 'failed $?' EXIT\ntrap 'exit 130' INT\ntrap 'exit 143' TERM")
    let roll = ComposeRoll(operations)
    if roll.isUsed {
      roll.addCalls(&script)
      script.comment(
        "What is not started yet, the proxy where its configuration has changed, and what is no longer declared.")
    }
    let up: [ShellScript.Word] = ["compose", "up", "--detach", "--wait", "--no-build"]
    // Programs of a second file, which measure the environment, are in the same project.
    script.command(operations.project.program.isMeasured ? up : up + ["--remove-orphans"])
    script.emptyLine()
    script.code("step '6 from outside'")
    script.comment("shellcheck disable=SC2086 # checked above: no spaces, no patterns")
    script.command(["run", .text(operations.smokeTest)] + operations.smokeOptions + [.code("$bases")])
    script.code(
      #"""
      trap - EXIT
      # One line for each deployment, the newest last. Running the same version again adds none.
      [ "$(tail -n 1 "$releases" 2> /dev/null | cut -d ' ' -f 2-)" = "$tag good" ] || remember good
      """#)
    script.command([.code("[ -n \"$dry\" ] ||"), "echo", .variable("tag", before: "deploy: \(environment) runs ")])
  }

  /// Where a person finds a script, from the common directory.
  private func location(_ script: String) -> String { operations.location(of: script) }
}
