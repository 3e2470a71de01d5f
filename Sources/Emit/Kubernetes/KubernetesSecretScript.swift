import Diagnostics
import IR

/// `secrets.sh`: makes the Secrets that the manifests refer to, and the ConfigMap with what an operator supplies.
struct KubernetesSecretScript {
  private let project: KubernetesProject
  private let secrets: [KubernetesSecret]
  private let settings: [KubernetesSetting]

  static let name = "secrets.sh"

  /// Nil: nothing is referred to, or a store outside the cluster has the secrets.
  init?(_ manifests: KubernetesManifests) {
    project = manifests.project
    secrets = manifests.supplies.secrets
    settings = manifests.settings
    if project.options.secretStore != nil || secrets.isEmpty && settings.isEmpty { return nil }
  }

  func write(to writer: inout TextWriter) {
    writer.write(introduction)
    writer.write(KubernetesDeployScript.beginning)
    writer.write("namespace=\(ShellText.quoted(project.namespace))\n")
    writer.write("metadata=\(ShellText.quoted(metadata))\n")
    writer.write(Self.checks)
    if !secrets.isEmpty { writer.write(Self.secretFunctions) }
    if hasTexts { writer.write(Self.texts) }
    if !alphabets.isEmpty { writer.write(random + Self.generation) }
    if asks { writer.write("\(ShellScript.quietTerminal)\n") }
    if !external.isEmpty { writer.write("\(ShellScript.ask)\n" + Self.supply) }
    if !settings.isEmpty { writer.write(Self.settingFunctions) }
    let namespace = "\(KubernetesPhase.keep.rawValue)/\(KubernetesManifests.namespaceFile).yaml"
    writer.write("\n[ -n \"$check\" ] || \(KubernetesDeployScript.apply) -f \(namespace) > /dev/null\n")
    for secret in secrets {
      writer.write(Self.call(["secret", secret.name] + [secret.type].compactMap(\.self)))
      for key in secret.keys { writer.write(line(key)) }
    }
    if !settings.isEmpty {
      writer.write("settings\n")
      for setting in settings { writer.write(line(setting)) }
    }
    writer.write("exit \"$missing\"\n")
  }

  // MARK: What it makes

  /// What is known of a key.
  private func info(_ key: KubernetesSecret.Key) -> SecretInfo? {
    switch key.value {
    case .secret(let id), .part(let id, _): project.program.secret(id)
    case .text: nil
    }
  }

  private var infos: [SecretInfo] { secrets.flatMap(\.keys).compactMap(info) }

  private var external: [SecretInfo] { infos.filter { $0.source == .external } }

  private var alphabets: Set<String> { Set(infos.compactMap(\.alphabet)) }

  /// Whether a person is asked for anything.
  private var asks: Bool { !external.isEmpty || !settings.isEmpty }

  private var introduction: String {
    let what = [
      secrets.isEmpty ? nil : "the Secrets", settings.isEmpty ? nil : "the ConfigMap \(KubernetesProject.settings)",
    ]
    let supplied = asks ? ", and takes the others from the environment or asks for them" : ""
    let lines = [
      "Makes \(what.compactMap(\.self).joined(separator: " and ")) that the manifests refer to. Values that exist are kept: run it again after a new",
      "one was declared.",
      "  ./\(Self.name)             \(alphabets.isEmpty ? "takes values from the environment or asks for them" : "generates values\(supplied)")",
      "  ./\(Self.name) --check     lists what is missing, and ends with 1 where it is required",
      "Values pass through standard input only: never on a command line, in a file or on the screen.",
    ]
    return lines.map { CommentSyntax.hash.line($0) }.joined()
  }

  /// What it does with which values, for the page.
  var summary: String {
    let keys = secrets.flatMap(\.keys).compactMap { key in info(key).map { (key: key, info: $0) } }
    func names(_ isMeant: (KubernetesSecret.Key) -> Bool) -> [String] {
      keys.filter { $0.info.source == .external && isMeant($0.key) }.map(\.info.env)
    }
    var parts: [String] = []
    let generated = keys.count { $0.info.source != .external }
    if generated > 0 { parts.append("makes \(Words.count(generated, "value"))") }
    let asked = names(\.isRequired) + settings.filter(\.isRequired).map(\.name)
    if !asked.isEmpty { parts.append("takes \(Words.enumeration(asked)) from the environment or asks for them") }
    let optional = names { !$0.isRequired } + settings.filter { !$0.isRequired }.map(\.name)
    let rest =
      optional.isEmpty
      ? "" : " Optional values are taken only where the environment has them: \(Words.enumeration(optional))."
    return (parts.isEmpty ? "" : "It \(parts.joined(separator: ", and ")).") + rest
      + " What exists is kept. `./\(Self.name) --check` lists what is missing."
  }

  /// The labels of what is made, as JSON.
  private var metadata: String {
    let labels = project.labels(nil).entries.compactMap { entry -> String? in
      guard case .text(let value) = entry.value else { return nil }
      return "\"\(entry.key)\":\"\(value)\""
    }
    return "{\"labels\":{\(labels.joined(separator: ","))}}"
  }

  // MARK: Lines

  private func line(_ key: KubernetesSecret.Key) -> String {
    if case .text(let text) = key.value { return Self.call(["literal", key.name, text]) }
    guard let info = info(key) else { return "" }
    if case .generate(let alphabet, let bytes) = info.source {
      return Self.call(["generate", key.name, alphabet, String(bytes)] + [info.prefix].compactMap(\.self))
    }
    let isPresent = !key.isRequired && key.isInText
    let need = key.isRequired ? "required" : isPresent ? "present" : "optional"
    let others = others(info).map { $0.secret + "/" + $0.key }
    return Self.call(
      ["external", key.name, info.env, need, form(of: key, info)], value: info.env,
      [ChangedSecret.remark(on: info)] + (isPresent ? [Self.fallback(of: info, project)] : []) + others)
  }

  /// Which of the characters of a value a key holds, and which those may be.
  private func form(of key: KubernetesSecret.Key, _ info: SecretInfo) -> String {
    switch key.value {
    case .part(_, .beforeColon): "before"
    case .part(_, .afterColon): "after"
    case .secret, .text: info.isURLSafe ? "url" : "any"
    }
  }

  /// Whether a key holds a text that is no secret.
  private var hasTexts: Bool {
    secrets.flatMap(\.keys).contains { if case .text = $0.value { true } else { false } }
  }

  /// What texts have in place of a secret that is missing: `?? "…"`; empty where nothing is written.
  static func fallback(of info: SecretInfo, _ project: KubernetesProject) -> String {
    for value in project.program.services.flatMap(\.values).compactMap(\.value) {
      var found: String?
      value.walk { node in
        guard found == nil, case .alternative(let parts) = node, parts.first == .secret(id: info.id), parts.count == 2,
          !parts[1].hasSecret
        else { return }
        found = KubernetesPlainWriter(project: project).write(parts[1])
      }
      if let found { return found }
    }
    return ""
  }

  private func line(_ setting: KubernetesSetting) -> String {
    Self.call(
      ["setting", setting.name, setting.isRequired ? "required" : "optional"], value: setting.name,
      [CommentSyntax.oneLine(setting.remark)] + [setting.value].compactMap(\.self))
  }

  /// - Parameter value: a variable whose value, or nothing, is the argument between the others.
  private static func call(_ words: [String], value: String? = nil, _ others: [String] = []) -> String {
    let all = words.map(ShellText.quoted) + (value.map { ["\"${\($0)-}\""] } ?? []) + others.map(ShellText.doubleQuoted)
    return ShellText.line(all, indent: 2) + "\n"
  }

  /// The secrets whose values must not be the same, whichever of the two says so.
  private func others(_ info: SecretInfo) -> [KubernetesSecretKey] {
    info.others(in: infos).map { project.secretKey($0.id) }
  }

  // MARK: Functions

  private static let checks = """
    fail() { printf 'secrets: %s\\n' "$*" >&2; exit 1; }
    check=
    case ${1-} in
    '') ;;
    --check) check=yes ;;
    *) echo 'usage: ./\(name) [--check]' >&2; exit 2 ;;
    esac
    missing=0
    k() { kubectl --namespace "$namespace" "$@"; }
    # keys KIND NAME: the keys that it has, each with whether its value is empty
    keys() {
      keys=" $(k get "$1" "$2" --ignore-not-found \\
        -o go-template="{{range \\$k, \\$v := .data}}{{\\$k}}{{if \\$v}}=set{{else}}=empty{{end}} {{end}}")"
    }
    has() { case $keys in *" $1=$2 "*) return 0 ;; esac; return 1; }
    # miss NAME REASON: the value is not there
    miss() { printf '%s: missing (%s)\\n' "$1" "$2" >&2; }

    """

  private static let secretFunctions = """
    # secret NAME [TYPE]: the lines below are its keys
    secret() { secret=$1; type=${2-Opaque}; keys secret "$1"; }
    encoded() { printf %s "$1" | base64 | tr -d '\\n'; }
    # put KEY VALUE: printf is a part of the shell, so that no command line has the value
    put() {
      code=$(encoded "$2")
      [ -n "$code" ] || [ -z "$2" ] || fail "$secret/$1: base64 failed"
      k get secret "$secret" > /dev/null 2>&1 ||
        printf %s "$2" | k create secret generic "$secret" --type="$type" --from-file="$1=/dev/stdin" > /dev/null
      printf '{"metadata":%s,"data":{"%s":"%s"}}' "$metadata" "$1" "$code" |
        k patch secret "$secret" --type=merge --patch-file=/dev/stdin > /dev/null
      echo "$secret/$1: set" >&2
    }

    """

  private static let texts = """
    # literal KEY TEXT: a text that is no secret
    literal() {
      if has "$1" set; then return; fi
      if [ -n "$check" ]; then miss "$secret/$1" 'made by this script'; missing=1; return; fi
      put "$1" "$2"
    }

    """

  private var random: String {
    var script = ShellScript()
    script.addRandom(alphabets)
    return script.text
  }

  private static let generation = """
    # generate KEY ALPHABET BYTES [PREFIX]
    generate() {
      if has "$1" set; then return; fi
      if [ -n "$check" ]; then miss "$secret/$1" 'generated'; missing=1; return; fi
      value=$(random "$2" "$3")
      [ -n "$value" ] || fail "$secret/$1: no random bytes"
      put "$1" "${4-}$value"
    }

    """

  private static let supply = """
    asked=
    # stored SECRET KEY: what it holds, in base64
    stored() {
      k get secret "$1" --ignore-not-found -o go-template="{{range \\$k, \\$v := .data}}{{if eq \\$k \\"$2\\"}}{{\\$v}}{{end}}{{end}}"
    }
    # external KEY VARIABLE required|optional any|url|before|after VALUE REMARK [SECRET/KEY…]: none of the last has the same
    # value; before and after: what it has before or after its first colon
    # external KEY VARIABLE present any|url VALUE REMARK DEFAULT [SECRET/KEY…]: it is a part of a text, so that it must exist
    external() {
      key=$1; variable=$2; need=$3; characters=$4; value=$5; remark=$6; shift 6; default=
      if [ "$need" = present ]; then default=$1; shift; fi
      if [ -n "$check" ]; then
        if has "$key" set; then return; fi
        case $need in
        required) miss "$secret/$key" "$variable, required"; missing=1 ;;
        optional) miss "$secret/$key" "$variable, optional" ;;
        present) has "$key" empty || { miss "$secret/$key" "$variable, optional"; missing=1; } ;;
        esac
        return
      fi
      if has "$key" set; then
        # A value that was supplied is kept; the default gives way to one.
        if [ "$need" != present ] || [ -z "$value" ]; then return; fi
        if [ "$(stored "$secret" "$key")" != "$(encoded "$default")" ]; then return; fi
      fi
      if [ -z "$value" ]; then
        case $need in
        # Two keys can be parts of one value.
        required)
          [ "$variable" = "$asked" ] || ask "$variable" "$remark"
          asked=$variable value=$answer ;;
        optional) return ;;
        present) has "$key" empty || put "$key" "$default"; return ;;
        esac
      fi
      case $characters:$value in
      url:*[!A-Za-z0-9._~-]*) fail "$variable may have letters, digits and -._~ only: it can become part of a URL" ;;
      before:*:*) value=${value%%:*} ;;
      after:*:*) value=${value#*:} ;;
      before:* | after:*) fail "$variable has two parts, with a colon between them" ;;
      esac
      for other in "$@"; do
        [ "$(stored "${other%%/*}" "${other#*/}")" != "$(encoded "$value")" ] || fail "$variable must not have the value of $other"
      done
      put "$key" "$value"
    }

    """

  private static let settingFunctions = """
    settings() { keys configmap \(KubernetesProject.settings); }
    # setting NAME required|optional VALUE REMARK [DEFAULT]
    setting() {
      if has "$1" set; then return; fi
      if [ -n "$check" ]; then
        miss "\(KubernetesProject.settings)/$1" "$2${5+, default $5}"; [ "$2" = optional ] || missing=1
        return
      fi
      value=$3
      if [ -z "$value" ] && [ "$2" = required ] && [ -t 0 ]; then
        [ -z "$4" ] || printf '%s\\n' "$4" >&2
        printf '%s%s: ' "$1" "${5+ [$5]}" >&2
        IFS= read -r value
      fi
      [ -n "$value" ] || value=${5-}
      if [ -z "$value" ]; then
        [ "$2" = optional ] || fail "$1 is not set: set it in the environment, or run this in a terminal"
        return 0
      fi
      text=$(printf %s "$value" | awk '{ gsub(/[\\\\"]/, "\\\\\\\\&"); gsub(/\\t/, "\\\\t"); printf "%s%s", end, $0; end = "\\\\n" }')
      k get configmap \(KubernetesProject.settings) > /dev/null 2>&1 || k create configmap \(KubernetesProject.settings) > /dev/null
      printf '{"metadata":%s,"data":{"%s":"%s"}}' "$metadata" "$1" "$text" |
        k patch configmap \(KubernetesProject.settings) --type=merge --patch-file=/dev/stdin > /dev/null
      echo "\(KubernetesProject.settings)/$1: set" >&2
    }

    """
}

/// A value that an operator supplies, as it is asked for.
struct KubernetesSetting {
  /// The name of the variable.
  let name: String
  /// Whether a container does not start without it.
  let isRequired: Bool
  /// What is taken where nothing else is given.
  let value: String?
  /// What a person must know of it.
  let remark: String
}

extension KubernetesManifests {
  /// The keys of the ConfigMap `settings`, in the order in which they are first read.
  var settings: [KubernetesSetting] {
    let program = project.program
    var variables: [String: Variable] = [:]
    let written = program.shared + program.services.flatMap(\.values)
    for variable in written where variable.isOperatorSupplied || variable.value == nil {
      if variables[variable.name] == nil { variables[variable.name] = variable }
    }
    return supplies.settings.map { setting in
      let variable = variables[setting.name]
      let value = variable?.value.flatMap { value in
        value.secretIDs.isEmpty ? KubernetesPlainWriter(project: project).write(value) : nil
      }
      let meaning = variable.flatMap { $0.type == "string" ? nil : "Type: \(EnvExample.meaning($0))." }
      let remark = [variable?.doc, meaning].compactMap(\.self).joined(separator: " ")
      return KubernetesSetting(
        name: setting.name, isRequired: setting.isRequired, value: value.flatMap { $0.isEmpty ? nil : $0 },
        remark: remark)
    }
  }
}
