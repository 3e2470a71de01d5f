import IR

/// Names that Kubernetes accepts, and the labels that every object has.
enum KubernetesNames {
  /// The most characters of a label of a domain, of a namespace and of a label's value (RFC 1123).
  static let most = 63

  /// A text as a part of names: small letters and digits, with single dashes for everything between them.
  static func folded(_ text: String) -> String {
    let parts = text.lowercased().utf8.split { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): false
      default: true
      }
    }
    return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
  }

  /// The namespace of an environment where none is written.
  static func namespace(_ program: Program) -> String { folded("\(program.project)-\(program.environment.name)") }

  /// Whether it is a label of a domain.
  static func isLabel(_ text: String) -> Bool {
    text.utf8.count <= most && hasLabelForm(text)
  }

  /// The same, whatever its length.
  static func hasLabelForm(_ text: String) -> Bool {
    let dash = UInt8(ascii: "-")
    guard let first = text.utf8.first, first != dash, text.utf8.last != dash else { return false }
    return text.allBytes { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), dash: true
      default: false
      }
    }
  }

  /// Whether an object can have the name: labels of a domain with dots between them, at most 253 characters.
  static func isObjectName(_ text: String) -> Bool {
    text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { hasLabelForm(String($0)) }
  }

  /// Whether an image can have the tag (distribution/reference, November 2026).
  static func isTag(_ text: String) -> Bool {
    guard let first = text.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else { return false }
    return text.utf8.count <= 128 && text.allBytes { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Whether names of images can begin with it: a host, with or without a port, and parts of a path in small letters.
  static func isRegistry(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.enumerated().allSatisfy { index, part in
      // A slash at the end is no mistake.
      if part.isEmpty { return index > 0 && index == parts.count - 1 }
      return part.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
          UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        case UInt8(ascii: ":"): index == 0
        default: false
        }
      }
    }
  }

  /// A name cut to what a label takes.
  static func cut(_ name: String) -> String {
    var bytes = name.utf8.prefix(most)
    while bytes.last == UInt8(ascii: "-") { bytes.removeLast() }
    return String(decoding: Array(bytes), as: UTF8.self)
  }

  /// The name of a port: at most 15 characters, a letter among them (IANA service names, RFC 6335).
  static func port(_ name: String, _ number: Int) -> String {
    let isName =
      name.utf8.count <= 15 && hasLabelForm(name) && !name.hasText("--")
      && !name.allBytes { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-") }
    return isName ? name : "p\(number)"
  }

  // MARK: Labels

  static let nameLabel = "app.kubernetes.io/name"
  static let componentLabel = "app.kubernetes.io/component"
}

/// What an object belongs to: the values of its labels.
struct KubernetesOwner {
  /// What runs in a pod.
  enum Component: String {
    case web, worker, cron, job, store, release, backup, pooler, settings, databases
  }

  /// The name of the service, or of what is made beside it.
  var name: String
  var component: Component

  init(_ name: String, _ component: Component) {
    self.name = name
    self.component = component
  }

  init(_ service: Service) {
    self.init(service.dns, Self.component(of: service))
  }

  private static func component(of service: Service) -> Component {
    switch service.category {
    case .web: .web
    case .worker: .worker
    case .cron: .cron
    case .job: .job
    case .store: .store
    }
  }

  /// What finds the pods: values that never change.
  var selector: YAMLMapping {
    var mapping = YAMLMapping()
    mapping.add(KubernetesNames.nameLabel, .text(name))
    mapping.add(KubernetesNames.componentLabel, .text(component.rawValue))
    return mapping
  }
}
