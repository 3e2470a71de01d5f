import IR

/// The values of an environment that are shared variables on Railway, for the scripts that set them.
///
/// Optional ones are set on the services, and databases make their passwords themselves.
struct RailwaySharedValues {
  /// A value that a person supplies and that is no secret.
  struct Setting {
    let name: String
    let remark: String
  }

  let secrets: [SecretInfo]
  let settings: [Setting]

  init(_ program: Program) {
    secrets = program.secrets.filter { $0.isRequired && !$0.isStoreOwned }
    settings = program.shared.filter { $0.value == nil && $0.isRequired }.map { variable in
      return Setting(
        name: variable.name,
        remark: variable.remark)
    }
  }

  var isEmpty: Bool { secrets.isEmpty && settings.isEmpty }

  /// Values that are in one of the variables of the script: `put` adds one, `edit` brings them to Railway.
  static let edit: StaticString = #"""
    parts='' names=''
    # put NAME VALUE: printf is a part of the shell, so that no command line has the value
    put() {
      names="$names $1"
      [ -n "$dry" ] || parts=$parts$(printf %s "$2" | jq -Rsc --arg name "$1" '{($name): {value: .}}')
    }
    # edit: sets what was put
    edit() {
      if [ -n "$dry" ]; then echo "+ railway environment edit --environment $environment:$names"; return 0; fi
      printf %s "$parts" | jq -sc '{sharedVariables: add}' |
        railway environment edit --environment "$environment" --message "secrets:$names"
    }
    """#
}

/// `secrets.sh` for Railway: sets the shared variables that are missing.
struct RailwaySecretScript {
  private let operations: RailwayOperations
  private let values: RailwaySharedValues

  /// Nil where nothing is shared that has no value in the topology.
  init?(_ operations: RailwayOperations) {
    self.operations = operations
    values = RailwaySharedValues(operations.program)
    if values.isEmpty { return nil }
  }

  private var alphabets: Set<String> {
    Set(values.secrets.compactMap(\.alphabet))
  }

  private var asks: Bool { !values.settings.isEmpty || values.secrets.contains { $0.source == .external } }

  var script: ShellScript {
    var script = ShellScript.beginning(
      "secrets",
      usage: [
        "usage: secrets.sh [OPTION]...",
        "  --check     list what is missing, set nothing; ends with 1 where something is",
        "  --dry-run   print what is set where nothing is there, start nothing",
      ],
      purpose: [
        "Sets the shared variables of \(operations.environment) on Railway that are missing: makes values"
          + (asks ? ", and takes the" : ".")
      ]
        + (asks ? ["others from the environment or asks for them."] : [])
        + ["Values that are there are kept. Railway deploys the services that read a new one."])
    script.assign("environment", .text(operations.environment))
    script.code(Self.options)
    script.code(RailwayOperations.tools)
    script.code(Self.known)
    script.code(RailwaySharedValues.edit)
    script.addRandom(alphabets)
    if !alphabets.isEmpty { script.code(Self.generation) }
    if asks {
      script.code(ShellScript.quietTerminal)
      script.code(ShellScript.ask)
      script.code(ShellScript.allowed)
      script.code(Self.supply)
    }
    script.emptyLine()
    for secret in values.secrets { script.command(line(secret)) }
    for setting in values.settings {
      script.command([
        "supply", .text(setting.name), "any", ShellScript.environment(setting.name), .text(setting.remark),
      ])
    }
    script.code(
      #"""
      if [ -n "$check" ]; then exit "$missing"; fi
      if [ -z "$names" ]; then echo 'secrets: nothing is missing'; exit 0; fi
      edit
      [ -n "$dry" ] || echo "secrets: set$names"
      """#)
    return script
  }

  private func line(_ secret: SecretInfo) -> [ShellScript.Word] {
    if case .generate(let alphabet, let bytes) = secret.source {
      return ["generate", .text(secret.env), .text(alphabet), .text(String(bytes))]
        + [secret.prefix].compactMap(\.self).map { .text($0) }
    }
    return [
      "supply", .text(secret.env), secret.isURLSafe ? "url" : "any", ShellScript.environment(secret.env),
      .text(ChangedSecret.remark(on: secret)),
    ] + secret.others(in: values.secrets).map { .text($0.env) }
  }

  private static let options: StaticString = #"""
    check='' dry=''
    while [ $# -gt 0 ]; do
      case $1 in
      --check) check=1 ;;
      --dry-run) dry=1 ;;
      --help) usage; exit 0 ;;
      *) misuse "unknown option: $1" ;;
      esac
      shift
    done
    fail() { printf '%s: %s\n' "$me" "$1" >&2; exit 1; }
    """#

  private static let known: StaticString = #"""
    config='{}' missing=0
    [ -n "$dry" ] || config=$(railway environment config --environment "$environment" --json)
    known=" $(printf '%s' "$config" | jq -r '.sharedVariables // {} | keys | join(" ")') "
    has() { case $known in *" $1 "*) return 0 ;; esac; return 1; }
    # miss NAME REASON: the value is not there
    miss() { printf '%s: missing (%s)\n' "$1" "$2" >&2; missing=1; }
    """#

  private static let generation: StaticString = #"""
    # generate NAME ALPHABET BYTES [PREFIX]
    generate() {
      if has "$1"; then return 0; fi
      if [ -n "$check" ]; then miss "$1" generated; return 0; fi
      value=$(random "$2" "$3")
      [ -n "$value" ] || fail "$1: no random bytes"
      put "$1" "${4-}$value"
    }
    """#

  private static let supply: StaticString = #"""
    # supply NAME any|url VALUE REMARK [NAME...]: the last ones have other values
    supply() {
      name=$1 characters=$2 value=$3 remark=$4
      shift 4
      if has "$name"; then return 0; fi
      if [ -n "$check" ]; then miss "$name" required; return 0; fi
      if [ -n "$dry" ]; then put "$name" ''; return 0; fi
      if [ -z "$value" ]; then
        ask "$name" "$remark"
        value=$answer
      fi
      allowed "$name" "$characters" "$value"
      for other in "$@"; do
        same=$(printf '%s%s' "$config" "$parts" | jq -sr --arg name "$other" '(.[0].sharedVariables // {}) + (.[1:] | add // {}) | .[$name].value // ""')
        [ "$same" != "$value" ] || fail "$name must not have the value of $other"
      done
      put "$name" "$value"
    }
    """#
}

/// `rotate-secret.sh` for Railway: one shared variable gets another value, and the services that read it are deployed.
struct RailwayRotationScript {
  private let operations: RailwayOperations
  private let secrets: [ChangedSecret]

  /// Nil where Railway shares no secret.
  init?(_ operations: RailwayOperations) {
    self.operations = operations
    secrets = ChangedSecret.all(operations.program).filter { $0.info.isRequired && !$0.info.isStoreOwned }
    if secrets.isEmpty { return nil }
  }

  var script: ShellScript {
    let isAsked = secrets.contains(where: \.isSupplied)
    var script = ShellScript.beginning(
      "rotate-secret",
      usage: [
        "usage: rotate-secret.sh NAME [OPTION]...", "  NAME        \(secrets.map(\.info.env).joined(separator: " "))",
        "  --dry-run   print the commands, change nothing", "  --yes       do not ask",
      ],
      purpose: [
        "Gives a shared variable of \(operations.environment) on Railway another value, and waits for the services that read it.",
        "The former value is gone. Passwords of databases are Railway's own: their services in the dashboard have them.",
      ])
    script.assign("environment", .text(operations.environment))
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
    script.code(RailwayOperations.tools)
    script.code(RailwayDeployScript.settled)
    script.code(Self.replacement)
    script.code(RailwaySharedValues.edit)
    script.addRandom(Set(secrets.compactMap(\.form?.alphabet)))
    if isAsked {
      script.code(ShellScript.quietTerminal)
      script.code(ShellScript.ask)
      script.code(ShellScript.allowed)
    }
    script.emptyLine()
    script.addQuestions(secrets)
    script.code("value='' skip=$dry")
    script.addNewValue(secrets)
    script.comment("The services that read it, by their names on Railway, and their deployments before.")
    script.code("set --")
    let uploaded = Set(operations.uploads.map(\.name))
    script.cases(
      of: "name",
      secrets.map { secret in
        let names = secret.info.usedBy.filter(uploaded.contains).map(operations.names.display)
        return (secret.info.env, names.isEmpty ? [] : [[.code("set --")] + names.map { .text($0) }])
      })
    script.code(
      #"""
      ids=''
      [ -n "$dry" ] || for service in "$@"; do ids="$ids$(newest "$service") "; done
      put "$name" "$value"
      edit
      for service in "$@"; do
        replaced "$service" "${ids%% *}"
        ids=${ids#* }
      done
      [ -z "$dry" ] || exit 0
      echo "rotate-secret: $name has another value"
      """#)
    script.addRevocation(secrets)
    return script
  }

  private static let replacement: StaticString = #"""
    # newest NAME: the id of its newest deployment
    newest() {
      railway deployment list --service "$1" --environment "$environment" --limit 1 --json | jq -r '.[0].id // "none"'
    }
    # replaced NAME ID: waits until its newest deployment is another one, at most 2 minutes, and then for that one
    replaced() {
      if [ -n "$dry" ]; then echo "+ wait for $1"; return 0; fi
      n=0
      while [ "$(newest "$1")" = "$2" ]; do
        n=$((n + 1))
        [ "$n" -lt 24 ] || fail "Railway has not deployed $1 again: railway redeploy --service '$1' --environment $environment"
        sleep 5
      done
      settled "$1"
    }
    """#
}
