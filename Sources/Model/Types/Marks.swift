package import IR

/// What is known about a value besides its type. The four do not depend on each other.
package struct Marks: Hashable, Sendable {
  /// When the value is known at the earliest.
  package enum Phase: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// Literals, ports, sizes, own domains.
    case compile
    /// Platform domains, private host names, generated secrets, credentials of a database.
    case provision
    /// What a build finds out: the commit.
    case build
    /// What only the running process knows: the id of the replica.
    case run

    package static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }

    package var name: String {
      switch self {
      case .compile: "compile"
      case .provision: "provision"
      case .build: "build"
      case .run: "run"
      }
    }
  }

  /// Who can open a connection to the address in the value.
  package enum Reach: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// Only the same container.
    case loopback
    /// The services of the project.
    case `private`
    /// Everybody.
    case `public`

    package static func < (a: Reach, b: Reach) -> Bool { a.rawValue < b.rawValue }

    package var name: String {
      switch self {
      case .loopback: "loopback"
      case .private: "private"
      case .public: "public"
      }
    }
  }

  package enum Presence: Hashable, Sendable {
    case always
    /// An optional secret, a disabled service, a variable that is not required.
    case maybe
  }

  package var isSecret: Bool
  package var phase: Phase
  /// Nil for what is no address.
  package var reach: Reach?
  package var presence: Presence

  package init(
    isSecret: Bool = false, phase: Phase = .compile, reach: Reach? = nil, presence: Presence = .always
  ) {
    self.isSecret = isSecret
    self.phase = phase
    self.reach = reach
    self.presence = presence
  }

  /// The marks of a value made of both, as a text is: secret if one is, known when both are, as reachable as the
  /// weaker address, present only when both are.
  package func joined(with other: Marks) -> Marks {
    Marks(
      isSecret: isSecret || other.isSecret, phase: max(phase, other.phase),
      reach: Self.weaker(reach, other.reach),
      presence: presence == .always && other.presence == .always ? .always : .maybe)
  }

  /// The marks of `self ?? other`: either value may come out, and there is one as soon as one of them is there.
  package func orElse(_ other: Marks) -> Marks {
    var result = joined(with: other)
    result.presence = presence == .always || other.presence == .always ? .always : .maybe
    return result
  }

  package static func joined(_ all: some Sequence<Marks>) -> Marks {
    all.reduce(Marks()) { $0.joined(with: $1) }
  }

  private static func weaker(_ a: Reach?, _ b: Reach?) -> Reach? {
    guard let a, let b else { return a ?? b }
    return min(a, b)
  }

  /// The part of them that the IR carries.
  package var lowered: Variable.Marks {
    Variable.Marks(isSecret: isSecret, reach: reach?.name, known: phase.name)
  }
}
