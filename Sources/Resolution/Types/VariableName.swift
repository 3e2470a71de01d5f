import IR

/// The name of variables, and what it says by itself: worked out once in a run for all variables that have it, and only
/// where somebody asks.
package final class VariableName {
  package let text: String

  /// It sounds like a secret.
  package private(set) lazy var soundsSecret = SecretNames.soundSecret(text)
  /// The key that sessions or tokens are signed with.
  package private(set) lazy var isSigningKey = SigningKeys.contains(text)
  /// People see the address.
  package private(set) lazy var isPeoples = AddressNames.arePeoples(text)
  /// The address is not one that the service itself calls.
  package private(set) lazy var isNotCalled = AddressNames.areNotCalled(text)
  /// See `AddressNames.announcer`.
  package private(set) lazy var announcer = AddressNames.announcer(text)
  /// See `AddressNames.callee`.
  package private(set) lazy var callee = AddressNames.callee(text)
  /// It names the environment itself.
  package private(set) lazy var isEnvironment = EnvironmentWords.names.contains(text)
  /// It names a mode of the code.
  package private(set) lazy var isMode = EnvironmentWords.modes.contains(text)
  /// What programs usually mean by it.
  package private(set) lazy var convention = Conventions.convention(for: text)

  package init(_ text: String) { self.text = text }
}

/// The names of all variables of a run: thousands of services have the same few.
final class VariableNames {
  private var numbers = NameTable(expecting: 256)
  private var known: [VariableName] = []

  subscript(text: String) -> VariableName {
    let (number, isNew) = numbers.add(text)
    if isNew { known.append(VariableName(text)) }
    return known[number]
  }
}
