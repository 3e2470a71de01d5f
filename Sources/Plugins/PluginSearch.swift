package import Emit
import Glibc

/// Where plug-ins are: at the path that a topology gives, or on PATH.
package struct PluginSearch {
  /// Folders that are looked through for plug-ins at most; a list of more serves nobody.
  private static let mostFolders = 64
  private static let mostEntries = 20_000

  /// The folder of the topology.
  private let folder: String
  private let folders: [String]

  /// - Parameter search: the value of PATH.
  package init(folder: String, search: String?) {
    self.folder = folder
    // What is relative to the working folder would run whatever lies in a repository.
    folders = (search ?? "").split(separator: ":").filter { $0.hasPrefix("/") }.prefix(Self.mostFolders).map(
      String.init)
  }

  /// - Parameter path: as the topology gives it.
  package func locate(_ target: String, _ path: String?) -> PluginHost.Place {
    if let path { return Self.place(path.hasPrefix("/") ? path : folder + "/" + path) }
    var refused: PluginHost.Place?
    for folder in folders {
      switch Self.place(folder + "/" + Plugin.programPrefix + target) {
      case .executable(let path): return .executable(path)
      case .notExecutable(let path): refused = refused ?? .notExecutable(path)
      case .missing: continue
      }
    }
    return refused ?? .missing
  }

  private static func place(_ path: String) -> PluginHost.Place {
    guard let real = realpath(path, nil) else { return .missing }
    defer { free(real) }
    var status = stat()
    guard stat(real, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return .missing }
    let isProgram = status.st_mode & S_IFMT == S_IFREG && access(real, X_OK) == 0
    return isProgram ? .executable(absolute(path) ?? String(cString: real)) : .notExecutable(path)
  }

  /// Not the path behind symbolic links: a program may look at the name that it is called by.
  private static func absolute(_ path: String) -> String? {
    if path.hasPrefix("/") { return path }
    guard let here = getcwd(nil, 0) else { return nil }
    defer { free(here) }
    return String(cString: here) + "/" + path
  }

  /// The targets of all plug-ins on PATH, sorted.
  package func installed() -> [String] {
    var names: Set<String> = []
    for folder in folders {
      guard let stream = opendir(folder) else { continue }
      defer { closedir(stream) }
      for _ in 0..<Self.mostEntries {
        guard let entry = readdir(stream) else { break }
        guard let file = Self.name(of: entry), file.hasPrefix(Plugin.programPrefix) else { continue }
        let name = String(file.dropFirst(Plugin.programPrefix.count))
        if Plugin.isName(name), case .executable = locate(name, nil) { names.insert(name) }
      }
    }
    return names.sorted()
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { return nil }
    return String(validatingCString: UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self))
  }
}
