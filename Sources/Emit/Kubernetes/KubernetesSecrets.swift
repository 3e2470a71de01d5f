import IR

/// The Secrets and settings that the manifests of an environment refer to, and that something else makes.
struct KubernetesSupplies {
  /// Those of operators, then in the order of the program's secrets; what nothing refers to is left out.
  let secrets: [KubernetesSecret]
  /// The keys of the ConfigMap `settings`, in the order in which they are first read.
  let settings: [Setting]

  /// A value that an operator supplies and that is no secret.
  struct Setting {
    /// The name of the variable.
    let name: String
    /// Whether a container does not start without it.
    var isRequired: Bool
  }

  /// - Parameter reader: of all manifests.
  init(_ reader: KubernetesReferenceReader, _ project: KubernetesProject) {
    settings = reader.settings
    var secrets: [KubernetesSecret] = []
    var operated: [String: KubernetesSecret] = [:]
    for service in project.stores {
      for secret in project.operated(service)?.secrets(in: project) ?? []
      where operated.updateValue(secret, forKey: secret.name) == nil {
        secrets.append(secret)
      }
    }
    var positions: [String: Int] = [:]
    for info in project.program.secrets {
      let place = project.secretKey(info.id)
      guard let use = reader.uses[place], operated[place.secret] == nil else { continue }
      let key = KubernetesSecret.Key(
        name: place.key, value: .secret(info.id), isRequired: use.isRequired, isInText: use.isInText)
      if let position = positions[place.secret] {
        secrets[position].keys.append(key)
      } else {
        positions[place.secret] = secrets.count
        secrets.append(KubernetesSecret(name: place.secret, keys: [key]))
      }
    }
    self.secrets = secrets
  }
}

/// A Secret that manifests refer to.
struct KubernetesSecret {
  struct Key {
    enum Value {
      /// That of a secret, by its id.
      case secret(String)
      /// What stands before or behind the colon in it.
      case part(of: String, Part)
      /// A text that is no secret: the name of an account.
      case text(String)
    }

    enum Part { case beforeColon, afterColon }

    let name: String
    let value: Value
    /// Whether a container does not start without it.
    let isRequired: Bool
    /// Whether texts take it up, in which `$(NAME)` would be left where it is missing: an empty value is better than none.
    let isInText: Bool

    init(name: String, value: Value, isRequired: Bool = true, isInText: Bool = false) {
      self.name = name
      self.value = value
      self.isRequired = isRequired
      self.isInText = isInText
    }
  }

  let name: String
  /// `type:` of the object; nil: it has none of its own.
  let type: String?
  var keys: [Key]

  init(name: String, type: String? = nil, keys: [Key]) {
    self.name = name
    self.type = type
    self.keys = keys
  }

  var isRequired: Bool { keys.contains(where: \.isRequired) }
}

/// A key of a Secret.
struct KubernetesSecretKey: Hashable {
  let secret: String
  let key: String
}

/// The keys in which the secrets of an environment are, each in one of its own.
struct KubernetesSecretNames {
  private var places: [String: KubernetesSecretKey] = [:]

  /// The Secrets with the keys of buckets, by the ids of the secrets that hold them in one value.
  private(set) var buckets: [String: String] = [:]

  /// Where a store outside the cluster fills them, each optional secret has a Secret of its own: none is made of a Secret
  /// with a key that the store does not have.
  /// - Parameter taken: the names of other Secrets.
  init(_ program: Program, _ options: KubernetesOptions, taken: Set<String>) {
    var taken = taken
    var alone: [String] = []
    let operators = program.services.compactMap { KubernetesOperators.one(for: $0, options) }
    for account in operators.compactMap(\.account) {
      places[account.id] = account.place
      taken.insert(account.place.secret)
    }
    for info in program.secrets where places[info.id] == nil {
      if options.secretStore != nil, !info.isRequired {
        alone.append(info.id)
      } else {
        let place = Self.usual(info.id, program)
        taken.insert(place.secret)
        places[info.id] = place
      }
    }
    func free(_ text: String) -> String {
      let stem = KubernetesNames.cut(KubernetesNames.folded(text))
      var (name, number) = (stem, 2)
      while !taken.insert(name).inserted {
        name = "\(stem)-\(number)"
        number += 1
      }
      return name
    }
    for id in alone {
      places[id] = KubernetesSecretKey(secret: free(id), key: Self.usual(id, program).key)
    }
    guard !operators.isEmpty else { return }
    for service in program.services {
      guard let id = service.store?.backup?.destination?.secret, buckets[id] == nil else { continue }
      buckets[id] = free(Self.usual(id, program).key)
    }
  }

  subscript(id: String, program: Program) -> KubernetesSecretKey { places[id] ?? Self.usual(id, program) }

  /// `shared/TOKEN` is the key `TOKEN` of the Secret `shared`, and so it is called in a store outside the cluster.
  static func usual(_ id: String, _ program: Program) -> KubernetesSecretKey {
    let parts = id.split(separator: "/", maxSplits: 1).map(String.init)
    let owner = parts.first ?? id
    return KubernetesSecretKey(
      secret: program.service(owner)?.dns ?? KubernetesNames.folded(owner), key: parts.last ?? id)
  }
}

/// Collects what objects refer to: keys of Secrets, as variables and as files, and of the ConfigMap `settings`.
struct KubernetesReferenceReader {
  struct Use {
    var isRequired = false
    var isInText = false
  }

  private(set) var uses: [KubernetesSecretKey: Use] = [:]
  private(set) var settings: [KubernetesSupplies.Setting] = []

  mutating func read(_ value: YAMLValue) {
    switch value {
    case .mapping(let mapping):
      if mapping["image"] != nil, case .sequence(let variables) = mapping["env"] { read(variables, of: mapping) }
      if case .text(let secret) = mapping["secretName"], case .flow(let items) = mapping["items"] {
        let isRequired = mapping["optional"] != .boolean(true)
        for case .mapping(let item) in items {
          if case .text(let key) = item["key"] { use(secret, key, isRequired: isRequired, isInText: false) }
        }
      }
      for entry in mapping.entries { read(entry.value) }
    case .sequence(let items): for item in items { read(item.value) }
    case .flow(let values): for value in values { read(value) }
    default: return
    }
  }

  private mutating func read(_ variables: [YAMLItem], of container: YAMLMapping) {
    var texts = KubernetesText.strings(in: container["command"]) + KubernetesText.strings(in: container["args"])
    for case .mapping(let variable) in variables.map(\.value) { texts += KubernetesText.strings(in: variable["value"]) }
    let taken = Set(texts.flatMap(KubernetesText.references))
    for case .mapping(let variable) in variables.map(\.value) {
      guard case .text(let name) = variable["name"], case .mapping(let source) = variable["valueFrom"] else { continue }
      for entry in source.entries {
        guard case .mapping(let reference) = entry.value, case .text(let object) = reference["name"],
          case .text(let key) = reference["key"]
        else { continue }
        let isRequired = reference["optional"] != .boolean(true)
        if entry.key == "secretKeyRef" {
          use(object, key, isRequired: isRequired, isInText: taken.contains(name))
        } else if object == KubernetesProject.settings {
          read(setting: key, isRequired: isRequired)
        }
      }
    }
  }

  private mutating func use(_ secret: String, _ key: String, isRequired: Bool, isInText: Bool) {
    let place = KubernetesSecretKey(secret: secret, key: key)
    if isRequired { uses[place, default: Use()].isRequired = true }
    if isInText { uses[place, default: Use()].isInText = true }
    if uses[place] == nil { uses[place] = Use() }
  }

  private mutating func read(setting name: String, isRequired: Bool) {
    if let position = settings.firstIndex(where: { $0.name == name }) {
      if isRequired { settings[position].isRequired = true }
    } else {
      settings.append(KubernetesSupplies.Setting(name: name, isRequired: isRequired))
    }
  }
}
