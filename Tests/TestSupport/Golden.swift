import Foundation
package import Testing

/// Compares results with recorded files below `Tests/Fixtures`.
///
/// `INFRACC_RECORD=1 swift test` writes the files instead; the run then fails all the same and names what it wrote, so
/// that nothing recorded goes unread.
package enum Golden {
  /// Whether this run records.
  package static var isRecording: Bool { ProcessInfo.processInfo.environment["INFRACC_RECORD"] == "1" }

  /// Expects `actual` to be the recorded text of `file`, a path below `Tests/Fixtures`.
  package static func expect(
    _ actual: String, _ file: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    if let finding = compare(actual, file, below: Repository.path("Tests/Fixtures"), recording: isRecording) {
      Testing.Issue.record("\(finding)", sourceLocation: sourceLocation)
    }
  }

  /// Expects `files` (relative path → text) to be all that the folder holds: every file the same, and none that
  /// nothing produces any more.
  package static func expect(
    _ files: [String: String], folder: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    for (path, text) in files.sorted(by: { $0.key < $1.key }) {
      expect(text, "\(folder)/\(path)", sourceLocation: sourceLocation)
    }
    expectNoOrphans(in: folder, produced: Set(files.keys), sourceLocation: sourceLocation)
  }

  /// Expects every file of a folder below `Tests/Fixtures` to be among `produced` (paths relative to the folder).
  /// While recording, the others are removed.
  package static func expectNoOrphans(
    in folder: String, produced: Set<String>, sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    let path = Repository.path("Tests/Fixtures/\(folder)")
    for orphan in orphans(in: path, produced: produced) {
      if isRecording { try? FileManager.default.removeItem(atPath: "\(path)/\(orphan)") }
      let what = isRecording ? "removed" : "orphaned: nothing produces"
      Testing.Issue.record("\(what) Tests/Fixtures/\(folder)/\(orphan)", sourceLocation: sourceLocation)
    }
  }

  /// What differs between a text and its recorded file, nil when they are equal.
  package static func compare(_ actual: String, _ file: String, below folder: String, recording: Bool) -> String? {
    let path = "\(folder)/\(file)"
    let recorded = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    if let recorded, recorded.utf8.elementsEqual(actual.utf8) { return nil }
    guard recording else {
      guard let recorded else { return "not recorded: \(file); record it with INFRACC_RECORD=1 swift test" }
      return "\(file) differs from what was recorded\n\(firstDifference(recorded, actual))"
    }
    do {
      let parent = (path as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try Data(actual.utf8).write(to: URL(fileURLWithPath: path))
      return "recorded \(file): read it, then run again without INFRACC_RECORD"
    } catch {
      return "cannot record \(file): \(error)"
    }
  }

  /// The files of a folder that are not among `produced`, sorted.
  package static func orphans(in folder: String, produced: Set<String>) -> [String] {
    filesBelow(folder).filter { !produced.contains($0) }
  }

  /// The first line that differs, with what was recorded and what came now.
  private static func firstDifference(_ recorded: String, _ actual: String) -> String {
    let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(old, new).enumerated().first { !$1.0.utf8.elementsEqual($1.1.utf8) }?.offset ?? min(old.count, new.count)
    func show(_ lines: [Substring]) -> String {
      line < lines.count ? String(reflecting: String(lines[line])) : "no line"
    }
    return "line \(line + 1)\n  recorded: \(show(old))\n  now:      \(show(new))"
  }
}
