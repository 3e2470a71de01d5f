package import Diagnostics
package import IR
package import Model
package import Resolution

/// A value that an environment needs and that no file of the topology holds.
package struct NeededSecret {
  /// Where a value comes from.
  package enum Source: Hashable {
    /// A random value: of which alphabet, of how many random bytes, behind which text.
    case generated(alphabet: String, bytes: Int, prefix: String)
    /// A person supplies it.
    case supplied
  }

  /// A class of values, told by their form: `live`, `test`.
  package struct Class {
    package let name: String
    package let pattern: String
  }

  /// The name in env files.
  package let name: String
  package let source: Source
  /// Whether services do not start without it.
  package let isRequired: Bool
  /// False for what an operator knows and everybody may: `source: external` of a variable.
  package let isSecret: Bool
  /// The account of a store, which infracc declares.
  package let isStoreOwned: Bool
  /// What it opens beside the services: `superuser` of a store; nil: nothing else.
  package let account: String?
  /// Services in order of declaration.
  package let usedBy: [String]
  /// Names whose values must be others.
  package let differsFrom: [String]
  /// Of the whole value.
  package let pattern: String?
  package let classes: [Class]
  package let type: ValueType?
  /// How often it should be changed, as durations are written; nil: nobody said.
  package let rotation: String?
  package let doc: String?
  /// Whether a value may have line breaks.
  package let isMultiline: Bool
  /// Its id in the IR; nil for what is no secret.
  package let id: String?
  /// Where it is declared; nil: infracc declares it.
  package let place: Span?
}

/// The values that an environment needs: declared ones in their order, what operators know, then the accounts of stores.
package struct SecretInventory {
  package let environment: EnvironmentInfo
  package let needed: [NeededSecret]
  /// The places of names in `needed`.
  private let positions: [String: Int]

  /// - Parameters:
  ///   - program: the environment, lowered.
  ///   - analysis: the same, as it is declared: classes, types and places of secrets.
  package init(_ program: Program, _ analysis: EnvironmentAnalysis) {
    environment = program.environment
    let symbols = Dictionary(analysis.symbols.secrets.map { ($0.id, $0) }) { first, _ in first }
    let own = program.secrets.filter(\.isStoreOwned).map { info in
      NeededSecret(info, nil, account: Self.account(of: info, in: program))
    }
    let declared = program.secrets.filter { !$0.isStoreOwned }.map { NeededSecret($0, symbols[$0.id], account: nil) }
    needed = declared + Self.settings(of: program, known: Set(program.secrets.map(\.env))) + own
    positions = Dictionary(needed.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  /// The value of that name; nil: the environment needs none.
  package subscript(name: String) -> NeededSecret? { positions[name].map { needed[$0] } }

  /// Where services log in as another role than the administrator, the administrator's password is nobody else's.
  private static func account(of info: SecretInfo, in program: Program) -> String? {
    guard let owner = info.usedBy.first, info.usedBy.count == 1, let store = program.service(owner)?.store,
      store.user != nil, store.secrets.first.map({ "\(owner)/\($0.name)" }) == info.id
    else { return nil }
    return "superuser"
  }

  /// Variables that an operator supplies and that are no secret.
  private static func settings(of program: Program, known: Set<String>) -> [NeededSecret] {
    var found: [String: (variable: Variable, users: [String])] = [:]
    var order: [String] = []
    for service in program.services {
      for variable in service.env + (service.build?.args ?? [])
      where (variable.isOperatorSupplied || variable.value == nil) && !known.contains(variable.name) {
        if found[variable.name] == nil {
          order.append(variable.name)
          found[variable.name] = (variable, [])
        }
        if found[variable.name]?.users.last != service.name { found[variable.name]?.users.append(service.name) }
      }
    }
    return order.compactMap { name in found[name].map { NeededSecret(setting: $0.variable, usedBy: $0.users) } }
  }
}

extension NeededSecret {
  fileprivate init(_ info: SecretInfo, _ symbol: SecretSymbol?, account: String?) {
    let declaration = symbol?.declaration
    name = info.env
    switch info.source {
    case .generate(let alphabet, let bytes):
      source = .generated(alphabet: alphabet, bytes: bytes, prefix: info.prefix ?? "")
    case .external: source = .supplied
    }
    isRequired = info.isRequired
    isSecret = true
    isStoreOwned = info.isStoreOwned
    self.account = account
    usedBy = info.usedBy
    differsFrom = info.differsFrom
    pattern = info.pattern
    classes = declaration?.classes.map { Class(name: $0.name, pattern: $0.value.value) } ?? []
    type = declaration?.type?.value
    rotation = declaration?.rotate.map { Interval(milliseconds: $0.value).canonical }
    doc = info.doc
    isMultiline = info.isMultiline
    id = info.id
    place = symbol?.nameSpan
  }

  fileprivate init(setting variable: Variable, usedBy: [String]) {
    name = variable.name
    source = .supplied
    isRequired = variable.isRequired && variable.value == nil
    isSecret = false
    isStoreOwned = false
    account = nil
    self.usedBy = usedBy
    differsFrom = []
    pattern = nil
    classes = []
    type = nil
    rotation = nil
    doc = variable.doc
    isMultiline = false
    id = nil
    place = nil
  }

  /// How a generated value is made; nil for others: `base64url, 32 bytes`.
  package var form: String? {
    guard case .generated(let alphabet, let bytes, _) = source else { return nil }
    return alphabet == "uuid" ? alphabet : "\(alphabet), \(bytes) bytes"
  }
}
