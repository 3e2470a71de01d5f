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

  static func search(_ folder: String) -> PluginSearch {
    PluginSearch(folder: folder, search: getenv("PATH").map { String(cString: $0) })
  }

  static func run(_ program: String, _ argument: String, _ input: [UInt8]) -> PluginHost.Answer {
    PluginProcess().run(program, argument, input: input)
  }
}
