import IR

/// What the compose file takes from the env file beside it. `dotenv` writes the example from this, and a test compares
/// it with what really stands in the compose file.
struct ComposeInterpolation {
  /// A public address, who uses it, and whether a change means a new build.
  struct AddressUse {
    var address: ComposeProject.Address
    /// The output that it is: `origins`.
    var output: String
    var owner: Service
    var users: [String] = []
    var bakedInto: [String] = []
  }

  /// A variable that the operator may or must supply.
  struct Supplied {
    var variable: Variable
    var services: [String]
    /// What it is unless something is set; nil: nothing.
    var fallback: String?
    /// The value that must be in the env file, because compose cannot hold it as a default.
    var stated: String?
  }

  var secrets: [SecretInfo] = []
  var addresses: [AddressUse] = []
  var published: [(service: Service, port: ComposePorts.Publication)] = []
  /// Services whose image is built, and whether it must be named.
  var images: [(service: Service, isRequired: Bool)] = []
  var supplied: [Supplied] = []
  /// Indices of `addresses` and `supplied` by the names of their variables.
  private var addressIndices = NameTable()
  private var suppliedIndices = NameTable()

  init(_ project: ComposeProject) {
    var secretIDs = Set(Self.mountedSecrets(project))
    for service in project.program.services {
      collectOwn(service, project, &secretIDs)
      let written = project.interpolatedFiles(of: service).map(\.text)
      for variable in service.env + (service.build?.args ?? []) + written {
        guard Self.isWritten(variable, service) else { continue }
        collect(variable, service, project, &secretIDs)
      }
    }
    secrets = project.program.secrets.filter { secretIDs.contains($0.id) }
  }

  /// Variables of phase `build` reach compose only where the image is built.
  private static func isWritten(_ variable: Variable, _ service: Service) -> Bool {
    if variable.phase == .run { return true }
    let isBuilt =
      service.build != nil && service.build?.sharedWith == nil && service.build?.builder == .dockerfile
    return variable.phase == .both || isBuilt
  }

  private mutating func collectOwn(_ service: Service, _ project: ComposeProject, _ secretIDs: inout Set<String>) {
    for secret in service.store?.secrets ?? [] { secretIDs.insert("\(service.name)/\(secret.name)") }
    if BackupCopies(service) != nil, let destination = service.store?.backup?.destination {
      secretIDs.insert(destination.secret)
    }
    published += project.ports.publications(of: service).map { (service, $0) }
    if let build = service.build, build.sharedWith == nil { images.append((service, build.builder == .railpack)) }
  }

  private mutating func collect(
    _ variable: Variable, _ service: Service, _ project: ComposeProject, _ secretIDs: inout Set<String>
  ) {
    if variable.isOperatorSupplied || variable.value == nil { addSupplied(variable, service, project) }
    guard let value = variable.value else { return }
    if variable.isOperatorSupplied, !ComposeWriter.isDefault(value) { return }
    var separator = ","
    Self.leaves(value) { leaf in
      switch leaf {
      case .secret(let id): secretIDs.insert(id)
      case .join(let text, _): separator = text
      case .variable(let owner, let name):
        project.supplied(name, of: owner).map { addSupplied($0, service, project) }
      case .output(let name, let output):
        guard let owner = project.program.service(name), let address = project.address(owner, output: output),
          separator == "," || !output.hasSuffix("s")
        else { return }
        add(address, output: output, owner: owner, variable, user: service)
      default: break
      }
    }
  }

  /// Visits what is written: of alternatives only the first.
  private static func leaves(_ expression: Expression, _ visit: (Expression) -> Void) {
    switch expression {
    case .alternative(let parts): if let first = parts.first { leaves(first, visit) }
    case .concat(let parts): for part in parts { leaves(part, visit) }
    case .join(let separator, let items):
      for item in items {
        visit(.join(separator: separator, items: []))
        leaves(item, visit)
      }
    case .encode(_, let inner): leaves(inner, visit)
    case .url: expression.walk(visit)
    default: visit(expression)
    }
  }

  private mutating func add(
    _ address: ComposeProject.Address, output: String, owner: Service, _ variable: Variable, user: Service
  ) {
    let (position, isNew) = addressIndices.add(address.variable)
    if isNew { addresses.append(AddressUse(address: address, output: output, owner: owner)) }
    // Services come one after the other.
    if addresses[position].users.last != user.name { addresses[position].users.append(user.name) }
    if variable.phase != .run, addresses[position].bakedInto.last != user.name {
      addresses[position].bakedInto.append(user.name)
    }
  }

  private mutating func addSupplied(_ variable: Variable, _ service: Service, _ project: ComposeProject) {
    let (known, isNew) = suppliedIndices.add(variable.name)
    guard isNew else {
      if supplied[known].services.last != service.name { supplied[known].services.append(service.name) }
      return
    }
    var entry = Supplied(variable: variable, services: [service.name])
    if let value = variable.value {
      if case .literal(let text) = value {
        if ComposeWriter.isDefault(value) { entry.fallback = text } else { entry.stated = text }
      } else {
        entry.fallback = variable.summary ?? ""
      }
    }
    supplied.append(entry)
  }

  /// Ids of the secrets that containers get as files or builds get.
  static func mountedSecrets(_ project: ComposeProject) -> [String] {
    var ids: [String] = []
    var seen: Set<String> = []
    for service in project.program.services {
      let build = service.build?.sharedWith == nil ? service.build?.secrets ?? [] : []
      let files = service.files.compactMap { file -> String? in
        if case .secret(let id) = file.source { return id }
        return nil
      }
      let initial = ComposeInitialSecrets.of(service, project).map(\.id)
      ids += (build + files + initial).filter { seen.insert($0).inserted }
    }
    return ids
  }
}
