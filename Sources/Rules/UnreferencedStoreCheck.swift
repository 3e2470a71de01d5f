package import Diagnostics
import Engines
import IR
import Model
package import Resolution

/// A store that no service refers to: the code then has the address of a server that asks for no password.
package enum UnreferencedStoreCheck: ProjectCheck {
  package static var kind: DiagnosticKind { .unusedShared }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    if project.environments.isIncomplete { return }
    // A file of stores alone has nothing that could refer to one.
    guard contexts.contains(where: { $0.services.contains { $0.traits.contains(.code) } }) else { return }
    var used: Set<String> = []
    for context in contexts { used.formUnion(stores(referredToIn: context)) }
    guard contexts.contains(where: { !unused($0, used).isEmpty }) else { return }
    // Few topologies come here, so only they pay for reading every text.
    guard contexts.allSatisfy(isUnderstood) else { return }
    for context in contexts { used.formUnion(stores(namedIn: context)) }
    var seen: Set<String> = []
    for context in contexts {
      for store in unused(context, used) where seen.insert(store.folded).inserted {
        report(store, context.analysis.resolver, bag)
      }
    }
  }

  private static func unused(_ context: CheckContext, _ used: Set<String>) -> [ServiceSymbol] {
    context.services.filter {
      !$0.traits.isDisjoint(with: [.store, .hosted, .managed]) && !$0.isPublic && !used.contains($0.folded)
    }
  }

  /// Whether nothing is wrong with what could refer to a store: a reference that has no meaning may have been meant for
  /// it, and so may a key that the language does not have.
  private static func isUnderstood(_ context: CheckContext) -> Bool {
    let symbols = context.analysis.symbols
    let texts = symbols.shared.lazy.map { $0.declaration.value?.text ?? "" }
    guard texts.allSatisfy(isPlain) else { return false }
    return context.services.allSatisfy { service in
      let declaration = service.declaration
      return !declaration.isTypeGuessed
        && declaration.node.entries.allSatisfy { ServiceDeclaration.shape.field($0.key) != nil }
        && service.variables.allSatisfy { !$0.resolved.isPoisoned }
        && declaration.variables.allSatisfy { isPlain($0.value.value?.text ?? "") }
        && (declaration.needs.map(\.name) + declaration.pools.map(\.name)).allSatisfy { symbols.service($0) != nil }
    }
  }

  /// Whether a text has nothing in it that looks like a reference of another tool, or like half of one.
  private static func isPlain(_ text: String) -> Bool {
    !text.contains("${") && (!text.contains("<<") || text.contains("$<<"))
  }

  private static func report(_ store: ServiceSymbol, _ resolver: Resolver, _ bag: DiagnosticBag) {
    bag.report(kind, at: store.declaration.nameSpan, "nothing refers to `\(store.name)`") {
      $0.path = "services.\(store.name)"
      if store.type.engine?.secrets.isEmpty == false {
        $0.notes = ["a default address in the code lacks the password, and the server refuses it"]
      }
      let outputs =
        store.declaration.outputs.map(\.name)
        + store.type.outputs.filter { resolver.isAvailable($0, of: store) }.map(\.name)
      let examples = outputs.prefix(3).map { "`$<<\(store.name).\($0)>>`" }.joined(separator: ", ")
      $0.help = ["refer to it where its address is read: \(examples)", "or delete it"]
    }
  }

  /// The folded names of the stores that an enabled service of an environment refers to, by whatever key.
  private static func stores(referredToIn context: CheckContext) -> Set<String> {
    var used: Set<String> = []
    for reference in context.analysis.references where reference.from.isEnabled { used.insert(reference.to.folded) }
    for service in context.services {
      if service.traits.contains(.hosted) { used.insert(context.analysis.symbols.server(of: service).folded) }
      for need in service.declaration.needs { used.insert(ServiceName.fold(need.name)) }
      for pool in service.declaration.pools { used.insert(ServiceName.fold(pool.name)) }
      for route in service.declaration.routes { if let to = route.value.to { used.insert(ServiceName.fold(to.value)) } }
    }
    return used
  }

  /// Those whose address is written by hand, which has a finding of its own.
  private static func stores(namedIn context: CheckContext) -> Set<String> {
    var used: Set<String> = []
    for service in context.services {
      for variable in service.variables {
        guard let (text, _) = variable.writtenText(of: service, in: context), let host = HostOfText.find(in: text)
        else { continue }
        let name = String(decoding: Array(text.utf8)[host], as: UTF8.self).lowercased()
        if let sibling = context.analysis.addresses.service(at: name, besides: service) { used.insert(sibling.folded) }
      }
    }
    return used
  }
}
