import Emit
import Files
import IR

/// What the files hold that services mount or a store runs. Compose compares what its file states, never what a mounted
/// file holds, so that a digest must be among what it states; other targets write the files into their own.
enum MountedFiles {
  /// The largest file that is read, in bytes.
  private static let mostBytes = 1 << 20

  /// Notes the digest of every file of the repository that is mounted, and what it holds where a target needs that. Each
  /// is read once.
  static func digest(in programs: inout [Program], _ access: FileAccess?) {
    guard let access else { return }
    var known: [String: [UInt8]?] = [:]
    func bytes(_ path: String) -> [UInt8]? {
      if let bytes = known[path] { return bytes }
      let bytes = try? access.whole(path, atMost: mostBytes)
      known[path] = .some(bytes)
      return bytes
    }
    var digests: [String: String?] = [:]
    for program in programs.indices {
      let embeds = programs[program].targets.contains { Emitters.named($0)?.capabilities.embedsFiles == true }
      for service in programs[program].services.indices {
        for file in programs[program].services[service].files.indices {
          guard case .repository(let path) = programs[program].services[service].files[file].source else { continue }
          let digest = digests[path] ?? bytes(path).map { String(sha256Hex($0).prefix(10)) }
          digests[path] = .some(digest)
          programs[program].services[service].files[file].digest = digest
          if embeds { programs[program].contents[path] = bytes(path) }
        }
        guard embeds, let store = programs[program].services[service].store else { continue }
        for path in store.initFiles { programs[program].contents[path] = bytes(path) }
      }
    }
  }
}
