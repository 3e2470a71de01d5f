import IR

/// Names of the services and volumes that a target adds to those of the topology. One that the topology uses for something else gets a number, so that nothing is overwritten or shared by accident.
struct AddedNames {
  private var services: [String: String] = [:]
  private var volumes: [String: String] = [:]

  private static let roles = ["tls", "pooler", "backup", "release", "settings", "pooler-settings", "databases"]

  init(_ program: Program) {
    // A name is taken only where a service is called like one of these.
    let isAmbiguous = program.services.contains { service in
      Self.roles.contains { service.dns.hasSuffix($0) }
    }
    var taken = isAmbiguous ? Set(program.services.map(\.dns)) : []
    for service in program.services where isAmbiguous {
      for role in Self.roles {
        services[Self.key(service, role)] = Self.free("\(service.dns)-\(role)", &taken)
      }
    }
    var takenVolumes = Set(program.services.flatMap { $0.volumes.compactMap(\.shared) })
    for service in program.services {
      if service.store != nil {
        for role in ["data", "tls", "backups"] {
          volumes[Self.key(service, role)] = Self.free("\(service.dns)-\(role)", &takenVolumes)
        }
      } else if service.isProxy {
        volumes[Self.key(service, "data")] = Self.free("\(service.dns)-data", &takenVolumes)
      } else {
        for volume in service.volumes where volume.shared == nil {
          volumes[Self.key(service, volume.path)] = Self.free(
            "\(service.dns)-\(Self.folded(volume.path))", &takenVolumes)
        }
      }
    }
  }

  /// The one-shot of the release command, the backup, the pooler, the maker of the certificate, or the one-shots that
  /// put changed settings of a store and of its pooler into force.
  func service(_ role: String, of service: Service) -> String {
    let name = String(parts: service.dns, "-", role)
    return services.isEmpty ? name : services[Self.key(service, role)] ?? name
  }

  /// A store's `data`, `tls` or `backups`, or the volume mounted at a path.
  func volume(_ role: String, of service: Service) -> String {
    volumes[Self.key(service, role)] ?? "\(service.dns)-\(Self.folded(role))"
  }

  private static func key(_ service: Service, _ role: String) -> String { service.dns + "\n" + role }

  private static func free(_ stem: String, _ taken: inout Set<String>) -> String {
    var name = stem
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(stem)-\(number)"
      number += 1
    }
    return name
  }

  /// `app-storage` for `/app/storage`.
  private static func folded(_ path: String) -> String {
    let parts = path.lowercased().utf8.split { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): false
      default: true
      }
    }
    return parts.isEmpty ? "root" : parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
  }
}
