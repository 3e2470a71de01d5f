import IR

/// A secret that gets a new value while its environment runs.
struct ChangedSecret {
  /// Who gives the new value, and who must be told.
  enum Way {
    /// A person gives it.
    case supplied
    /// It is made. What the former value has signed or encrypted is invalid afterwards.
    case made(Form)
    /// It is made, and the server of this store takes it by a command before anyone else.
    case told(Form, Service, Store.PasswordChange)
    /// It is made, and the server of this store reads it when it starts.
    case readAtStart(Form, Service)
    /// The server of this store keeps the value of its first start.
    case byHand(Service)
  }

  /// How a value is made.
  struct Form {
    let alphabet: String
    let bytes: Int
    let prefix: String?
  }

  let info: SecretInfo
  let way: Way

  /// Those of an environment, in their order; what nothing reads is left out.
  static func all(_ program: Program) -> [ChangedSecret] {
    let changes = Dictionary(
      program.services.flatMap { service in
        (service.store?.passwordChanges ?? []).map { ($0.secret, (service: service, change: $0)) }
      }
    ) { first, _ in first }
    return program.secrets.compactMap { info in
      if info.usedBy.isEmpty, !info.isStoreOwned { return nil }
      guard case .generate(let alphabet, let bytes) = info.source else {
        return ChangedSecret(info: info, way: .supplied)
      }
      let form = Form(alphabet: alphabet, bytes: bytes, prefix: info.prefix)
      guard info.isStoreOwned else { return ChangedSecret(info: info, way: .made(form)) }
      if let (service, change) = changes[info.id] {
        let way: Way = change.command.isEmpty ? .readAtStart(form, service) : .told(form, service, change)
        return ChangedSecret(info: info, way: way)
      }
      let owner = info.id.prefix { $0 != "/" }
      return program.service(String(owner)).map { ChangedSecret(info: info, way: .byHand($0)) }
    }
  }

  /// Nil where a person gives the value, or nothing changes it.
  var form: Form? {
    switch way {
    case .made(let form), .told(let form, _, _), .readAtStart(let form, _): form
    case .supplied, .byHand: nil
    }
  }

  /// What a person must know before it happens: sentences, or why it does not.
  var warning: String {
    switch way {
    case .supplied: ""
    case .made: " What the former one has signed or encrypted becomes invalid."
    case .told(_, let store, _): " Logins to \(store.name) fail until the services that read it are started again."
    case .readAtStart(_, let store): " \(store.name) starts again, and its clients with it."
    case .byHand(let store): "\(store.name) keeps the value of its first start: it is changed in the server by hand"
    }
  }

  /// Whether a person gives the value.
  var isSupplied: Bool { if case .supplied = way { true } else { false } }

  /// Whether no script changes it.
  var isByHand: Bool { if case .byHand = way { true } else { false } }

  /// What is said of the value where it is asked for.
  static func remark(on info: SecretInfo) -> String {
    let doc = info.doc.map { $0.hasSuffix(".") || $0.hasSuffix("?") ? $0 : $0 + "." }
    return CommentSyntax.oneLine(([doc].compactMap(\.self) + EnvExample.demands(info)).joined(separator: " "))
  }
}

extension SecretInfo {
  /// The alphabet of its values, where they are made.
  var alphabet: String? { if case .generate(let alphabet, _) = source { alphabet } else { nil } }

  /// Those of other secrets whose values must not be the same, whichever of the two says so.
  func others(in secrets: [SecretInfo]) -> [SecretInfo] {
    secrets.filter { $0.id != id && ($0.differsFrom.contains(env) || differsFrom.contains($0.env)) }
  }
}

extension Variable {
  /// What is said of a value that an operator supplies, where it is asked for.
  var remark: String {
    let meaning = type == "string" ? nil : "Type: \(EnvExample.meaning(self))."
    return CommentSyntax.oneLine([doc, meaning].compactMap(\.self).joined(separator: " "))
  }
}

extension ShellScript {
  /// Says who still has the former value of the secret `name`.
  mutating func addRevocation(_ secrets: [ChangedSecret]) {
    cases(
      of: "name",
      secrets.filter(\.isSupplied).map { secret in
        (secret.info.env, [["echo", .variable("name", before: "Revoke the former ", then: " at its provider.")]])
      })
  }

  /// `random ALPHABET BYTES`: the ways in which values are made, each from the system's source of random bytes.
  mutating func addRandom(_ alphabets: Set<String>) {
    if alphabets.isEmpty { return }
    code(
      """
      # random ALPHABET BYTES: a value with that number of random bytes
      random() {
        case $1 in
      """)
    for (alphabet, line) in Self.sources where alphabets.contains(alphabet) { code(line) }
    code("  esac\n}")
  }

  private static let sources: [(alphabet: String, line: StaticString)] = [
    (
      "alnum",
      "  alnum) head -c $(($2 * 64)) /dev/urandom | tr -dc 'A-Za-z0-9' | head -c $((($2 * 4 + 2) / 3)) ;;"
    ),
    ("base64", #"  base64) head -c "$2" /dev/urandom | base64 | tr -d '\n' ;;"#),
    ("base64url", #"  base64url) head -c "$2" /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n' ;;"#),
    ("hex", #"  hex) od -An -v -tx1 -N "$2" /dev/urandom | tr -d ' \n' ;;"#),
    (
      "uuid",
      #"""
        uuid) od -An -v -tx1 -N 16 /dev/urandom | tr -d ' \n' |
          sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\)$/\1-\2-4\3-8\4-\5/' ;;
      """#
    ),
  ]

  /// What brings the terminal back in order, however the script ends.
  static let quietTerminal: StaticString = #"""
    echoes=
    trap '[ -z "$echoes" ] || stty "$echoes"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    """#

  /// `ask VARIABLE REMARK`: sets `answer`. Needs what brings the terminal back in order.
  static let ask: StaticString = #"""
    # ask VARIABLE REMARK: reads a value from the terminal, which does not show it
    ask() {
      [ -t 0 ] || fail "$1 is not set: set it in the environment, or run this in a terminal"
      [ -z "$2" ] || printf '%s\n' "$2" >&2
      printf '%s: ' "$1" >&2
      echoes=$(stty -g); stty -echo
      IFS= read -r answer
      stty "$echoes"; echoes=; echo >&2
      [ -n "$answer" ] || fail "$1 is required"
    }
    """#

  /// `allowed NAME any|url VALUE` ends where a value has characters that it may not have.
  static let allowed: StaticString = #"""
    # allowed NAME any|url VALUE
    allowed() {
      case $2:$3 in
      url:*[!A-Za-z0-9._~-]*) fail "$1 may have letters, digits and -._~ only: it can become part of a URL" ;;
      esac
    }
    """#

  /// Sets `value` to the new one of the secret `name`, one branch for each way; nothing where `skip` is set.
  /// `ask` and `allowed` are defined where a person gives a value.
  mutating func addNewValue(_ secrets: [ChangedSecret]) {
    if secrets.contains(where: { $0.form != nil }) {
      code(
        #"""
        # make ALPHABET BYTES [PREFIX]: the new value
        make() {
          [ -z "$skip" ] || return 0
          value=$(random "$1" "$2")
          [ -n "$value" ] || fail 'no random bytes'
          value=${3-}$value
        }
        """#)
    }
    if secrets.contains(where: \.isSupplied) {
      code(
        #"""
        # take VALUE any|url REMARK: the new value, from the environment or a person
        take() {
          [ -z "$skip" ] || return 0
          value=$1
          if [ -z "$value" ]; then
            ask "$name" "$3"
            value=$answer
          fi
          allowed "$name" "$2" "$value"
        }
        """#)
    }
    cases(
      of: "name",
      secrets.filter { !$0.isByHand }.map { secret in
        let info = secret.info
        guard let form = secret.form else {
          let characters: Word = info.isURLSafe ? "url" : "any"
          let remark = ChangedSecret.remark(on: info)
          return (info.env, [["take", Self.environment(info.env), characters, .text(remark)]])
        }
        let prefix = [form.prefix].compactMap(\.self).map { Word.text($0) }
        return (info.env, [["make", .text(form.alphabet), .text(String(form.bytes))] + prefix])
      })
  }

  /// Asks before secrets get other values, and ends where no script can change them. `name` is that of the secret.
  mutating func addQuestions(_ secrets: [ChangedSecret]) {
    cases(
      of: "name",
      secrets.map { secret in
        let command: [Word] =
          secret.isByHand
          ? ["refuse", .text(secret.warning)]
          : ["confirm", .variable("name", before: "Give ", then: " another value?" + secret.warning)]
        return (secret.info.env, [command])
      })
  }

  /// A word that is the value of a variable of the environment, or empty.
  /// - Parameter name: of an env file: letters, digits and `_`.
  static func environment(_ name: String) -> Word { .variable(name, or: "") }
}
