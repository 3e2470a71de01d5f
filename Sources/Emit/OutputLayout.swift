package import IR

/// Where generated files lie, so that paths inside them are right. All paths are relative to one common folder: the
/// topology's own unless the output folder lies elsewhere.
package struct OutputLayout: Hashable, Sendable {
  package enum Style: String, Sendable, CaseIterable {
    case tree
    case repo
  }

  package var style: Style
  /// Name of the topology file: `topology.yaml`.
  package var topologyFile: String
  /// The topology's folder, `.` when it is the common one.
  package var topologyFolder: String
  /// The output folder: `infra`.
  package var outputFolder: String

  package init(
    style: Style = .tree, topologyFile: String = "topology.yaml", topologyFolder: String = ".",
    outputFolder: String = Self.usualFolder
  ) {
    self.style = style
    self.topologyFile = topologyFile
    self.topologyFolder = topologyFolder
    self.outputFolder = outputFolder
  }

  /// Whether a build writes where it writes by itself, and not into a directory of the command line.
  package var isUsual: Bool { topologyFolder == "." && outputFolder == Self.usualFolder }

  /// The output folder of a build without one of its own.
  private static let usualFolder = "infra"

  /// A file of the output folder, as a path from the common folder.
  package func location(of file: EmittedFile) -> String {
    Self.join(file.base == .output ? outputFolder : topologyFolder, file.path)
  }

  /// A path of the repository (relative to the topology), from the common folder.
  package func repositoryPath(_ path: String) -> String { Self.join(topologyFolder, path) }

  /// How one reaches `target` from `folder`; both are paths from the common folder. Never begins with `./`.
  package static func relative(from folder: String, to target: String) -> String {
    var (a, b) = (clean(folder), clean(target))
    return a.withUTF8 { a in b.withUTF8 { b in relative(a, b) } }
  }

  /// The same for clean paths.
  private static func relative(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> String {
    let slash = UInt8(ascii: "/")
    // Where the first part begins that is not in both.
    var shared = 0
    var index = 0
    while true {
      let isEnd = (index == a.count || a[index] == slash) && (index == b.count || b[index] == slash)
      if isEnd, index > 0 { shared = index + 1 }
      guard index < a.count, index < b.count, a[index] == b[index] else { break }
      index += 1
    }
    var writer = TextWriter(capacity: 3 * a.count + b.count + 3)
    if shared < a.count {
      writer.write("..")
      for byte in a[shared...] where byte == slash { writer.write("/..") }
    }
    if shared < b.count {
      if writer.count > 0 { writer.write(byte: slash) }
      writer.write(UnsafeBufferPointer(rebasing: b[shared...]))
    }
    return writer.count == 0 ? "." : writer.text
  }

  /// A path without `.` and empty parts; the empty text for the folder itself.
  private static func clean(_ path: String) -> String {
    if path == "." { return "" }
    var previous = UInt8(ascii: "/")
    let isClean = path.allBytes { byte in
      defer { previous = byte }
      return previous != UInt8(ascii: "/") || byte != UInt8(ascii: "/") && byte != UInt8(ascii: ".")
    }
    return isClean && previous != UInt8(ascii: "/") ? path : components(path).joined(separator: "/")
  }

  /// Joins and cleans two paths.
  package static func join(_ folder: String, _ path: String) -> String {
    let (folder, path) = (clean(folder), clean(path))
    if folder.isEmpty || path.isEmpty { return folder.isEmpty && path.isEmpty ? "." : folder + path }
    return folder + "/" + path
  }

  /// The folder that holds a file; `.` for a bare name.
  package static func folder(of path: String) -> String {
    let all = components(path).dropLast()
    return all.isEmpty ? "." : all.joined(separator: "/")
  }

  /// The parts of a path without `.` and empty ones.
  package static func components(_ path: String) -> [String] {
    var parts: [String] = []
    var rest = path.utf8[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      let part = rest[..<end]
      if !part.isEmpty, part.count != 1 || part.first != UInt8(ascii: ".") { parts.append(String(Substring(part))) }
      rest = end == rest.endIndex ? rest[end...] : rest[rest.index(after: end)...]
    }
    return parts
  }
}

extension OutputLayout {
  /// `<environment>/<target>/<name>` in the output folder.
  package static func path(_ environment: String, _ target: String, _ name: String) -> String {
    "\(environment)/\(target)/\(name)"
  }

  /// The generated Dockerfile of a service that writes one (`Program.imageOwner`). In layout `repo` it lies in the
  /// service's root, under a name of its own where another service of that root with another recipe comes first; one
  /// recipe per environment makes one file per environment.
  package func dockerfile(of service: Service) -> (base: EmittedFile.Base, path: String) {
    let variant = service.build?.variant.map { "." + $0 } ?? ""
    switch style {
    case .tree: return (.output, "dockerfile/\(service.dns)/Dockerfile\(variant)")
    case .repo:
      let own = service.build?.isFirstOfRoot == false ? "." + service.dns : ""
      return (.repository, Self.join(service.build?.root ?? ".", "Dockerfile" + own + variant))
    }
  }

  /// The folder that a service's image is built from, relative to the topology: the service's root for a Dockerfile
  /// that lies in it, its workspace where there is one, else the topology's own directory.
  package func context(of build: Build) -> String {
    if build.isGenerated { return style == .tree ? "." : Self.join(".", build.sources) }
    return Self.join(".", build.writtenContext)
  }

  /// What an image of a service is built from, as paths from the common folder.
  func buildPaths(of service: Service, _ build: Build) -> (context: String, dockerfile: String) {
    let dockerfile: String
    if let written = build.dockerfile {
      dockerfile = repositoryPath(written)
    } else {
      let file = self.dockerfile(of: service)
      dockerfile = location(of: EmittedFile(base: file.base, path: file.path, content: ""))
    }
    return (repositoryPath(context(of: build)), dockerfile)
  }

  /// Whether a path lies in a folder; both are relative to the same one. A folder lies in itself.
  package static func isInside(_ path: String, _ folder: String) -> Bool {
    let (path, folder) = (clean(path).utf8, clean(folder).utf8)
    guard path.starts(with: folder) else { return false }
    var rest = path.dropFirst(folder.count)
    let slash = UInt8(ascii: "/")
    if !folder.isEmpty, let next = rest.popFirst(), next != slash { return false }
    return !(rest.starts(with: "..".utf8) && (rest.count == 2 || rest.dropFirst(2).first == slash))
  }
}

extension Service {
  /// The variables that a build of its image gets as arguments.
  func buildVariables(_ build: Build) -> [Variable] { build.args + env.filter { $0.phase != .run } }
}
