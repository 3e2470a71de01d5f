import Emit
import IR
import TestSupport
import Testing

/// The names that the reference page gives for keys are keys of compose files: the real `docker compose` knows them.
@Suite(.waiting)
struct ComposeSpellingOracle {
  private static func paths(_ spelling: KeySpelling?) -> [String] {
    if case .keys(let paths, _)? = spelling { return paths }
    return []
  }

  private static let services = Set(ServiceKey.allCases.flatMap { paths(ComposeEmitter.spelling(of: $0)) }).sorted()
  private static let top = Set(
    ProjectKey.allCases.filter { $0.parent == nil }.flatMap { paths(ComposeEmitter.spelling(of: $0)) }
  ).sorted()

  /// What compose says of a document in which the key is an empty mapping: that there is no such key, or what it takes.
  private static func complaint(_ path: String, in indent: String) throws -> String {
    let names = path.split(separator: ".")
    var text = indent.isEmpty ? "" : "services:\n  web:\n"
    for (depth, name) in names.enumerated() {
      text += indent + String(repeating: "  ", count: depth) + "\(name):"
      text += depth + 1 == names.count ? " {}\n" : "\n"
    }
    let folder = try TemporaryFolder()
    try folder.write(text, to: "compose.yaml")
    return try ComposeOracle.compose(["-f", "compose.yaml", "config"], in: folder.path).stderr
  }

  @Test("each key of a service has a name that compose knows", arguments: services)
  func isKnown(path: String) throws {
    #expect(!(try Self.complaint(path, in: "    ").contains("additional properties")), "\(path)")
  }

  @Test("so has each key of the top level", arguments: top)
  func isKnownAtTheTop(path: String) throws {
    #expect(!(try Self.complaint(path, in: "").contains("additional properties")), "\(path)")
  }

  @Test("a name that compose does not know is seen")
  func anUnknownNameIsSeen() throws {
    for path in ["healthcheck.probe_timeout", "replicas", "deploy.resources.limits.memori"] {
      #expect(try Self.complaint(path, in: "    ").contains("additional properties"), "\(path)")
    }
    #expect(try Self.complaint("targets", in: "").contains("additional properties"))
  }
}
