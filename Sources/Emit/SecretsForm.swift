/// A form in which the values of secrets get to a platform.
package struct SecretsForm: Sendable {
  /// The word of `infracc secrets --format`.
  package let name: String
  /// What it is, for `--help`.
  package let summary: String
  /// Writes the values.
  private let text: @Sendable (SecretValues, EmitRequest) -> Answer

  /// The text, or why there is none: a sentence without a period.
  package typealias Answer = Result<String, Refusal>

  package struct Refusal: Error {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
  }

  init(_ name: String, _ summary: String, _ text: @escaping @Sendable (SecretValues, EmitRequest) -> Answer) {
    self.name = name
    self.summary = summary
    self.text = text
  }

  /// - Parameter request: of the environment whose values they are.
  package func write(_ values: SecretValues, _ request: EmitRequest) -> Answer { text(values, request) }

  /// Those of all targets, in their order.
  package static let all = Emitters.all.compactMap { $0.secretsForm }

  package static func named(_ name: String) -> SecretsForm? { all.first { $0.name == name } }
}

/// Values of one environment, by the names that env files have.
package struct SecretValues: Sendable {
  private let values: [String: String]
  /// The names in the order in which they are written.
  package let names: [String]

  /// - Parameter pairs: in the order in which they are written; no name twice.
  package init(_ pairs: [(name: String, value: String)]) {
    names = pairs.map(\.name)
    values = Dictionary(pairs.map { ($0.name, $0.value) }) { first, _ in first }
  }

  package subscript(name: String) -> String? { values[name] }
}
