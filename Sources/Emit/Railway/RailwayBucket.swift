import Diagnostics
import IR

/// A bucket of Railway that replaces a store for files (docs, storage-buckets.md and cli/bucket.md, 2026-08). Its region
/// cannot be changed later.
enum RailwayBucket {
  static let regions = ["sjc", "iad", "ams", "sin"]
  private static let kind = "bucket"

  static func isOne(_ service: Service) -> Bool { service.store?.managed?.kind == kind }

  /// The service without what a container would have: a domain, limits, and a volume.
  static func adapted(_ service: Service) -> Service {
    var bucket = service
    bucket.exposure = Exposure()
    bucket.resources.storageBytes = nil
    bucket.image = nil
    return bucket
  }

  /// The command that creates it, where no project file does.
  static func step(_ service: Service, named name: String, in environment: String) -> String {
    let region = service.region.map { " --region " + ShellText.quoted($0) } ?? ""
    return "railway bucket create \(ShellText.quoted(name))\(region) --environment \(ShellText.quoted(environment))"
  }

  /// The declaration in the project file.
  static func declaration(_ service: Service, named name: String) -> ScriptValue {
    let region = service.region.map { [ScriptMember("region", .text($0))] } ?? []
    return .call(kind, [.text(name)], region)
  }

  /// The variable of the bucket that holds an output.
  static func variable(_ output: String) -> String? {
    switch output {
    case "bucket": "BUCKET"
    case "region": "REGION"
    case "endpoint", "public_url": "ENDPOINT"
    default: nil
    }
  }

  /// The variable that holds one of the two secrets that clients log in with.
  static func variable(secret id: String, of service: Service) -> String? {
    switch id {
    case service.name + "/access_key": "ACCESS_KEY_ID"
    case service.name + "/secret_key": "SECRET_ACCESS_KEY"
    default: nil
    }
  }

  /// The cells of keys that have no meaning for a bucket.
  static func portability(of key: ServiceKey, in service: Service) -> Portable? {
    switch key {
    case .image, .flavor, .version, .tuning, .port, .resources, .resourcesCPU, .resourcesMemory, .resourcesStorage,
      .stopGrace, .variables, .variablesValue, .files:
      .dropped("a bucket of the platform replaces it")
    case .bucket: .dropped("the platform chooses the name; `BUCKET` of the bucket has it, and references follow")
    case .isPublic:
      service.exposure.domains.isEmpty
        ? .meaningless("the endpoint of a bucket is public")
        : .near("the endpoint of a bucket is public under the platform's name, not under a domain")
    default: nil
    }
  }

  static func findings(_ service: Service, program: Int) -> [EmitFinding] {
    guard let region = service.region, !regions.contains(region) else { return [] }
    return [
      EmitFinding(
        .cannotExpress, "railway has no buckets in `\(region)`", program: program, span: service.span(of: .region),
        help: ["write a region that has buckets: \(Words.alternatives(regions))"])
    ]
  }
}
