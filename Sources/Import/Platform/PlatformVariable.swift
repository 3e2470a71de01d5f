package import Diagnostics
package import Model

/// A variable of a service, or of a group of them, as the file of a platform sets it.
package struct PlatformVariable {
  /// Where the value comes from.
  package enum Source {
    /// It is written in the file.
    case value(ConfigNode)
    /// The platform makes a random one; the node that says so.
    case generated(ConfigNode)
    /// An operator is asked for it; the node that says so, if one does.
    case supplied(ConfigNode?)
    /// A property of another service, or of a store.
    case reference(Reference)
  }

  /// A property of another service of the platform.
  package struct Reference {
    package enum Property: Hashable, Sendable {
      case url
      case host
      case port
      case hostAndPort
      case user
      case password
      case database
      /// A variable of the other service.
      case variable(String)
    }

    package let service: Located<String>
    /// Nil: the file names none that is known.
    package let property: Located<Property>?
    /// The whole of it.
    package let node: ConfigNode
  }

  package let name: String
  package let nameSpan: Span
  package let source: Source
  /// What the file says of its purpose.
  package var description: Located<String>?
  /// False where a service may do without it; nil: nothing says so.
  package var isRequired: Located<Bool>?

  package init(_ name: String, _ nameSpan: Span, _ source: Source) {
    self.name = name
    self.nameSpan = nameSpan
    self.source = source
  }

  /// The value where the file has it.
  package var value: ConfigNode? {
    guard case .value(let node) = source else { return nil }
    return node
  }
}

/// Variables under one name, which several services may have.
package struct VariableGroup {
  package let name: Located<String>
  package let variables: [PlatformVariable]
  /// The environment of the platform that it belongs to alone.
  package let environment: Located<String>?
}

extension [VariableGroup] {
  /// The variables of the groups that a service names, those of its own environment first.
  func variables(of facts: PlatformFacts) -> [PlatformVariable] {
    facts.groups.flatMap { name -> [PlatformVariable] in
      let all = filter { $0.name.value == name.value }
      return (all.first { $0.environment?.value == facts.environment?.value } ?? all.first)?.variables ?? []
    }
  }
}
