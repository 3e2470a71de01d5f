import Diagnostics

/// What the files of a stack are written for, with all that rules ask of it.
package struct StackDialect: Sendable, Equatable {
  package let name: String
  /// A platform runs what its files say, so that it is production.
  package let isPlatform: Bool
  /// Whether a service that another one refers to must be in the files.
  package let isComplete: Bool
  /// Whether a host name without a dot is the name of a service in the files.
  package let resolvesServiceNames: Bool
  /// Whether every variable of a service is in the files, with or without its value.
  package let statesEnvironment: Bool
  /// Whether nothing replaces `$NAME` in a value: it is that very text.
  let hasLiteralValues: Bool
  let words: @Sendable (Stack, FaithfulTopology, StackKind) -> any RemedyWords

  init(
    _ name: String, isPlatform: Bool = false, isComplete: Bool = false, resolvesServiceNames: Bool = false,
    statesEnvironment: Bool = false, hasLiteralValues: Bool = false,
    words: @escaping @Sendable (Stack, FaithfulTopology, StackKind) -> any RemedyWords
  ) {
    self.name = name
    self.isPlatform = isPlatform
    self.isComplete = isComplete
    self.resolvesServiceNames = resolvesServiceNames
    self.statesEnvironment = statesEnvironment
    self.hasLiteralValues = hasLiteralValues
    self.words = words
  }

  package static func == (a: StackDialect, b: StackDialect) -> Bool { a.name == b.name }
}

/// Remedies in the words and keys of one kind of file.
protocol RemedyWords {
  /// Whether what the sentence needs is written somewhere; the places become labels.
  func proves(_ remedy: Remedy, for finding: inout Diagnostic) -> Bool

  /// What to write; nil where such a file cannot say it.
  func help(for remedy: Remedy) -> String?

  /// What ends the mistake, as an edit of the file; nil where only a person can write it.
  func fix(for remedy: Remedy) -> FixIt?
}

extension Remedy {
  /// What to write, where that is the same in every file; nil: each kind of file has its own words.
  var commonHelp: String? {
    switch self {
    case .upgrade(let version, let note):
      "choose a version that is maintained, such as \(version)" + (note.map { "; \($0)" } ?? "")
    case .startForProduction: "start it the way that its makers advise for production"
    case .limitPool(_, let each): each < 1 ? nil : "`pool_size=\(each)` fits"
    case .plain(let words), .listenEverywhere(_, let words): words
    case .writeWord(let word, _, _): "write `\(word)`"
    case .leaveOut: "leave it out"
    default: nil
    }
  }
}
