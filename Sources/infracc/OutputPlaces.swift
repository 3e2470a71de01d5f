import ArgumentParser
import Emit
import Glibc
import Output

/// Where a build writes, as paths for the system and as paths inside generated files.
struct OutputPlaces {
  let layout: OutputLayout
  let folders: OutputFolders

  init(topology: String, output: String?, layout name: String?) throws {
    guard let style = OutputLayout.Style(rawValue: name ?? "tree") else {
      Terminal.complain("infracc: there is no layout `\(name ?? "")`; there are `tree` and `repo`\n")
      throw ExitCode(ExitStatus.usage)
    }
    let topologyFolder = InputOptions.folder(of: topology)
    let fileName = topology == "-" ? "topology.yaml" : String(topology[(topology.lastIndex(of: "/").map { topology.index(after: $0) } ?? topology.startIndex)...])
    guard let output else {
      layout = OutputLayout(style: style, topologyFile: fileName)
      folders = OutputFolders(output: topologyFolder == "." ? "infra" : topologyFolder + "/infra", repository: topologyFolder)
      return
    }
    folders = OutputFolders(output: output, repository: topologyFolder)
    let (a, b) = Self.fromCommonFolder(Self.absolute(topologyFolder), Self.absolute(output))
    layout = OutputLayout(style: style, topologyFile: fileName, topologyFolder: a, outputFolder: b)
  }

  /// Two absolute paths, from the deepest folder that both lie in.
  private static func fromCommonFolder(_ a: [String], _ b: [String]) -> (String, String) {
    var shared = 0
    while shared < min(a.count, b.count), a[shared] == b[shared] { shared += 1 }
    func rest(_ parts: [String]) -> String {
      let tail = parts[shared...]
      return tail.isEmpty ? "." : tail.joined(separator: "/")
    }
    return (rest(a), rest(b))
  }

  /// The parts of a path from the root, with `..` taken back by name.
  private static func absolute(_ path: String) -> [String] {
    var parts: [String] = []
    if !path.hasPrefix("/"), let current = getcwd(nil, 0) {
      parts = OutputLayout.components(String(cString: current))
      free(current)
    }
    for part in OutputLayout.components(path) {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts
  }
}
