import Diagnostics
import Engines
import Probes

/// The keys and commands of one platform that remedies name.
struct PlatformVocabulary: Sendable {
  /// How an operator gives a variable its value, so that the file has none.
  let supply: @Sendable (_ variable: String) -> String
  /// The same for a variable of a group; nil: the platform has no groups.
  let supplyInGroup: String?
  /// What keeps a service at one instance.
  let oneInstance: String
  /// How files outlive a deployment.
  let keepFiles: @Sendable (_ directory: String?) -> String
  /// How requests go to another port; nil: the platform finds it.
  let askPort: (@Sendable (Int) -> String)?
  /// How a service gets the address of a store.
  let address: @Sendable (_ store: String) -> String
  /// How a service of a name is declared, beside those that there are; nil: the file cannot.
  let addService: (@Sendable (_ name: String, _ known: [String]) -> String)?
  /// Whether values in the file are examples for an operator, so that a placeholder is in its place.
  let holdsExamples: Bool

  init(
    supply: @escaping @Sendable (String) -> String, supplyInGroup: String? = nil, oneInstance: String,
    keepFiles: @escaping @Sendable (String?) -> String, address: @escaping @Sendable (String) -> String,
    askPort: (@Sendable (Int) -> String)? = nil, holdsExamples: Bool = false,
    addService: (@Sendable (String, [String]) -> String)? = nil
  ) {
    self.supply = supply
    self.supplyInGroup = supplyInGroup
    self.oneInstance = oneInstance
    self.keepFiles = keepFiles
    self.address = address
    self.askPort = askPort
    self.holdsExamples = holdsExamples
    self.addService = addService
  }
}

/// Remedies in the words and keys of the file of a platform.
struct PlatformWords: RemedyWords {
  private let stack: Stack
  private let topology: FaithfulTopology
  private let kind: StackKind
  private let vocabulary: PlatformVocabulary

  init(_ stack: Stack, _ topology: FaithfulTopology, _ kind: StackKind, _ vocabulary: PlatformVocabulary) {
    self.stack = stack
    self.topology = topology
    self.kind = kind
    self.vocabulary = vocabulary
  }

  func proves(_ remedy: Remedy, for finding: inout Diagnostic) -> Bool {
    switch remedy {
    case .publicAddress(_, let variable, let consumer):
      // The platform builds with the variables of the service, so that a value becomes a part of what browsers load.
      guard let service = stack.service(consumer), service.facts.sourceDirectory != nil,
        let read = topology.surveys[consumer]?.reads.first(where: { $0.name == variable && $0.isInBrowser })
      else { return false }
      finding.secondary.append(.init(read.place, "read in the browser"))
      return true
    case .raiseConnections(let store, _, _):
      // How many connections a plan allows, the file does not say.
      return stack.service(store)?.facts.store == nil
    case .addService: return vocabulary.addService != nil
    default: return help(for: remedy) != nil
    }
  }

  func help(for remedy: Remedy) -> String? {
    switch remedy {
    case .addService(let name):
      return vocabulary.addService?(name, stack.services.map(\.name).filter { $0 != name })
    case .publicAddress: return "write the address that visitors reach"
    case .serverSide: return "give it a name that browsers do not get, and let the server use it"
    case .requireVariable(let name): return isOfGroup(name) ? vocabulary.supplyInGroup : vocabulary.supply(name)
    case .writeValue:
      return vocabulary.holdsExamples ? nil : "write the value of this deployment"
    case .setVariable(let name, let service):
      return "set `\(name)` for `\(service)`, and take the default out of the code"
    case .setVariables(let names, let service): return "set \(Words.enumeration(names)) for `\(service)`"
    case .migrateOnce: return "run it as the command that the platform runs before a deployment"
    case .runOnce: return "run one instance: \(vocabulary.oneInstance)"
    case .keepFile(_, let path):
      return vocabulary.keepFiles(path.hasPrefix("/") ? RepositoryReader.folder(of: path) : nil)
    case .publishPort(_, let port): return vocabulary.askPort?(port)
    case .addressOf(let store, _): return vocabulary.address(store)
    default: return remedy.commonHelp
    }
  }

  /// Whether services have a variable by a group alone.
  private func isOfGroup(_ name: String) -> Bool {
    stack.groups.contains { $0.variables.contains { $0.name == name } }
      && !stack.services.contains { $0.facts.variables.contains { $0.name == name } }
  }

  func fix(for remedy: Remedy) -> FixIt? { nil }
}
