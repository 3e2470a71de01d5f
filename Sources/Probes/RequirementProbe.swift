import Diagnostics
import IR

/// Requirements without a version.
package enum RequirementProbe: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      guard let service = root.services.first(where: { installs($0, root) }), let (file, content) = root.requirements,
        !content.hasConstraints
      else { continue }
      let open = content.lines.filter(\.isOpen)
      guard let first = open.first else { continue }
      let names = Words.some(open.map(\.name), of: "requirements")
      context.report(
        .openRequirement, at: service.rootSpan, path: service.path("root"),
        "\(names) \(open.count == 1 ? "has" : "have") no version in requirements.txt"
      ) {
        context.show(first.place, of: file, "any version is installed", in: &$0)
        $0.notes = ["every build takes what is newest that day: the same commit may work today and fail tomorrow"]
        $0.help = ["write the versions that work now: `pip freeze` lists them, as `\(first.name)==…`"]
      }
    }
  }

  private static func installs(_ service: ProbedService, _ root: CodeRoot) -> Bool {
    if let (file, _) = root.dockerfile(of: service) { return file.bytes.contains("requirements.txt") }
    return service.lowered.build?.dockerfile == nil
  }
}

extension [UInt8] {
  /// Whether a short text occurs.
  func contains(_ text: StaticString) -> Bool {
    let needle = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard count >= needle.count, let first = needle.first else { return false }
    return withUnsafeBufferPointer { bytes in
      for start in 0...(bytes.count - needle.count) where bytes[start] == first {
        if (1..<needle.count).allSatisfy({ bytes[start + $0] == needle[$0] }) { return true }
      }
      return false
    }
  }
}

extension Words {
  /// `` `a`, `b` and `c` ``; of many the first two and how many more.
  static func some(_ names: [String], of what: String) -> String {
    if names.count <= 3 { return enumeration(names) }
    return names.prefix(2).map { "`\($0)`" }.joined(separator: ", ") + " and \(names.count - 2) more \(what)"
  }
}
