import Diagnostics
import JSON

/// Findings that are known and stay unreported: a file of one line for each, without numbers of lines, so that changes above
/// a finding leave it known.
struct Baseline {
  private struct Entry: Hashable {
    let code: String
    let file: String
    let path: String
    let fingerprint: String
  }

  private var entries: Set<Entry>

  /// - Parameter request: the findings of the run.
  init(of request: RenderRequest) {
    var fingerprints = Fingerprints(request)
    entries = Set(request.diagnostics.map { Self.entry($0, request, &fingerprints) })
  }

  /// Nil where the text is no baseline.
  init?(_ bytes: [UInt8]) {
    guard case .success(let value) = JSONReader.parse(bytes), let items = value["findings"]?.array else { return nil }
    var entries: Set<Entry> = []
    for item in items {
      guard let code = item["code"]?.string, let file = item["file"]?.string, let path = item["path"]?.string,
        let fingerprint = item["fingerprint"]?.string
      else { return nil }
      entries.insert(Entry(code: code, file: file, path: path, fingerprint: fingerprint))
    }
    self.entries = entries
  }

  private static func entry(
    _ finding: Diagnostic, _ request: RenderRequest, _ fingerprints: inout Fingerprints
  ) -> Entry {
    let index = Int(finding.primary.span.file.index)
    let file = request.sources.files.indices.contains(index) ? request.sources.files[index].path : ""
    return Entry(code: finding.code, file: file, path: finding.path, fingerprint: fingerprints.next(of: finding))
  }

  /// The findings that are not in it, how many are, and how many of its own no longer occur.
  func remaining(of request: RenderRequest) -> (new: [Diagnostic], known: Int, stale: Int) {
    var fingerprints = Fingerprints(request)
    var found: Set<Entry> = []
    let new = request.diagnostics.filter { finding in
      let entry = Self.entry(finding, request, &fingerprints)
      found.insert(entry)
      return !entries.contains(entry)
    }
    return (new, request.diagnostics.count - new.count, entries.subtracting(found).count)
  }

  /// Its text: JSON, sorted, a finding on each line.
  var text: String {
    let sorted = entries.sorted {
      ($0.file, $0.code, $0.path, $0.fingerprint) < ($1.file, $1.code, $1.path, $1.fingerprint)
    }
    let lines = sorted.map { entry -> String in
      let value: JSONValue = [
        "code": .string(entry.code), "file": .string(entry.file), "fingerprint": .string(entry.fingerprint),
        "path": .string(entry.path),
      ]
      return "    " + JSONWriter.compact(value)
    }
    let list = lines.isEmpty ? "[]" : "[\n\(lines.joined(separator: ",\n"))\n  ]"
    return "{\n  \"version\": 1,\n  \"findings\": \(list)\n}\n"
  }
}
