extension Resolver {
  /// Where a text stands: whose variable it is and how findings name it.
  package struct Place {
    /// Nil for shared variables, which have no service.
    package let service: ServiceSymbol?
    /// The variable's name, or the key: `start`.
    package let name: String
    /// What the name is a name of.
    package let part: Part
    /// The service in whose text it is, where `service` got it through `extends`.
    var writer: ServiceSymbol?

    package enum Part {
      /// Of the service itself.
      case key
      case variable
      case output
      /// The path is known.
      case path(String)
    }

    package init(service: ServiceSymbol?, name: String, _ part: Part) {
      self.service = service
      self.name = name
      self.part = part
    }

    /// Made when something is reported: every value has a place, and hardly one is reported.
    package var path: String {
      let owner = service.map { "services.\($0.name)." } ?? ""
      return switch part {
      case .key: owner + name
      case .variable: owner + "variables." + name
      case .output: owner + "outputs." + name
      case .path(let path): path
      }
    }
  }
}
