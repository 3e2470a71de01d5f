/// A value that a finding is about. Findings are told apart by such values, not by the sentences made of them.
package enum FindingArgument: Hashable, Sendable {
  /// Of a service, a variable, a secret, a key, a file.
  case name(String)
  case number(Int)
}
