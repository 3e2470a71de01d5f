import Emit
import Glibc
import Plugins

/// Plug-ins as a command reaches them. A topology that names none costs nothing.
enum PluginAccess {
  /// Looks for plug-ins and runs none.
  /// - Parameter folder: that of the topology.
  static func host(folder: String) -> PluginHost {
    PluginHost(
      locate: { target, path in
        CurrentRun.asksOthers()
        return search(folder).locate(target, path)
      },
      installed: { search(folder).installed() }, version: Version.text)
  }

  /// A plug-in on PATH.
  struct Installed {
    let plugin: Plugin
    /// What keeps it from being one.
    var problem: String?
  }

  /// - Parameter asking: whether they are called, to say what they are.
  static func installed(asking: Bool) -> [Installed] {
    let search = search(".")
    return search.installed().compactMap { name in
      guard case .executable(let path) = search.locate(name, nil) else { return nil }
      if !asking { return Installed(plugin: Plugin(name: name, path: path)) }
      switch Plugin.described(name, at: path, run) {
      case .success(let plugin): return Installed(plugin: plugin)
      case .failure(let failure):
        return Installed(plugin: Plugin(name: name, path: path), problem: failure.finding(name, span: nil).message)
      }
    }
  }

  private static func search(_ folder: String) -> PluginSearch {
    PluginSearch(folder: folder, search: getenv("PATH").map { String(cString: $0) })
  }

  static func run(_ program: String, _ argument: String, _ input: [UInt8]) -> PluginHost.Answer {
    PluginProcess().run(program, argument, input: input)
  }
}
