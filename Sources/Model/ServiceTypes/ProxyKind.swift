import IR

extension ServiceType {
  /// A proxy that leads requests to other services.
  package static let proxy: ServiceType = {
    var type = ServiceType(
      "proxy", summary: "One address for several services, by `routes`", category: .web, traits: .proxy, cpuMilli: 500,
      memory: 256 << 20)
    type.defaultPort = 8080
    type.aliases = ["reverse-proxy", "reverseproxy", "ingress", "gateway", "loadbalancer"]
    type.outputs = WebOutputs.all
    return type
  }()
}
