package import Diagnostics
import Emit
import Files
import IR
import Model
import Probes
import Rules

/// W0621 for Railway, where Django's settings have the list of hosts as texts.
package enum RailwayHealthHost: StackRule {
  package static var kind: DiagnosticKind { .healthHostRefused }

  package static func run(in context: StackContext) {
    guard context.stack.dialect == .railway, let asked = RailwayEmitter.capabilities.healthHosts.first else { return }
    var seen: Set<String> = []
    for service in context.stack.services {
      guard let health = service.facts.health, context.topology.surveys[service.name] != nil,
        let folder = service.codeFolder(in: context.stack, context.repository),
        let file = settings(below: folder, context), seen.insert(file.path).inserted,
        let list = AllowedHosts(file.bytes), !list.accepts(asked)
      else { continue }
      context.report(
        kind, at: context.repository.span(list.place, in: file),
        "`ALLOWED_HOSTS` lacks `\(asked)`, the host of health checks on Railway"
      ) {
        $0.secondary = [.init(health.path.span, "answered with 400")]
        $0.help = ["add `\"\(asked)\"` to the list"]
      }
    }
  }

  /// The only `settings.py` of a project; nil where there are several, or none.
  private static func settings(below folder: String, _ context: StackContext) -> RepositoryReader.File? {
    let repository = context.repository
    let folders = (repository.list(folder)?.entries ?? []).filter(\.isFolder).map {
      RepositoryReader.join(folder, $0.name)
    }
    let found = folders.map { RepositoryReader.join($0, "settings.py") }.filter(repository.hasFile)
    return found.count == 1 ? repository.file(found[0]) : nil
  }
}

/// `ALLOWED_HOSTS = ["…", "…"]`, where nothing but texts is in the list and nothing else in the file speaks of it.
private struct AllowedHosts {
  /// The brackets with what is between them.
  let place: Range<Int>
  private let hosts: [String]

  init?(_ bytes: [UInt8]) {
    let name = Array("ALLOWED_HOSTS".utf8)
    guard let first = bytes.firstRange(of: name), bytes[first.upperBound...].firstRange(of: name) == nil,
      first.lowerBound == 0 || bytes[first.lowerBound - 1] == 0x0A,
      let open = bytes[first.upperBound...].firstIndex(of: UInt8(ascii: "[")),
      bytes[first.upperBound..<open].allSatisfy({ $0 == 0x20 || $0 == UInt8(ascii: "=") }),
      let close = bytes[open...].firstIndex(of: UInt8(ascii: "]"))
    else { return nil }
    let end = bytes[close...].firstIndex(of: 0x0A) ?? bytes.count
    guard bytes[(close + 1)..<end].allSatisfy({ $0 == 0x20 || $0 == 0x0D }) else { return nil }
    var hosts: [String] = []
    for item in bytes[(open + 1)..<close].split(separator: UInt8(ascii: ",")) {
      let text = String(decoding: item.filter { $0 > 0x20 }, as: UTF8.self)
      if text.isEmpty { continue }
      guard text.utf8.count > 2, let quote = text.first, "\"'".contains(quote), text.last == quote else { return nil }
      hosts.append(String(text.dropFirst().dropLast()).lowercased())
    }
    // With an empty list the host of the request may come from elsewhere, such as a settings file of the deployment.
    guard !hosts.isEmpty else { return nil }
    place = open..<close + 1
    self.hosts = hosts
  }

  /// Django's own reading: `*`, the host itself, or a name below one that begins with a dot.
  func accepts(_ host: String) -> Bool {
    hosts.contains { $0 == "*" || $0 == host || ($0.hasPrefix(".") && host.hasSuffix($0)) }
  }
}
