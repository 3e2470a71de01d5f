import IR

extension ServiceType {
  /// A container that keeps data or speaks a protocol of its own, without an engine.
  package static let store: ServiceType = {
    var type = ServiceType(
      "store", summary: "Any other container that keeps data or speaks its own protocol", category: .store,
      traits: [.code, .store, .described], cpuMilli: 500, memory: 512 << 20)
    type.aliases = ["datastore", "broker"]
    type.outputs = WebOutputs.addresses
    return type
  }()
}
