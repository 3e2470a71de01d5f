import Diagnostics
import IR
import Model
import Resolution
import Rules

/// Tokens in settings of package managers in the repository: E0501, with the line of the file.
package enum RegistryTokenProbe: Probe {
  private static let names = [".npmrc", ".yarnrc.yml"]
  private static let keys = ["_authtoken", "_auth", "_password", "npmauthtoken", "npmauthident"]

  package static func run(in context: ProbeContext) {
    var seen: Set<String> = []
    for root in context.roots {
      guard let service = root.services.first else { continue }
      let folders = [root.path, service.lowered.build?.sources ?? root.path, "."]
      for path in folders.flatMap({ folder in names.map { RepositoryReader.join(folder, $0) } })
      where seen.insert(path).inserted && context.repository.hasFile(path) && !isIgnored(path, context) {
        guard let file = context.repository.file(path), let place = token(in: file.bytes) else { continue }
        context.report(
          .credentialInFile, at: service.rootSpan, path: service.path(ServiceKey.root.rawValue),
          "`\(context.repository.name(of: path))` holds a token of a package registry"
        ) {
          context.show(place.line, of: file, "anyone with access to the repository can use it", in: &$0)
          $0.masked.append(context.repository.span(place.value, in: file))
          $0.notes = ["a committed token must be considered compromised: revoke it"]
          $0.help = [
            "write `${NPM_TOKEN}` there, declare `NPM_TOKEN: external` under `secrets:`, and name it in `build.registries`"
          ]
        }
      }
    }
  }

  /// The first line with a token that is written out, not the name of a variable.
  private static func token(in bytes: [UInt8]) -> (line: Range<Int>, value: Range<Int>)? {
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = String(decoding: bytes[start..<end], as: UTF8.self)
      if let sign = line.utf8.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: " ") }),
        !line.hasPrefix("#"), !line.hasPrefix(";")
      {
        let key = line[..<sign].lowercased().split { $0 == ":" || $0 == " " }.last.map(String.init) ?? ""
        let value = line[line.utf8.index(after: sign)...].filter { !"\"' =\r".contains($0) }
        if keys.contains(key), value.utf8.count >= 8, !value.contains("$") {
          let offset = start + line.utf8.distance(from: line.utf8.startIndex, to: sign) + 1
          return (start..<end, offset..<end)
        }
      }
      start = end + 1
    }
    return nil
  }

  /// Whether a line of the ignore file beside it, or of the one at the top, names it.
  private static func isIgnored(_ path: String, _ context: ProbeContext) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    guard let name = parts.last else { return false }
    let folder = parts.dropLast().joined(separator: "/")
    return [folder.isEmpty ? "." : folder, "."].contains { place in
      guard let file = context.repository.file(RepositoryReader.join(place, ".gitignore")) else { return false }
      return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").contains { line in
        let pattern = line.drop { $0 == "/" }.prefix { $0 != "\r" && $0 != " " }
        return pattern == name || pattern == path || pattern == "**/" + name
      }
    }
  }
}
