package import Files
import Probes

extension FileAccess {
  /// The same directory, where env files with values are there but cannot be read: the operator has not handed them over.
  package var withoutPrivateFiles: FileAccess {
    FileAccess(
      list: list,
      read: { path, limit throws(FileProblem) in
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if EnvFileNames.isPrivate(name) { throw .absent }
        return try read(path, limit)
      },
      exists: exists)
  }
}
