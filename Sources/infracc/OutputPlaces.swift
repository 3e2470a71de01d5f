import ArgumentParser
import Emit
import Glibc
import Output

/// Where a build writes, as paths for the system and as paths inside generated files.
struct OutputPlaces {
  let layout: OutputLayout
  let folders: OutputFolders

  init(topology: String, output: String?, style: OutputLayout.Style) {
    let topologyFolder = InputOptions.folder(of: topology)
    let fileName =
      topology == "-"
      ? "topology.yaml"
      : String(topology[(topology.lastIndex(of: "/").map { topology.index(after: $0) } ?? topology.startIndex)...])
    guard let output else {
      layout = OutputLayout(style: style, topologyFile: fileName)
      folders = OutputFolders(
        output: topologyFolder == "."
          ? "infra" : OutputLayout.join(topologyFolder, "infra").rooted(like: topologyFolder),
        repository: topologyFolder, topology: "../" + fileName, writesBeside: style == .repo)
      return
    }
    let (a, b) = Self.fromCommonFolder(Self.absolute(topologyFolder), Self.absolute(output))
    layout = OutputLayout(style: style, topologyFile: fileName, topologyFolder: a, outputFolder: b)
    folders = OutputFolders(
      output: output, repository: topologyFolder,
      topology: OutputLayout.relative(from: b, to: OutputLayout.join(a, fileName)), writesBeside: style == .repo)
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

  /// The parts of a path from the root. Symbolic links are followed, because a `..` in a generated file will be taken
  /// from the folder that the link leads to; what does not exist yet is taken by name.
  private static func absolute(_ path: String) -> [String] {
    var missing: [String] = []
    var parts = OutputLayout.components(path)
    let root = path.hasPrefix("/") ? "/" : ""
    while true {
      let existing = root + parts.joined(separator: "/")
      if let real = realpath(existing.isEmpty ? "." : existing, nil) {
        defer { free(real) }
        var result = OutputLayout.components(String(cString: real))
        for part in missing { if part == ".." { _ = result.popLast() } else { result.append(part) } }
        return result
      }
      guard let last = parts.popLast() else { return missing }
      missing.insert(last, at: 0)
    }
  }
}

extension String {
  /// A cleaned path keeps the root of the one that it was made of.
  fileprivate func rooted(like path: String) -> String { path.hasPrefix("/") ? "/" + self : self }
}
