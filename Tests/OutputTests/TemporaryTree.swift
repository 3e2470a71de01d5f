import Emit
import Foundation
import Output

/// A folder of its own for one test, with the output folder `infra` in it; removed at the end.
final class TemporaryTree {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "output-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit {
    chmodAll(0o755)
    try? FileManager.default.removeItem(at: root)
  }

  var folders: OutputFolders { OutputFolders(output: root.path + "/infra", repository: root.path) }

  func url(_ path: String) -> URL { root.appending(path: path) }

  func read(_ path: String) -> String? { try? String(contentsOf: url(path), encoding: .utf8) }

  func put(_ path: String, _ text: String) throws {
    try FileManager.default.createDirectory(
      at: url(path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url(path))
  }

  func exists(_ path: String) -> Bool { (try? FileManager.default.attributesOfItem(atPath: url(path).path)) != nil }

  func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: url(path).path)
    return (attributes[.posixPermissions] as? Int) ?? 0
  }

  /// All files and symbolic links below `root`, sorted.
  func listing() -> [String] {
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { path in
      var isFolder: ObjCBool = false
      return !(FileManager.default.fileExists(atPath: url(path).path, isDirectory: &isFolder) && isFolder.boolValue)
    }
    .sorted()
  }

  /// When each file was last written, to see that nothing was touched.
  func inodes() throws -> [String: Int] {
    var result: [String: Int] = [:]
    for path in listing() {
      let attributes = try FileManager.default.attributesOfItem(atPath: url(path).path)
      result[path] = attributes[.systemFileNumber] as? Int
    }
    return result
  }

  private func chmodAll(_ mode: Int) {
    for path in FileManager.default.enumerator(atPath: root.path)?.compactMap({ $0 as? String }) ?? [] {
      try? FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url(path).path)
    }
  }

  @discardableResult
  func build(
    _ files: [OutputFile], scope: OutputScope = OutputScope(), mode: OutputMode = .write, isForced: Bool = false
  ) -> OutputResult {
    OutputTree.write(files, to: folders, scope: scope, mode: mode, isForced: isForced)
  }
}

let production = OutputGroup(environment: "production", target: "compose")
let staging = OutputGroup(environment: "staging", target: "compose")
let shared = OutputGroup(environment: nil, target: "dockerfile")

func file(
  _ path: String, _ content: String, _ group: OutputGroup = production, base: EmittedFile.Base = .output,
  isExecutable: Bool = false
) -> OutputFile {
  OutputFile(EmittedFile(base: base, path: path, content: content, isExecutable: isExecutable), group: group)
}

/// A file whose header knows its hash, as most emitters write it.
func withHeader(_ path: String, _ body: String, _ group: OutputGroup = production) -> OutputFile {
  let header = GeneratedHeader(.hash, subject: "production", topologyFile: "topology.yaml")
  return OutputFile(EmittedFile(path: path, header: header) { $0.write(body) }, group: group)
}

/// The text of one.
func generated(_ body: String) -> String {
  withHeader("x", body).file.content
}
