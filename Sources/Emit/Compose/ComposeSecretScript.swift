import IR

/// `secrets.sh` of one machine: fills the env file where no infracc is.
struct ComposeSecretScript {
  private let operations: ComposeOperations
  private let file: ComposeEnvFileScript
  private let secrets: [SecretInfo]
  private let settings: [Setting]

  /// A value that an operator supplies and that is no secret.
  private struct Setting {
    let name: String
    let isRequired: Bool
    let remark: String
  }

  /// Nil where the env file needs no value.
  init?(_ operations: ComposeOperations, _ file: ComposeEnvFileScript) {
    self.operations = operations
    self.file = file
    let program = operations.program
    secrets = program.secrets.filter { !$0.usedBy.isEmpty || $0.isStoreOwned }
    var seen = Set(program.secrets.map(\.env))
    var settings: [Setting] = []
    for variable in program.shared + program.services.flatMap(\.values)
    where (variable.isOperatorSupplied || variable.value == nil) && seen.insert(variable.name).inserted {
      settings.append(
        Setting(
          name: variable.name, isRequired: variable.isRequired && variable.value == nil,
          remark: variable.remark))
    }
    self.settings = settings
    if secrets.isEmpty && settings.isEmpty { return nil }
  }

  private var alphabets: Set<String> {
    Set(secrets.compactMap(\.alphabet))
  }

  private var asks: Bool { !settings.isEmpty || secrets.contains { $0.source == .external } }

  var script: ShellScript {
    let environment = operations.environment
    let name = operations.project.envFile
    var script = ShellScript.beginning(
      "secrets",
      usage: [
        "usage: secrets.sh [OPTION]...",
        "  --check               list what is missing, write nothing; ends with 1 where a required value is",
      ] + operations.hostUsage + ["  --dry-run             like --check, but ends with 0"],
      purpose: [
        "Fills \(name) of \(environment): makes values"
          + (asks ? ", and takes the others from the environment or asks for them." : ".")
          + " What is there is kept, so that",
        "it may be run again after a new one was declared. Values are never on a command line or on the screen.",
      ])
    script.code("here=$(cd -- \"$(dirname -- \"$0\")\" && pwd)")
    script.assign("dir", .text("/srv/\(operations.project.name)"))
    script.code(
      #"""
      check='' dry='' host=''
      while [ $# -gt 0 ]; do
        case $1 in
        --check) check=1 ;;
        --dry-run) check=1 dry=1 ;;
      """#)
    script.code(ComposeOperations.hostOptions)
    script.code(
      #"""
        --help) usage; exit 0 ;;
        *) misuse "unknown option: $1" ;;
        esac
        shift
      done
      fail() { printf '%s: %s\n' "$me" "$1" >&2; exit 1; }
      """#)
    script.assign("remote", .variable("dir", then: "/" + operations.location(of: "secrets.sh")))
    script.code(
      #"""
      # shellcheck disable=SC2029 # everything in it was checked above; -t: it may ask there
      if [ -n "$host" ]; then exec ssh -t "$host" "sh '$remote'${check:+ --check}"; fi
      """#)
    script.command(["cd", "--", .variable("here", then: "/" + operations.toProject)])
    file.addBeginning(to: &script, next: "new")
    script.assign("example", .text(file.example))
    script.code(Self.kept)
    if asks {
      script.code(ShellScript.ask)
      script.code(ShellScript.allowed)
    }
    script.addRandom(alphabets)
    if !alphabets.isEmpty { script.code(Self.generation) }
    if asks { script.code(Self.supply) }
    script.emptyLine()
    for secret in secrets { script.command(line(secret)) }
    for setting in settings {
      script.command([
        "supply", .text(setting.name), setting.isRequired ? "required" : "optional", "any",
        ShellScript.environment(setting.name), .text(setting.remark),
      ])
    }
    script.code(Self.end)
    return script
  }

  private func line(_ secret: SecretInfo) -> [ShellScript.Word] {
    if case .generate(let alphabet, let bytes) = secret.source {
      return ["generate", .text(secret.env), .text(alphabet), .text(String(bytes))]
        + [secret.prefix].compactMap(\.self).map { .text($0) }
    }
    return [
      "supply", .text(secret.env), secret.isRequired ? "required" : "optional", secret.isURLSafe ? "url" : "any",
      ShellScript.environment(secret.env), .text(ChangedSecret.remark(on: secret)),
    ] + secret.others(in: secrets).map { .text($0.env) }
  }

  private static let kept: StaticString = #"""
    [ ! -e "$file.next" ] || refuse "a rotation has not ended: run rotate-secret.sh again first"
    missing=0 made=0 echoes=''
    gone() {
      [ -z "$echoes" ] || stty "$echoes"
      [ -n "$check" ] || rm -f "$next" "$next~"
    }
    trap gone EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    if [ -n "$check" ]; then next=$file
    elif [ -e "$file" ]; then cat "$file" > "$next"
    elif [ -e "$example" ]; then cat "$example" > "$next"
    else : > "$next"
    fi
    # miss NAME REASON: the value is not there
    miss() { printf '%s: missing (%s)\n' "$1" "$2" >&2; }
    """#

  private static let generation: StaticString = #"""
    # generate NAME ALPHABET BYTES [PREFIX]
    generate() {
      if has "$1"; then return 0; fi
      if [ -n "$check" ]; then miss "$1" generated; missing=1; return 0; fi
      value=$(random "$2" "$3")
      [ -n "$value" ] || fail "$1: no random bytes"
      put "$1" "${4-}$value"
      made=$((made + 1))
    }
    """#

  private static let supply: StaticString = #"""
    # supply NAME required|optional any|url VALUE REMARK [NAME...]: the last ones have other values
    supply() {
      name=$1 need=$2 characters=$3 value=$4 remark=$5
      shift 5
      if has "$name"; then return 0; fi
      if [ -n "$check" ]; then miss "$name" "$need"; [ "$need" = optional ] || missing=1; return 0; fi
      if [ -z "$value" ]; then
        [ "$need" = required ] || return 0
        ask "$name" "$remark"
        value=$answer
      fi
      allowed "$name" "$characters" "$value"
      for other in "$@"; do
        [ "$(raw "$other" "$next")" != "$(quoted "$value")" ] || fail "$name must not have the value of $other"
      done
      put "$name" "$value"
      made=$((made + 1))
    }
    """#

  private static let end: StaticString = #"""
    if [ -n "$dry" ]; then exit 0; fi
    if [ -n "$check" ]; then exit "$missing"; fi
    if [ "$made" = 0 ] && [ -e "$file" ]; then echo 'secrets: nothing is missing'; exit 0; fi
    mv -f "$next" "$file"
    echo "secrets: $made set in $file"
    """#
}
