import IR
import JSON

/// The options of the target, as an environment has them; a service's own win where both may have one.
struct KubernetesOptions {
  /// How requests reach public services.
  enum Front {
    case ingress(Ingress)
    case gateway(Gateway)
  }

  /// What an Ingress says beside its rules.
  struct Ingress {
    /// `ingressClassName`; nil: the cluster's default class.
    var className: String?
    /// A cluster issuer of cert-manager.
    var issuer: String?
    /// The namespace of the controller; nil: requests may come from anywhere.
    var namespace: String?
    var annotations: [(name: String, value: String)] = []
  }

  /// A Gateway that is there already.
  struct Gateway {
    var name: String
    var namespace: String?
    var section: String?
  }

  /// Where the values of secrets come from.
  struct SecretStore {
    var name: String
    var kind: String
    /// In front of the name of a secret in the store; nil: `project/environment`.
    var path: String?
  }

  private let program: Program
  private let values: JSONValue?

  init(_ program: Program) {
    self.program = program
    values = program.options[KubernetesEmitter.name]
  }

  // MARK: Of an environment

  var registry: String? { values?["registry"]?.string.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } }
  /// The tag of built images in the files; one that exists nowhere until another is set.
  var tag: String { values?["tag"].flatMap(Self.text) ?? Self.unsetTag }
  static let unsetTag = "set-by-deploy"
  var namespace: String? { values?["namespace"]?.string }
  var domain: String? { values?["domain"]?.string }
  var pullSecret: String? { values?["pull_secret"]?.string }
  var limitsCPU: Bool { values?["cpu_limits"].map(Self.isTrue) ?? false }

  var front: Front {
    if let gateway = values?["gateway"] {
      return .gateway(
        Gateway(
          name: gateway["name"]?.string ?? "", namespace: gateway["namespace"]?.string,
          section: gateway["section"]?.string))
    }
    let value = values?["ingress"]
    var ingress = Ingress(
      className: value?["class"]?.string, issuer: value?["issuer"]?.string, namespace: value?["namespace"]?.string)
    for (name, text) in (value?["annotations"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      ingress.annotations.append((name, Self.text(text) ?? ""))
    }
    return .ingress(ingress)
  }

  /// Nil: a script makes the Secrets.
  var secretStore: SecretStore? {
    guard let value = values?["secrets"], let store = value["store"]?.string else { return nil }
    return SecretStore(name: store, kind: value["kind"]?.string ?? "SecretStore", path: value["path"]?.string)
  }

  // MARK: Of a service, or of all

  func storageClass(of service: Service) -> String? { own(service, "storage_class")?.string }

  /// Whether a service reaches nothing but what it refers to.
  func isClosed(_ service: Service) -> Bool { own(service, "egress")?.string == "closed" }

  // MARK: Of a service

  /// `user: 1000` and `user: "1000:2000"`; nil: not written, or no numbers.
  func account(of service: Service) -> Store.Account? {
    guard let value = option(service, "user") else { return nil }
    let parts = (Self.text(value) ?? "").split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard let user = parts.first.flatMap({ $0 }), user > 0, parts.count <= 2 else { return nil }
    guard parts.count == 2 else { return Store.Account(user, user) }
    return parts[1].map { Store.Account(user, $0) }
  }

  func isReadOnly(_ service: Service) -> Bool? { option(service, "read_only").map(Self.isTrue) }

  func writable(_ service: Service) -> [String] {
    guard let value = option(service, "writable") else { return [] }
    return (value.array ?? [value]).compactMap(\.string)
  }

  func liveness(of service: Service) -> String? { option(service, "liveness")?.string }

  func serviceAccount(of service: Service) -> String? { option(service, "service_account")?.string }

  /// How long a pod waits before it is stopped, until no proxy sends it requests.
  func drain(of service: Service) -> Milliseconds {
    option(service, "drain").flatMap(Self.text).flatMap(Self.duration) ?? 5_000
  }

  // MARK: Values

  /// What is written for a service, as it stands.
  func option(_ service: Service, _ name: String) -> JSONValue? { service.options[KubernetesEmitter.name]?[name] }

  /// The names of the options that are written for a service.
  func written(_ service: Service) -> Set<String> {
    Set((service.options[KubernetesEmitter.name]?.object ?? [:]).keys)
  }

  func own(_ service: Service, _ name: String) -> JSONValue? { option(service, name) ?? values?[name] }

  private static func isTrue(_ value: JSONValue) -> Bool { value.bool == true || value.string == "true" }

  /// A scalar as text.
  static func text(_ value: JSONValue) -> String? { value.string ?? value.int.map { String($0) } }

  /// Whole seconds, with or without `s`, and minutes with `m`.
  static func duration(_ text: String) -> Milliseconds? {
    let unit = text.utf8.last
    let isMinutes = unit == UInt8(ascii: "m")
    let digits = isMinutes || unit == UInt8(ascii: "s") ? text.dropLast() : text[...]
    guard let number = Int(digits), number >= 0, number <= 86_400 else { return nil }
    return number * (isMinutes ? 60_000 : 1000)
  }
}
