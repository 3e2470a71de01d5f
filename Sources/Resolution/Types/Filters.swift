package import Diagnostics
import IR
package import Model
package import Syntax

/// A function behind `|`.
package struct Filter: Sendable {
  package let name: String
  /// How it is called: `driver("asyncpg")`.
  package let signature: String
  /// What it is applied to, in words.
  package let input: String
  /// What it gives, as a type expression or in words.
  package let output: String
  package let summary: String
  /// Whether it may be applied to the value, for completion and for `E0416`.
  package let accepts: @Sendable (TypedValue) -> Bool
  let apply: @Sendable (TypedValue, FilterInvocation) -> Result<TypedValue, FilterProblem>

  init(
    _ name: String, _ signature: String, on input: String, gives output: String, _ summary: String,
    accepts: @escaping @Sendable (TypedValue) -> Bool,
    apply: @escaping @Sendable (TypedValue, FilterInvocation) -> Result<TypedValue, FilterProblem>
  ) {
    self.name = name
    self.signature = signature
    self.input = input
    self.output = output
    self.summary = summary
    self.accepts = accepts
    self.apply = apply
  }
}

/// What a filter must know about the topology.
package struct FilterContext: Sendable {
  package enum SecretOrigin: Sendable {
    case generated
    /// A store's own.
    case password
    case external
  }

  /// Where the secret of that id comes from.
  package var secretOrigin: @Sendable (String) -> SecretOrigin
  /// Whether the secret of that id needs no encoding inside a URL.
  package var isURLSafe: @Sendable (String) -> Bool = { _ in false }
  /// Why the reader of the value accepts no driver in a URL; nil: it accepts one, or is unknown.
  package var driverRefusal: String?

  package init(secretOrigin: @escaping @Sendable (String) -> SecretOrigin = { _ in .external }) {
    self.secretOrigin = secretOrigin
  }
}

/// Why a filter cannot be applied. Ranges are UTF-8 offsets in the text that holds the reference.
package struct FilterProblem: Error, Sendable {
  package let kind: DiagnosticKind
  package let range: Range<Int>
  package let message: String
  package var label = ""
  package var notes: [String] = []
  package var help: [String] = []
  /// Names that may have been meant, for a suggestion.
  package var candidates: [String] = []
  package var replacement: ValueProblem.Replacement?

  init(
    _ kind: DiagnosticKind, _ range: Range<Int>, _ message: String, label: String = "", help: [String] = []
  ) {
    self.kind = kind
    self.range = range
    self.message = message
    self.label = label
    self.help = help
  }
}

/// All filters, in the order of the reference.
package enum Filters {
  package static let all: [Filter] = urlFilters + urlPartFilters + textFilters + unitFilters + [declassify]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  package static func named(_ name: String) -> Filter? { byName[name] }

  /// Applies one filter call of a reference.
  package static func apply(
    _ call: Reference.FilterCall, to value: TypedValue, _ context: FilterContext = FilterContext()
  ) -> Result<TypedValue, FilterProblem> {
    if value.type == .never { return .success(.never) }
    guard let filter = named(call.name.text) else {
      var problem = FilterProblem(.unknownFilter, call.name.range, "there is no filter `\(call.name.text)`")
      problem.candidates = all.map(\.name)
      return .failure(problem)
    }
    guard filter.accepts(value) else { return .failure(mismatch(filter, call, value)) }
    return filter.apply(value, FilterInvocation(call: call, filter: filter, context: context))
  }

  private static func mismatch(_ filter: Filter, _ call: Reference.FilterCall, _ value: TypedValue) -> FilterProblem {
    let found = filter.name == "declassify" ? "this is not secret" : "this is \(value.type.inWords)"
    return FilterProblem(
      .filterMismatch, call.name.range, "`\(filter.name)` applies to \(filter.input)", label: found,
      help: ["delete `| \(call.name.text)`, or refer to a value that it fits"])
  }
}

/// One use of a filter: its arguments, and how its problems are put into words.
struct FilterInvocation: Sendable {
  let call: Reference.FilterCall
  package let filter: Filter
  let context: FilterContext

  func wrongArguments(_ message: String, at range: Range<Int>? = nil) -> FilterProblem {
    FilterProblem(.filterArguments, range ?? call.range, message, help: ["write `| \(filter.signature)`"])
  }

  package func mismatch(_ message: String, label: String = "", help: [String] = []) -> FilterProblem {
    FilterProblem(.filterMismatch, call.range, message, label: label, help: help)
  }

  /// The filter stands alone.
  func none() -> FilterProblem? {
    call.arguments.isEmpty ? nil : wrongArguments("`\(filter.name)` takes no arguments")
  }

  /// The text of the only argument, which bears no name.
  package func single(_ what: String) -> Result<(text: String, range: Range<Int>), FilterProblem> {
    guard call.arguments.count == 1, call.arguments[0].label == nil else {
      return .failure(wrongArguments("`\(filter.name)` takes \(what)"))
    }
    return .success((call.arguments[0].text, call.arguments[0].range))
  }
}
