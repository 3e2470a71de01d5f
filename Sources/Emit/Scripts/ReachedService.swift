import IR

/// A web service that is reached from outside, directly or through a proxy.
struct ReachedService {
  let service: Service
  /// The variable of a script that holds its base URL.
  var variable: String { "url_" + service.dns.replacing("-", with: "_") }
  /// The variable that replaces its origins.
  var originVariable: String { "origin_" + service.dns.replacing("-", with: "_") }
  /// The service that has its address: itself, or the proxy.
  let door: Service
  /// Its scheme and host; nil: only the platform knows them.
  let base: String?
  /// The origins of its pages; empty where only the platform knows them.
  let origins: [String]
  /// The path of its health page below the base; nil: it has none that is reached from outside.
  let healthPath: String?

  /// Its name and the URL of a page of it, as the first words of a check.
  func words(_ path: String) -> [ShellScript.Word] { [.text(service.dns), .variable(variable, then: path)] }

  /// Those of an environment, in order of declaration.
  static func all(_ program: Program) -> [ReachedService] {
    program.services.compactMap { ReachedService($0, program) }
  }

  private init?(_ service: Service, _ program: Program) {
    guard service.category == .web, !service.isProxy, service.port != nil else { return nil }
    let front = program.front(of: service.name).flatMap { $0.proxy.exposure.isPublic ? $0 : nil }
    guard front != nil || service.exposure.isPublic else { return nil }
    self.service = service
    door = front?.proxy ?? service
    var domains = service.exposure.domains
    if domains.isEmpty, let front { domains = [front.route.host].compactMap(\.self) }
    if domains.isEmpty, let front { domains = front.proxy.exposure.domains }
    origins = domains.map { "https://" + $0 }
    // A proxy with routes for one host answers there, whatever other domains the service has.
    base = (front?.route.host ?? front?.proxy.exposure.domains.first ?? domains.first).map { "https://" + $0 }
    healthPath = Self.healthPath(service, front?.route)
  }

  private static func healthPath(_ service: Service, _ route: Proxy.Route?) -> String? {
    guard let health = service.health, case .http(let path) = health.check,
      health.port == nil || health.port == service.port
    else { return nil }
    guard let route, route.prefix != "/" else { return path }
    if route.isStripped { return path == "/" ? route.prefix + "/" : route.prefix + path }
    return path == route.prefix || path.hasPrefix(route.prefix + "/") ? path : nil
  }
}
