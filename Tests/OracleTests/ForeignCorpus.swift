import Compiler
import Diagnostics
import Files
import Foundation
import Import
import Probes
import TestSupport
import Testing

/// Deployment files of other people, in a directory outside of the project: `make corpus DIR=…`. Each directory in it is a
/// repository, and each file a compose file of which nothing else is known.
struct ForeignCorpus {
  private static let root = ProcessInfo.processInfo.environment["INFRACC_CORPUS"]

  private struct Entry {
    let name: String
    let isRepository: Bool
    let path: String
  }

  private static func entries() throws -> [Entry] {
    let root = try #require(Self.root)
    return try FileManager.default.contentsOfDirectory(atPath: root).sorted().compactMap { name in
      let path = "\(root)/\(name)"
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
      if isFolder.boolValue { return Entry(name: name, isRepository: true, path: path) }
      return isYAML(name) ? Entry(name: name, isRepository: false, path: root) : nil
    }
  }

  private static func isYAML(_ name: String) -> Bool { name.hasSuffix(".yml") || name.hasSuffix(".yaml") }

  /// `REPOSITORY FILE:LINE CODE`, a file of a directory of files without a repository as `.`.
  private static func findings(_ entry: Entry) -> [String] {
    let check = ForeignCheck(
      entry.isRepository ? "." : entry.name, in: DiskFiles.access(to: entry.path, links: .refused), prefix: "",
      name: entry.name, isCheckout: RepositoryRoot(around: entry.path).isCheckout, after: SourceSet())
    return check.diagnostics.compactMap { finding in
      // What a page or a template beside the file describes, the file alone does not tell.
      guard finding.severity != .info, entry.isRepository || finding.code != "W1046" else { return nil }
      let file = check.sources[finding.primary.span.file]
      let line = 1 + file.bytes.prefix(Int(finding.primary.span.start)).count { $0 == 0x0A }
      return "\(entry.isRepository ? entry.name : ".") \(file.path):\(line) \(finding.code)"
    }
  }

  /// A finding that nobody judged is an open question, and one that is gone may be a mistake that is missed.
  @Test(.enabled(if: root != nil)) func everyFindingIsJudged() throws {
    var judged: [String: [String]] = [:]
    for line in try Repository.text("Tests/Fixtures/foreign/corpus.txt").split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      if line.hasPrefix("#") { continue }
      #expect(words.count == 4 && ["true", "serious"].contains(words[3]), "\(line)")
      let owner = words[0] == "." ? String(words[1].prefix { $0 != ":" }) : words[0]
      judged[owner, default: []].append(words.prefix(3).joined(separator: " "))
    }
    for entry in try Self.entries() {
      let found = Self.findings(entry)
      let known = judged[entry.name] ?? []
      #expect(Set(found).subtracting(known).sorted() == [], "not judged")
      #expect(Set(known).subtracting(found).sorted() == [], "judged, and no longer found")
    }
  }

  @Test(.enabled(if: root != nil)) func isReadAsComposeReadsIt() throws {
    var counts = (same: 0, refused: 0)
    for entry in try Self.entries() {
      for files in try Self.stacks(of: entry) {
        let folder = try TemporaryFolder()
        for path in try Self.texts(of: entry) {
          guard let text = try? String(contentsOfFile: "\(entry.path)/\(path)", encoding: .utf8) else { continue }
          try folder.write(text, to: path)
        }
        let (lines, refusal) = try ComposeReadingOracle.differences(files, in: folder.path)
        if let refusal {
          counts.refused += 1
          print("compose refuses \(entry.name) \(files): \(refusal)")
        } else {
          counts.same += 1
          #expect(lines == [], "\(entry.name) \(files)")
        }
      }
    }
    print("\(counts.same) stacks compared, \(counts.refused) refused by compose")
  }

  private static func stacks(of entry: Entry) throws -> [[String]] {
    let repository = RepositoryReader(DiskFiles.access(to: entry.path, links: .refused), sources: SourceSet())
    let (loader, bag) = (ComposeLoader(repository, into: DiagnosticBag()), DiagnosticBag())
    let finder =
      entry.isRepository
      ? StackFinder(below: ".", repository, loader, into: bag)
      : StackFinder(naming: entry.name, repository, loader, into: bag)
    return finder.stacks.filter { $0.dialect == .compose }.map(\.files)
  }

  /// The files that a compose file may name: nothing else is copied.
  private static func texts(of entry: Entry) throws -> [String] {
    guard entry.isRepository else { return [entry.name] }
    return try FileManager.default.subpathsOfDirectory(atPath: entry.path).sorted().filter { path in
      isYAML(path) && !path.contains("node_modules/") && !path.hasPrefix(".git/")
    }
  }
}
