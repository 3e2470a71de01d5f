package import Diagnostics
package import Emit
package import IR
import Model
import Probes
import Resolution
import Rules
import Syntax

/// Compares the values of env files with what environments need. No finding holds a value.
package struct SecretCheck {
  /// An environment, and what is known of it besides its secrets.
  package struct Subject {
    let inventory: SecretInventory
    let isProduction: Bool
    /// The ids of secrets that become part of a URL as they are.
    let inURLs: Set<String>
    /// What else targets read from env files.
    let names: EnvFileNeeds

    /// - Parameter environments: all of the topology.
    package init(
      _ inventory: SecretInventory, _ program: Program, among environments: [EnvironmentInfo], names: EnvFileNeeds
    ) {
      self.inventory = inventory
      isProduction = program.environment.isProduction(among: environments)
      inURLs = URLUse.secrets(of: program)
      self.names = names
    }

    var environment: String { inventory.environment.name }
  }

  private let subject: Subject
  private let files: [EnvFile]
  private(set) var findings: [Diagnostic] = []
  /// By name, the entry that counts; files that come later add names only.
  private(set) var entries: [String: EnvFile.Entry] = [:]

  /// How many more names are compared with known ones: a file of thousands that nothing needs is another file.
  private var suggestionsLeft = 100
  /// Names of whose values something was said that makes further questions idle.
  private var settled: Set<String> = []

  /// What is wrong with the env files of one environment, in the order of the places.
  package static func findings(_ subject: Subject, _ files: [EnvFile]) -> [Diagnostic] {
    var check = SecretCheck(subject: subject, files: files)
    check.run()
    return check.findings.enumerated().sorted {
      ($0.element.primary.span, $0.offset) < ($1.element.primary.span, $1.offset)
    }.map(\.element)
  }

  /// What keeps files from being filled in: lines that cannot be read (E0522), and values that differ (E0525).
  package static func conflicts(_ subject: Subject, _ files: [EnvFile]) -> [Diagnostic] {
    var check = SecretCheck(subject: subject, files: files)
    for file in files {
      check.checkFile(file)
      check.read(file)
    }
    let kinds = [DiagnosticKind.malformedEnvFile, .envFilesDisagree].map(\.code)
    return check.findings.filter { kinds.contains($0.code) }
  }

  private init(subject: Subject, files: [EnvFile]) {
    self.subject = subject
    self.files = files
  }

  private mutating func run() {
    for file in files {
      checkFile(file)
      read(file)
    }
    for secret in subject.inventory.needed { check(secret) }
    compare()
  }

  private mutating func report(
    _ kind: DiagnosticKind, at span: Span, _ message: String, severity: Severity? = nil, name: String = "",
    _ refine: (inout Diagnostic) -> Void = { _ in }
  ) {
    var finding = Diagnostic(kind, at: span, message)
    if let severity { finding.severity = severity }
    finding.environments = [subject.environment]
    finding.subject = name.isEmpty ? [] : [.name(name)]
    refine(&finding)
    findings.append(finding)
  }

  // MARK: Files

  private mutating func checkFile(_ file: EnvFile) {
    if let mode = file.permissions, mode & 0o077 != 0 {
      let digits = String(mode & 0o777, radix: 8)
      let padded = String(repeating: "0", count: 4 - digits.count) + digits
      report(.readableEnvFile, at: file.start, "others can read `\(file.path)` (\(padded))") {
        $0.help = ["`chmod 600 \(file.path)`"]
      }
    }
    if file.isTracked {
      report(.trackedSecrets, at: file.start, "git keeps `\(file.path)`") {
        $0.notes = ["anyone with a copy of the repository has its values, also after the file is deleted"]
        $0.help = ["`git rm --cached \(file.path)`, add it to .gitignore, and change what was in it"]
      }
    }
    for problem in file.problems {
      report(problem.kind, at: problem.span)
      if let name = problem.name { settled.insert(name) }
    }
  }

  private mutating func report(_ problem: EnvFileText.Problem.Kind, at span: Span) {
    let (message, help) =
      switch problem {
      case .noAssignment: ("this is no `NAME=value`", "write `NAME='value'`, or `#` before a comment")
      case .unclosedQuote:
        ("a quote has no end", "close it; a quote inside a value goes between the other kind of quotes")
      case .textBehindQuote: ("text follows the closing quote", "put all of the value between the quotes")
      case .carriageReturn: ("a value over several lines has Windows line ends", "save the file with `\\n` line ends")
      case .zeroByte: ("a zero byte", "delete it: no variable can hold one")
      }
    report(.malformedEnvFile, at: span, message) { $0.help = [help] }
  }

  /// Takes the entries of a file over; a name has one value.
  private mutating func read(_ file: EnvFile) {
    var own: [String: EnvFile.Entry] = [:]
    for entry in file.entries {
      if let first = own.updateValue(entry, forKey: entry.name) {
        report(.malformedEnvFile, at: entry.nameSpan, "`\(entry.name)` is there twice", name: entry.name) {
          $0.secondary = [.init(first.nameSpan, "first here")]
          $0.help = ["delete one of the two; the last one counts"]
        }
      }
    }
    for entry in file.entries where own[entry.name]?.span == entry.span {
      guard let other = entries[entry.name] else {
        entries[entry.name] = entry
        if subject.inventory[entry.name] == nil { reportUnneeded(entry) }
        continue
      }
      guard other.value != entry.value else { continue }
      report(.envFilesDisagree, at: entry.span, "two files disagree about `\(entry.name)`", name: entry.name) {
        $0.secondary = [.init(other.span, "has another value here")]
        $0.help = ["decide which value is right and write it in both"]
      }
    }
  }

  /// W0521.
  private mutating func reportUnneeded(_ entry: EnvFile.Entry) {
    if subject.names.knows(entry.name) { return }
    let known = subject.inventory.needed.map(\.name)
    var nearest = suggestionsLeft > 0 ? Suggestion.nearest(to: entry.name, among: known) : []
    suggestionsLeft -= 1
    if nearest.isEmpty, suggestionsLeft >= 0 { nearest = Self.names(with: entry.name, among: known) }
    let question = nearest.isEmpty ? "" : "; did you mean \(Words.alternatives(nearest))?"
    report(
      .unneededSecret, at: entry.nameSpan, "nothing in `\(subject.environment)` needs `\(entry.name)`\(question)",
      name: entry.name
    ) { $0.help = ["delete the line, or declare the name under `secrets:` and `use` it"] }
  }

  /// Names with all words of a name, or whose words it has.
  private static func names(with name: String, among known: [String]) -> [String] {
    let words = { (text: String) in Set(text.split(separator: "_")) }
    let own = words(name)
    return known.filter { own.isSubset(of: words($0)) || words($0).isSubset(of: own) }
  }
}

// MARK: Values

extension SecretCheck {
  private mutating func check(_ secret: NeededSecret) {
    let name = secret.name
    guard let entry = entries[name], !entry.value.isEmpty else {
      guard secret.isRequired, !settled.contains(name) else { return }
      let span = entries[name]?.span ?? secret.place ?? files.first?.start ?? .nowhere
      let notes = entries[name] == nil ? ["it is not in \(Words.enumeration(files.map(\.path)))"] : []
      let help =
        secret.form == nil
        ? "write `\(name)='…'`" + (secret.doc.map { ": \($0)" } ?? "")
        : "`infracc secrets -e \(subject.environment) --generate` makes it"
      return report(.missingValue, at: span, "`\(name)` has no value for `\(subject.environment)`", name: name) {
        $0.notes = notes
        $0.help = [help]
      }
    }
    guard checkForm(secret, entry) else {
      settled.insert(name)
      return
    }
    if Placeholders.isPlaceholder(entry.value, isSecretName: secret.isSecret) {
      settled.insert(name)
      return report(.placeholderValue, at: entry.span, "`\(name)` holds a placeholder", name: name) {
        $0.help = ["write the value itself; the services would run with this very text"]
      }
    }
    checkType(secret, entry)
    checkClass(secret, entry)
    checkStrength(secret, entry)
    checkURL(secret, entry)
  }

  /// Whether every reader of the file gets the same value.
  private mutating func checkForm(_ secret: NeededSecret, _ entry: EnvFile.Entry) -> Bool {
    func refuse(_ message: String, _ help: String) -> Bool {
      report(.malformedEnvFile, at: entry.span, message, name: entry.name) { $0.help = [help] }
      return false
    }
    if entry.value.utf8.count > EnvFile.mostBytesOfValue {
      return refuse(
        "`\(entry.name)` has more than \(EnvFile.mostBytesOfValue >> 10) KiB", "mount it as a file: `files:`")
    }
    if entry.isFilledIn, secret.isSecret {
      return refuse("`\(entry.name)` holds `$`, which Compose fills in", "put the value between single quotes")
    }
    if entry.hasLineBreak, !secret.isMultiline {
      return refuse("`\(entry.name)` holds a line break", "write the value on one line, or declare `multiline: true`")
    }
    return true
  }

  /// E0409 and E0405.
  private mutating func checkType(_ secret: NeededSecret, _ entry: EnvFile.Entry) {
    if let text = secret.pattern, case .success(let pattern) = Pattern.parse(text), !pattern.matches(entry.value) {
      let length = entry.value.unicodeScalars.count
      let place = pattern.firstMismatch(in: entry.value)
      report(.patternMismatch, at: entry.span, "`\(secret.name)` does not match its pattern", name: secret.name) {
        $0.notes = [
          place > length
            ? "it has \(Words.count(length, "character")), and more must follow"
            : "character \(place) of \(length) is the first that does not fit"
        ]
        $0.help = ["the whole value must match `\(text)`"]
      }
    }
    if let type = secret.type, let problem = type.check(literal: entry.value, LiteralContext(name: secret.name)) {
      report(problem.kind, at: entry.span, "`\(secret.name)` is not \(type.inWords)", name: secret.name) {
        $0.help = ["write \(type.inWords), or correct `type` of the secret"]
      }
    }
  }

  /// E0511: keys say by their form whether they are live ones.
  private mutating func checkClass(_ secret: NeededSecret, _ entry: EnvFile.Entry) {
    let declared = secret.classes.first { item in
      guard case .success(let pattern) = Pattern.parse(item.pattern) else { return false }
      return pattern.isFound(in: entry.value)
    }
    guard let found = declared?.name ?? Credentials.liveness(of: entry.value) else { return }
    let isWrong = subject.isProduction ? found == "test" : found == "live"
    guard isWrong else { return }
    report(
      .keyOfOtherClass, at: entry.span, "`\(secret.name)` is a \(found) key in `\(subject.environment)`",
      name: secret.name
    ) {
      $0.notes = [
        found == "live"
          ? "what is tried out there would charge real people" : "with a test key nothing that happens is real"
      ]
      $0.help = ["write the \(found == "live" ? "test" : "live") key"]
    }
  }

  /// W0509: generated values are judged by what is made, others by what any password needs.
  private mutating func checkStrength(_ secret: NeededSecret, _ entry: EnvFile.Entry) {
    guard secret.isSecret else { return }
    let length = entry.value.unicodeScalars.count
    guard case .generated(let alphabet, let bytes, let prefix) = secret.source else {
      // What is known of its form says more.
      if length < SecretForm.shortestSupplied, secret.type == nil, secret.pattern == nil {
        report(
          .weakKey, at: entry.span, "`\(secret.name)` is too short: \(Words.count(length, "character"))",
          name: secret.name
        ) { $0.help = ["have its provider make a longer one"] }
      }
      return
    }
    let form = SecretForm(alphabet: alphabet, bytes: bytes, prefix: prefix)
    let help = "delete its value; `infracc secrets -e \(subject.environment) --generate` makes another one"
    if length < form.length {
      report(
        .weakKey, at: entry.span,
        "`\(secret.name)` is too short: \(Words.count(length, "character")), \(form.length) are made", severity: .error,
        name: secret.name
      ) { $0.help = [help] }
    } else if Set(entry.value.unicodeScalars).count < form.fewestDifferent {
      report(
        .weakKey, at: entry.span, "`\(secret.name)` repeats a few characters", severity: .error, name: secret.name
      ) {
        $0.notes = ["a random value of that length has at least \(form.fewestDifferent) different ones"]
        $0.help = [help]
      }
    }
  }

  /// W0515, an error here: the value is known.
  private mutating func checkURL(_ secret: NeededSecret, _ entry: EnvFile.Entry) {
    guard let id = secret.id, subject.inURLs.contains(id), let found = URLUse.firstUnsafe(in: entry.value) else {
      return
    }
    report(
      .unencodedInURL, at: entry.span,
      "`\(secret.name)` holds `\(found.character)` (character \(found.number)), which ends the password in a URL",
      severity: .error, name: secret.name
    ) { $0.help = ["take letters, digits and `-._~` only, or write the value percent-encoded"] }
  }

  /// E0507: values that must differ, and generated ones, which are never equal by chance.
  fileprivate mutating func compare() {
    let needed = subject.inventory.needed.filter {
      entries[$0.name]?.value.isEmpty == false && !settled.contains($0.name)
    }
    for (index, secret) in needed.enumerated() {
      for other in needed[..<index] {
        let mustDiffer = secret.differsFrom.contains(other.name) || other.differsFrom.contains(secret.name)
        guard mustDiffer || secret.form != nil && other.form != nil, let entry = entries[secret.name],
          let first = entries[other.name], entry.value == first.value
        else { continue }
        report(
          .secretsMustDiffer, at: entry.span, "`\(other.name)` and `\(secret.name)` have the same value",
          name: secret.name
        ) {
          $0.secondary = [.init(first.span, "has the same value")]
          $0.notes = ["what one key signs passes where the other is asked for"]
          $0.help = ["give each a value of its own"]
        }
      }
    }
  }
}

// MARK: Environments

extension SecretCheck {
  /// E0524: values that two environments share and must not.
  package static func shared(_ checked: [(subject: Subject, files: [EnvFile])]) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for (index, later) in checked.enumerated() {
      for earlier in checked[..<index] where earlier.subject.environment != later.subject.environment {
        let known = Dictionary(earlier.files.flatMap(\.entries).map { ($0.name, $0) }) { first, _ in first }
        var seen: Set<String> = []
        for entry in later.files.flatMap(\.entries) where seen.insert(entry.name).inserted {
          guard let secret = later.subject.inventory[entry.name], secret.form != nil || !secret.classes.isEmpty,
            let other = known[entry.name], !entry.value.isEmpty, entry.value == other.value
          else { continue }
          let names = "`\(earlier.subject.environment)` and `\(later.subject.environment)`"
          var finding = Diagnostic(
            .secretInTwoEnvironments, at: entry.span, "`\(entry.name)` is the same in \(names)")
          finding.secondary = [.init(other.span, "has the same value")]
          finding.subject = [.name(entry.name)]
          finding.notes = ["anyone with access to one of them has the key of the other"]
          finding.help = ["give each environment a value of its own"]
          findings.append(finding)
        }
      }
    }
    return findings
  }
}
