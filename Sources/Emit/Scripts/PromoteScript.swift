/// `promote.sh`: brings the version that one environment runs well to another.
struct PromoteScript {
  /// What promotion needs of an environment.
  struct Environment {
    let name: String
    let promotions: [(target: String, promotion: TargetScripts.Promotion)]
  }

  static let path = "scripts/promote.sh"

  private let environments: [Environment]
  private let layout: OutputLayout

  /// Nil where there are not two environments with a deployment that a script can start.
  init?(_ environments: [Environment], _ layout: OutputLayout) {
    self.environments = environments.filter { !$0.promotions.isEmpty }
    self.layout = layout
    if self.environments.count < 2 { return nil }
  }

  /// What is promoted to without an option: production, or the environment that is declared first.
  private var goal: Environment { environments.first { $0.name == "production" } ?? environments[0] }

  /// What is promoted from without an option: the last of the others.
  private var source: Environment { environments.last { $0.name != goal.name } ?? environments[0] }

  private var targets: [String] {
    var names: [String] = []
    for (target, _) in environments.flatMap(\.promotions) where !names.contains(target) { names.append(target) }
    return names
  }

  var script: ShellScript {
    var script = ShellScript.beginning(
      "promote", usage: usage,
      purpose: [
        "Brings the commit that runs in one environment to another: compares them, checks the first from outside, deploys."
      ])
    script.assign("from", .text(source.name))
    script.assign("to", .text(goal.name))
    script.assign("target", targets.count == 1 ? .text(targets[0]) : "")
    script.code(Self.options)
    names(&script)
    script.addActions()
    script.code(
      #"""
      cd -- "$(dirname -- "$0")/.."
      if [ -z "$dry" ]; then
        command -v git > /dev/null || refuse 'git is missing'
        version=$(git rev-parse --short=12 HEAD) || refuse 'this is no git repository'
        [ -z "$(git status --porcelain --untracked-files=no)" ] ||
          fail 'the working tree has changes that no environment has run: commit them, and deploy them there first'
      """#)
    let topology = OutputLayout.relative(
      from: layout.outputFolder, to: layout.repositoryPath(layout.topologyFile))
    script.command(
      [.code("! command -v infracc > /dev/null ||"), "infracc", "diff", .code("\"$from\" \"$to\""), .text(topology)],
      indent: 2)
    script.code(
      #"""
      else
        version=VERSION
      fi

      step "$from from outside"
      # shellcheck disable=SC2086 # checked above: no spaces, no patterns
      run "./$from/scripts/smoke.sh" $bases
      confirm "Promote $version from $from to $to?"
      step "$to"
      case $to/$target in
      """#)
    for environment in environments {
      for (target, promotion) in environment.promotions { deploy(environment, target, promotion, &script) }
    }
    script.code(
      #"""
      *) refuse "$to is not deployed with $target" ;;
      esac
      """#)
    return script
  }

  private var usage: [String] {
    let several = targets.count > 1
    return [
      "usage: promote.sh [OPTION]... [-- OPTION OF deploy.sh]...",
      "  --from, --to   \(source.name) and \(goal.name); there is: \(environments.map(\.name).joined(separator: " "))",
    ] + (several ? ["  --target       how it is deployed: \(targets.joined(separator: " "))"] : []) + [
      "  --base         SERVICE=URL for smoke.sh of the first environment",
      "  --dry-run      print the commands, start nothing",
      "  --yes          do not ask",
    ]
  }

  private func names(_ script: inout ShellScript) {
    script.code("for name in \"$from\" \"$to\"; do\n  case $name in")
    script.branch(environments.map(\.name), "", indent: 2)
    script.code(
      #"""
        *) misuse "unknown environment: $name" ;;
        esac
      done
      [ "$from" != "$to" ] || misuse 'an environment is not promoted to itself'
      case $target in
      """#)
    script.branch(targets, "")
    script.code(
      #"""
      '') misuse 'name a --target' ;;
      *) misuse "unknown target: $target" ;;
      esac
      """#)
  }

  private func deploy(
    _ environment: Environment, _ target: String, _ promotion: TargetScripts.Promotion, _ script: inout ShellScript
  ) {
    script.openBranch(environment.name + "/" + target)
    if !promotion.takesOptions {
      script.code("  [ $# -eq 0 ] || misuse \"there are no options for $target\"")
    }
    var words: [ShellScript.Word] = ["run", .text("./\(environment.name)/\(promotion.program)")]
    words += promotion.words.map { .text($0) }
    if promotion.takesVersion { words.append(.code("\"$version\"")) }
    if promotion.takesOptions { words.append(.code("\"$@\"")) }
    script.command(words, indent: 2)
    script.code("  ;;")
  }

  private static let options: StaticString = #"""
    dry='' yes='' bases=''
    while [ $# -gt 0 ]; do
      case $1 in
      --from) [ $# -gt 1 ] || misuse '--from takes an environment'; from=$2; shift ;;
      --to) [ $# -gt 1 ] || misuse '--to takes an environment'; to=$2; shift ;;
      --target) [ $# -gt 1 ] || misuse '--target takes a target'; target=$2; shift ;;
      --base)
        [ $# -gt 1 ] || misuse '--base takes SERVICE=URL'
        case $2 in *[!A-Za-z0-9_.:/=-]*) misuse '--base takes SERVICE=URL' ;; esac
        bases="$bases --base $2"; shift ;;
      --dry-run) dry=1 ;;
      --yes) yes=1 ;;
      --help) usage; exit 0 ;;
      --) shift; break ;;
      *) misuse "unknown option: $1" ;;
      esac
      shift
    done
    """#
}
