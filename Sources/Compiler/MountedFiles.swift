import Emit
import Files
import IR

/// What the files hold that `files:` mounts. Compose compares what its file states, never what a mounted file holds, so
/// that a digest must be among what it states.
enum MountedFiles {
  /// The largest file that is read, in bytes.
  private static let mostBytes = 1 << 20

  /// Notes the digest of every file of the repository that is mounted. Each is read once.
  static func digest(in programs: inout [Program], _ access: FileAccess?) {
    guard let access else { return }
    var digests: [String: String?] = [:]
    for program in programs.indices {
      for service in programs[program].services.indices {
        for file in programs[program].services[service].files.indices {
          guard case .repository(let path) = programs[program].services[service].files[file].source else { continue }
          let digest =
            digests[path] ?? (try? access.whole(path, atMost: mostBytes)).map { String(sha256Hex($0).prefix(10)) }
          digests[path] = .some(digest)
          programs[program].services[service].files[file].digest = digest
        }
      }
    }
  }
}
