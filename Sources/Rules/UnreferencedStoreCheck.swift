package import Diagnostics
import Engines
import IR
import Model
package import Resolution

/// A store that no service refers to: the code then has the address of a server that asks for no password.
package enum UnreferencedStoreCheck: ProjectCheck {
  package static var kind: DiagnosticKind { .unusedShared }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    // A reference that could not be resolved may have been meant for it.
    if project.environments.isIncomplete || bag.hasErrors { return }
    // A file of stores alone has nothing that could refer to one.
    guard contexts.contains(where: { $0.services.contains { $0.traits.contains(.code) } }) else { return }
    var used: Set<String> = []
    for context in contexts { used.formUnion(stores(usedIn: context)) }
    var seen: Set<String> = []
    for context in contexts {
      for store in context.services
      where !store.traits.isDisjoint(with: [.data, .hosted]) && !store.isPublic && !used.contains(store.folded)
        && seen.insert(store.folded).inserted
      {
        report(store, context.analysis.resolver, bag)
      }
    }
  }

  private static func report(_ store: ServiceSymbol, _ resolver: Resolver, _ bag: DiagnosticBag) {
    bag.report(kind, at: store.declaration.nameSpan, "nothing refers to `\(store.name)`") {
      $0.path = "services.\(store.name)"
      if store.type.engine?.secrets.isEmpty == false {
        $0.notes = ["a default address in the code lacks the password, and the server refuses it"]
      }
      let outputs = store.type.outputs.filter { resolver.isAvailable($0, of: store) }
      let examples = outputs.prefix(3).map { "`$<<\(store.name).\($0.name)>>`" }.joined(separator: ", ")
      $0.help = ["refer to it where its address is read: \(examples)", "or delete it"]
    }
  }

  /// The folded names of the stores that an enabled service of an environment refers to, by whatever key.
  private static func stores(usedIn context: CheckContext) -> Set<String> {
    var used: Set<String> = []
    for reference in context.analysis.references where reference.from.isEnabled { used.insert(reference.to.folded) }
    for service in context.services {
      if service.traits.contains(.hosted) { used.insert(context.analysis.symbols.server(of: service).folded) }
      for need in service.declaration.needs { used.insert(ServiceName.fold(need.name)) }
      for pool in service.declaration.pools { used.insert(ServiceName.fold(pool.name)) }
      // An address that is written by hand has a finding of its own.
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
