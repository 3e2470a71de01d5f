import Diagnostics
import Emit
import Files
import Glibc

/// Decides what a manifest may be believed. It lies in the repository, so anyone who can change the repository can
/// change it: it says which files a topology owns, and nothing that it says leads to a file that a target cannot have
/// written.
struct ManifestOwner {
  private let folders: OutputFolders
  /// Whether the output directory holds the topology, and with it files that people wrote.
  private let holdsTopology: Bool

  init(_ folders: OutputFolders) {
    self.folders = folders
    let output = RepositoryRoot.absolute(folders.output)
    holdsTopology = RepositoryRoot.absolute(folders.repository).starts(with: output)
  }

  func owns(_ entry: Manifest.Entry) -> Bool { entry.topology == folders.topology }

  /// The manifest with the files that have no other owner any more: those of the first version, which names none, and
  /// those of topologies that are gone, renamed ones for instance.
  func claimed(_ manifest: Manifest) -> Manifest {
    var result = manifest
    var known: [String: Bool] = [:]
    for (key, entry) in manifest.entries where !owns(entry) {
      let isThere = entry.topology.map { name in
        let answer = known[name] ?? exists(name)
        known[name] = answer
        return answer
      }
      if isThere != true { result.entries[key]?.topology = folders.topology }
    }
    return result
  }

  private func exists(_ topology: String) -> Bool {
    let named = RepositoryRoot.absolute(folders.output + "/" + topology).map { "/" + $0 }.joined()
    var status = stat()
    return lstat(named, &status) == 0 || lstat(folders.output + "/" + topology, &status) == 0
  }

  /// One finding for each other topology that owns some of the files, or files that differ only in letter case.
  func conflicts(
    of files: [PlannedFile], with manifest: Manifest, in folders: OutputFolders
  ) -> [Diagnostic] {
    var foreign: [String: String] = [:]
    for (key, entry) in manifest.entries where !owns(entry) {
      foreign[folders.location(key.base, key.path).lowercased()] = entry.topology
    }
    if foreign.isEmpty { return [] }
    var wanted: [String: [String]] = [:]
    for planned in files {
      let location = folders.location(planned.file.base, planned.file.path)
      if let other = foreign[location.lowercased()] { wanted[other, default: []].append(location) }
    }
    return wanted.sorted { $0.key < $1.key }.map { other, locations in
      OutputRun.owned(locations, by: shown(other), not: shown(folders.topology))
    }
  }

  /// A topology as seen from this one: both are paths from the output directory.
  private func shown(_ topology: String) -> String {
    let own = folders.topology.split(separator: "/").dropLast()
    let parts = topology.split(separator: "/")
    return parts.dropLast().elementsEqual(own) ? parts.last.map(String.init) ?? topology : topology
  }

  /// Whether a file that is listed and not generated any more can be one that a target wrote. In the output directory
  /// everything can be; beside the topology, where people's own files are, only what proves itself by its header, and
  /// with layout `repo` the few files whose formats have no comments.
  func mayRemove(_ bytes: [UInt8], _ key: Manifest.Key) -> Bool {
    if key.base == .output, !holdsTopology { return true }
    if GeneratedHeader.verify(bytes) != nil { return true }
    return (key.base == .output || folders.writesBeside) && Emitters.writesWithoutHeader(key.path)
  }
}
