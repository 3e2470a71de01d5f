/// How much a finding matters.
package enum Severity: String, Sendable, CaseIterable {
  case error
  case warning
  case info
}

extension Severity: Comparable {
  /// Whether `a` matters less than `b`: info, then warning, then error.
  package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// A rule of the catalogue: what `infracc explain`, the reference page, the SARIF rule and the tests are made of.
/// An object, because findings, cells of tables and problems of values pass it on, and nearly always only its code counts.
///
/// `code` is the identity and is never used for another rule. In the examples a line that holds only blanks and `^`
/// marks the place, in the line above it, where the primary span must stand; such lines are taken out before the
/// example is read (`MarkedText`).
package final class DiagnosticKind: Sendable {
  /// For example `E0301`. The letter is the default severity: `E`, `W` or `I`.
  package let code: String
  /// For example `unknown-service`.
  package let name: String
  /// Whether `lints:` and `# infracc: allow` may change it. Safety errors are fixed.
  package let isTunable: Bool
  /// One line: the fact, without names of a concrete topology.
  package let summary: String
  /// Markdown: what it means, why it matters, what to do.
  package let explanation: String
  /// A topology that gives exactly this code, with marks under the place.
  package let failing: String
  /// The corrected topology, which gives no finding of this code.
  package let passing: String
  /// How the examples are read; most are checked as a topology for the target `compose`.
  package let exampleOptions: ExampleOptions
  /// Whether it reports on the files of other tools.
  package let foreign: ForeignPolicy

  /// A file that lies beside the topology of an example.
  package struct ExampleFile: Sendable {
    package let path: String
    package let text: String

    package init(_ path: String, _ text: String) {
      self.path = path
      self.text = text
    }
  }

  package struct ExampleOptions: Sendable {
    /// Codes that the failing example gives as well, because one cannot be had without the other.
    package var alsoExpected: [String] = []
    /// Whether they can be read as topologies. False for kinds that need a file system, a plug-in or a broken output folder: another test proves those, and
    /// names the code.
    package var isRunnable = true
    /// What lies beside the failing topology, for rules that read the repository.
    package var files: [ExampleFile] = []
    /// What lies beside the passing one.
    package var passingFiles: [ExampleFile] = []
    /// The file that the examples are, for rules about the files of other tools; nil: they are topologies.
    package var path: String?

    /// - Parameter passingFiles: nil where they are the same.
    package init(
      alsoExpected: [String] = [], isRunnable: Bool = true, files: [ExampleFile] = [],
      passingFiles: [ExampleFile]? = nil, path: String? = nil
    ) {
      self.alsoExpected = alsoExpected
      self.isRunnable = isRunnable && path == nil
      self.path = path
      self.files = files
      self.passingFiles = passingFiles ?? files
    }
  }

  package init(
    _ code: String, _ name: String, tunable: Bool = false, summary: String, explanation: String,
    failing: String, passing: String, options: ExampleOptions = ExampleOptions(), foreign: ForeignPolicy = .silent
  ) {
    self.code = code
    self.name = name
    self.isTunable = tunable
    self.summary = summary
    self.explanation = explanation
    self.failing = failing
    self.passing = passing
    self.exampleOptions = options
    self.foreign = foreign
  }

  /// The severity that the letter of the code stands for.
  package var severity: Severity {
    switch code.utf8.first {
    case UInt8(ascii: "W"): .warning
    case UInt8(ascii: "I"): .info
    default: .error
    }
  }

  /// The number of a code, by which the catalogue is sorted: 301 of `E0301`; nil where the text is no code.
  package static func number(of code: String) -> Int? {
    let digits = code.utf8.dropFirst()
    guard digits.count == 4 else { return nil }
    var number = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      number = number * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return number
  }
}
