package import IR

/// One thing that a program says about a service, or about the whole: under the key by which people write it, with its
/// value as people read it. Two programs are compared fact by fact.
package struct Fact: Hashable, Sendable {
  /// What a fact is about.
  package enum Subject: Hashable, Sendable {
    case service(ServiceKey)
    case project(ProjectKey)
    /// An option of a target: its name, and that of the target.
    case option(String, target: String)
  }

  /// What decides how a change of it reaches what runs, beyond its key.
  package enum Detail: Hashable, Sendable {
    case plain
    /// A size or a number that may grow or shrink.
    case amount(Int)
    /// A setting of a server, by its name there: whether only a start reads it, and whether it belongs to a role.
    case setting(String, needsRestart: Bool, isOnRole: Bool)
    /// A server's version, by its numbers.
    case version([Int])
    case volume(Volume)
    /// A variable that browsers see, or that a build reads.
    case baked
    case exposure(isPublic: Bool)
  }

  package let subject: Subject
  /// `pools.postgres.size`.
  package let path: String
  /// For people: a literal, `<postgres.host>`, or the rule of a secret.
  package let text: String
  /// What is compared; differs where the values do, even if `text` is rounded.
  package let exact: String
  /// `text` is the rule of a secret, never a value.
  package var isSecret = false
  /// Somebody wrote it, as opposed to a default or a computed value.
  package let isWritten: Bool
  /// The number of its span in the program.
  package let span: Int?
  package var detail = Detail.plain
  /// The path of the mapping that it is shown as where the other side has nothing of it: `backup`.
  package var group: String?
  /// The secret that it is a rule of, by its name in env files.
  package var secret: String?
  /// Shown where the other side has no such fact: `default`; nil: it has none.
  package var absence: String?

  init(
    _ subject: Subject, _ path: String, _ text: String, exact: String? = nil, isWritten: Bool, span: Int?
  ) {
    self.subject = subject
    self.path = path
    self.text = text
    self.exact = exact ?? text
    self.isWritten = isWritten
    self.span = span
  }
}

extension KeyValue {
  /// For people: `0.5`, `512 MiB`, `70%`.
  var shown: String {
    switch self {
    case .text(let text): text
    case .number(let number): String(number)
    case .boolean(let flag): String(flag)
    case .bytes(let bytes): Quantities.roundedSize(bytes)
    case .percent(let percent): "\(percent)%"
    case .share(let hundredths): Quantities.percent(hundredths: hundredths)
    case .cpu(let millicores): Quantities.decimal(thousandths: millicores)
    case .duration(let milliseconds): Quantities.longDuration(milliseconds: milliseconds)
    }
  }

  /// Differs where the values do.
  var exact: String {
    switch self {
    case .bytes(let bytes): "\(bytes) B"
    case .cpu(let millicores): "\(millicores) m"
    case .duration(let milliseconds): "\(milliseconds) ms"
    case .text, .number, .boolean, .percent, .share: shown
    }
  }

  var detail: Fact.Detail {
    switch self {
    case .bytes(let amount), .number(let amount), .cpu(let amount), .percent(let amount), .share(let amount),
      .duration(let amount):
      .amount(amount)
    case .text, .boolean: .plain
    }
  }
}
