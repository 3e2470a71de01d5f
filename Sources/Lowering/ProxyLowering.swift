import IR
import Model
import Resolution
import Tuning

/// Lowers what makes a service a proxy.
struct ProxyLowering {
  private let analysis: EnvironmentAnalysis
  private let derived: DerivedValues

  init(_ analysis: EnvironmentAnalysis, derived: DerivedValues) {
    self.analysis = analysis
    self.derived = derived
  }

  func proxy(of symbol: ServiceSymbol, spans: inout SpanRegistry) -> Proxy {
    let declaration = symbol.declaration
    var proxy = Proxy()
    if let body = declaration.body { proxy.bodyBytes = body.value }
    if let headers = declaration.headers { proxy.addsHeaders = headers.value }
    proxy.encryption = declaration.tls.flatMap { Proxy.Encryption(rawValue: $0.value) }
    proxy.routes = declaration.routes.compactMap { named in
      let route = named.value
      // A route to a missing service is reported, one to a disabled service is omitted.
      guard let target = route.to.flatMap({ analysis.symbols.service($0.value) }), target.isEnabled,
        let port = target.port(route.port?.value)
      else { return nil }
      return Proxy.Route(
        host: route.pattern.host, prefix: route.pattern.prefix, service: target.name, port: port,
        isStripped: route.strip?.value ?? false, patience: patience(with: target), span: spans.index(of: named.nameSpan)
      )
    }
    return proxy
  }

  /// 5 s more than the longest statement timeout of its stores and the timeout of its server's workers, because the proxy
  /// must wait longer than the service.
  private func patience(with target: ServiceSymbol) -> Milliseconds? {
    let statements = analysis.references(from: target).compactMap { derived.tuned[$0.to.name]?.statementTimeout }
    let server = ServerLowering.server(of: target, stopGrace: 0)?.timeout
    guard let longest = (statements.filter { $0 > 0 } + [server].compactMap(\.self)).max() else { return nil }
    return longest + 5_000
  }
}
