import Emit
import Engines
import IR

/// What the templates of env files say: variables of services, shared ones, secrets, and the stores behind addresses.
struct VariableDraft {
  private let services: [ServiceDraft]
  private let templates: [EnvTemplate]
  private var reader: ValueReader
  private(set) var remarks: [Remark] = []
  /// Top-level `secrets` and `variables`.
  private(set) var secrets = YAMLMapping()
  private(set) var shared = YAMLMapping()

  var stores: [(engine: StoreEngine, database: String?, displayed: String?)] {
    StoreEngines.all.filter { reader.stores.contains($0.name) }.sorted { $0.name < $1.name }
      .map { ($0, reader.databases[$0.name], reader.displayed[$0.name]) }
  }

  init(_ services: [ServiceDraft], _ templates: [EnvTemplate]) {
    self.services = services
    self.templates = templates
    reader = ValueReader(
      services: Dictionary(services.map { ($0.name.lowercased(), $0.name) }) { first, _ in first })
  }

  mutating func assign(_ services: inout [ServiceDraft]) {
    let folders = Set(templates.map(\.folder))
    for folder in folders.sorted() {
      let own = templates.filter { $0.folder == folder }.sorted { ($0.rank, $0.path) < ($1.rank, $1.path) }
      let readers = services.indices.filter { nearest(services[$0], folders) == folder }
      guard !readers.isEmpty else {
        for template in own {
          remarks.append(Remark(template.path, nil, "belongs to no service that was found: nothing was taken from it"))
        }
        continue
      }
      var seen: Set<String> = []
      for template in own {
        for entry in template.entries where seen.insert(entry.name).inserted {
          add(entry, of: template, to: readers, &services)
        }
      }
      if readers.count > 1, let first = own.first {
        remarks.append(
          Remark(
            first.path, nil,
            "does not say which service reads what: each of \(readers.count) gets everything; take out of `use` what it "
              + "does not need"))
      }
    }
  }

  /// The folder of the templates that a service reads: the deepest one around it.
  private func nearest(_ service: ServiceDraft, _ folders: Set<String>) -> String? {
    let home = service.file?.folder ?? service.folder
    return folders.filter { RepositoryPath.contains($0, home) }.max { $0.utf8.count < $1.utf8.count }
  }

  private mutating func add(
    _ entry: EnvTemplate.Entry, of template: EnvTemplate, to readers: [Int], _ services: inout [ServiceDraft]
  ) {
    if entry.name.hasPrefix("RAILWAY_") {
      remarks.append(Remark(template.path, entry.line, "`\(entry.name)` comes from Railway itself: left out"))
      return
    }
    if let number = Int(entry.value), entry.name == "PORT" || entry.name == "WEB_CONCURRENCY" {
      for index in readers where services[index].kind != .cron {
        if entry.name == "WEB_CONCURRENCY" {
          services[index].workers = number
        } else if readers.count == 1, services[index].kind == .web {
          services[index].port = number
        }
      }
      return
    }
    let (value, remark) = reader.read(entry)
    if let remark { remarks.append(Remark(template.path, entry.line, "`\(entry.name)` \(remark)")) }
    let isShared = readers.count > 1
    switch value {
    case .secret(let isOptional):
      addSecret(entry, isOptional: isOptional)
      for index in readers { services[index].use.append(entry.name) }
    case .optional where isShared:
      addSecret(entry, isOptional: true)
      for index in readers { services[index].use.append(entry.name) }
    default:
      let yaml = Self.yaml(value)
      if isShared {
        if shared[entry.name] == nil { shared.add(entry.name, yaml, above: entry.comments) }
        for index in readers { services[index].use.append(entry.name) }
      } else {
        for index in readers { services[index].variables.add(entry.name, yaml, above: entry.comments) }
      }
    }
  }

  private mutating func addSecret(_ entry: EnvTemplate.Entry, isOptional: Bool) {
    guard secrets[entry.name] == nil else { return }
    secrets.add(entry.name, .text(isOptional ? "optional" : "external"), above: entry.comments)
  }

  private static func yaml(_ value: TemplateValue) -> YAMLValue {
    switch value {
    case .literal(let text), .reference(let text): .text(text)
    case .text(let text): .mapping(.flow([("value", .text(text)), ("type", .text("string"))]))
    case .optional: .mapping(.flow([("required", .boolean(false))]))
    case .secret, .external: .mapping(.flow([("source", .text("external"))]))
    }
  }
}
