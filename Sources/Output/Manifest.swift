import Emit
import JSON

/// `<output>/.infracc/manifest.json`: which files are ours and what we wrote into them. It is committed with the files,
/// so it is laid out one file a line and holds nothing that differs between machines.
struct Manifest: Equatable {
  static let folder = ".infracc"
  static let file = "manifest.json"
  /// Raised when an older program would misread it. 1 named no topologies.
  private static let version = 2
  /// In bytes. The manifest of a build of 10,000 services has 8 MiB.
  static let mostBytes = 64 << 20

  struct Key: Hashable {
    let base: EmittedFile.Base
    let path: String
  }

  struct Entry: Hashable {
    /// SHA-256 of the content as written; of a file with a header the hash that the header states, for which the line
    /// that holds it does not count.
    var sha256: String
    var group: OutputGroup
    /// The topology that owns the file, as a path from the output directory; nil in manifests of version 1.
    var topology: String?
  }

  var entries: [Key: Entry] = [:]

  init() {}

  /// Fails with the reason. Entries whose paths we would never write are left out: the file may have been edited.
  init(_ bytes: [UInt8]) throws(Unreadable) {
    let value: JSONValue
    switch JSONReader.parse(bytes) {
    case .success(let parsed): value = parsed
    case .failure(let problem): throw Unreadable(reason: "byte \(problem.offset): \(problem.message)")
    }
    guard let version = value["version"]?.int, let groups = value["groups"]?.array else {
      throw Unreadable(reason: "it is not a list of files")
    }
    guard version <= Self.version else { throw Unreadable(reason: "a newer version of infracc wrote it") }
    for group in groups {
      guard let base = group["base"]?.string.flatMap(EmittedFile.Base.init(rawValue:)),
        let target = group["target"]?.string, let files = group["files"]?.object
      else { throw Unreadable(reason: "it is not a list of files") }
      let owner = OutputGroup(environment: group["environment"]?.string, target: target)
      let topology = group["topology"]?.string
      entries.reserveCapacity(entries.count + files.count)
      for (path, sha256) in files {
        guard let sha256 = sha256.string, case .success = OutputPath.components(path) else { continue }
        entries[Key(base: base, path: path)] = Entry(
          sha256: sha256, group: owner, topology: topology)
      }
    }
  }

  struct Unreadable: Error {
    let reason: String
  }

  var text: String {
    struct Owner: Hashable {
      let topology: String?
      let group: OutputGroup
      let base: EmittedFile.Base
    }
    var files: [Owner: [String: JSONValue]] = [:]
    for (key, entry) in entries {
      files[Owner(topology: entry.topology, group: entry.group, base: key.base), default: [:]][key.path] = .string(
        entry.sha256)
    }
    let owners = files.keys.sorted {
      ($0.topology ?? "", $0.group, $0.base.rawValue) < ($1.topology ?? "", $1.group, $1.base.rawValue)
    }
    let groups = owners.map { owner -> JSONValue in
      [
        "topology": owner.topology.map(JSONValue.string) ?? .null,
        "base": .string(owner.base.rawValue),
        "environment": owner.group.environment.map(JSONValue.string) ?? .null,
        "target": .string(owner.group.target),
        "files": .object(files[owner] ?? [:]),
      ]
    }
    return JSONWriter.pretty([
      "about":
        "The files that infracc wrote, with the SHA-256 of their contents, or the one that their header states. Commit it, do not edit it.",
      "version": .int(Self.version),
      "groups": .array(groups),
    ])
  }
}
