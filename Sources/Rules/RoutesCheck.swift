package import Diagnostics
import Engines
import IR
import Model
import Resolution

/// `routes`: each leads to a service that is there and answers HTTP at a port.
package enum RoutesCheck: Check {
  package static var kind: DiagnosticKind { .unknownService }

  package static func run(in context: CheckContext) {
    for proxy in context.services where proxy.traits.contains(.proxy) {
      for route in proxy.declaration.routes {
        guard let name = route.value.to else { continue }
        let path = "services.\(proxy.name).routes.\(route.name)"
        guard let target = context.analysis.symbols.service(name.value) else {
          unknown(name, path, in: context)
          continue
        }
        if let port = route.value.port, case .name(let wanted) = port.value, target.port(port.value) == nil {
          unknown(port.span, wanted, of: target, path, in: context)
          continue
        }
        guard target.isEnabled, !target.declaration.isTypeGuessed,
          let reason = reason(target, route.value, of: proxy)
        else { continue }
        context.report(.outputNotAvailable, at: name.span, path: path, reason) {
          if target !== proxy { $0.secondary = [.init(target.declaration.nameSpan, "a \(target.type.name) service")] }
          $0.help = ["name a service that listens on a port and answers HTTP"]
        }
      }
    }
  }

  /// Why the route cannot lead there; nil: it can.
  private static func reason(_ target: ServiceSymbol, _ route: RouteDeclaration, of proxy: ServiceSymbol) -> String? {
    if target === proxy { return "a route of `\(proxy.name)` leads to `\(proxy.name)` itself" }
    if let scheme = target.type.engine?.scheme, !scheme.all.contains(where: { $0.hasPrefix("http") }) {
      return "`\(target.name)` answers no HTTP, so no route can lead to it"
    }
    if target.traits.contains(.external) || target.port(route.port?.value) == nil {
      return "`\(target.name)` has no port, so no route can lead to it"
    }
    return nil
  }

  /// A port that the target of a route does not have, by its name.
  private static func unknown(
    _ span: Span, _ name: String, of target: ServiceSymbol, _ path: String, in context: CheckContext
  ) {
    let names = target.portNames + (target.port == nil ? [] : [ServiceKey.port.name])
    context.report(
      .outputNotAvailable, at: span, path: path + "." + ServiceKey.routesPort.name,
      "`\(target.name)` has no port named `\(name)`"
    ) {
      $0.secondary = [.init(target.declaration.nameSpan, names.isEmpty ? "has no port" : "its ports have other names")]
      let nearest = context.analysis.bag.nearest(to: name, among: names)
      if let first = nearest.first {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(span, first)])]
      } else if names.isEmpty {
        $0.help = ["name it: `ports: { \(name): 8080 }`"]
      } else {
        $0.notes = ["available ports: \(Words.enumeration(names))"]
        $0.help = ["name one of them, or write the number"]
      }
    }
  }

  private static func unknown(_ name: Located<String>, _ path: String, in context: CheckContext) {
    let symbols = context.analysis.symbols
    if symbols.poisoned.contains(ServiceName.fold(name.value)) { return }
    context.report(
      kind, at: name.span, path: path, "there is no service `\(name.value)`", label: "unknown service"
    ) {
      let nearest = context.analysis.bag.nearest(to: name.value, among: symbols.serviceNames)
      if let first = nearest.first {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(name.span, first)])]
      } else {
        $0.help = ["declare it under `services:`"]
      }
    }
  }
}
