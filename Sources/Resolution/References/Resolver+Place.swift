extension Resolver {
  /// Where a text stands: whose variable it is and how findings name it.
  package struct Place {
    /// Nil for shared variables, which have no service.
    package let service: ServiceSymbol?
    /// The variable's name, or the key: `start`.
    package let name: String
    private let form: Form

    /// What the name is the name of: the path is put together only where a finding bears it.
    private enum Form {
      case variable
      case output
      case key
      case written(String)
    }

    package init(service: ServiceSymbol?, name: String, path: String) {
      self.init(service, name, .written(path))
    }

    private init(_ service: ServiceSymbol?, _ name: String, _ form: Form) {
      self.service = service
      self.name = name
      self.form = form
    }

    /// A variable of a service, or a shared one.
    static func variable(_ name: String, of service: ServiceSymbol?) -> Place { Place(service, name, .variable) }
    static func output(_ name: String, of service: ServiceSymbol) -> Place { Place(service, name, .output) }
    static func key(_ name: String, of service: ServiceSymbol) -> Place { Place(service, name, .key) }

    package var path: String {
      let owner = service.map { "services.\($0.name)." } ?? ""
      return switch form {
      case .variable: owner + "variables." + name
      case .output: owner + "outputs." + name
      case .key: owner + name
      case .written(let path): path
      }
    }
  }
}
