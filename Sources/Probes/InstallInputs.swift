import JSON
import Model
import Files

/// The files beside manifest and lock that an installation reads.
enum InstallInputs {
  /// Paths in the directory that the image is built from, those that are there.
  static func needed(by files: ToolFiles) -> [String] {
    var found: [String] = []
    func add(_ names: [String]) {
      for name in names where !found.contains(name) { found.append(name) }
    }
    switch files.tool.language {
    case .node:
      add(settings.filter { files.has($0) })
      add(folders.filter { files.hasFolder($0) })
      if let manifest = files.manifest {
        add(scripts(of: manifest, hasFile: files.has, hasFolder: files.hasFolder))
        add(members(of: manifest["workspaces"].map(patterns) ?? pnpmPatterns(files), "package.json", files))
      }
    case .python:
      add(includes(files))
      if let project = files.file("pyproject.toml"), files.member != nil {
        add(members(of: uvPatterns(project.bytes), "pyproject.toml", files))
      }
    case .go:
      if let module = files.file(files.own("go.mod")) { add(replacements(module.bytes, files)) }
    }
    return found
  }

  private static let settings = [
    ".npmrc", ".yarnrc.yml", ".yarnrc", ".pnpmfile.cjs", "pnpm-workspace.yaml", "bunfig.toml",
  ]
  private static let folders = [".yarn/releases", ".yarn/patches", "patches"]

  // MARK: Scripts

  /// What the scripts read that package managers run during installation: Prisma's schema, and files that they name.
  static func scripts(
    of manifest: JSONValue, hasFile: (String) -> Bool, hasFolder: (String) -> Bool
  ) -> [String] {
    var found = ownScripts(of: manifest, hasFile: hasFile)
    let texts = ["preinstall", "install", "postinstall", "prepare"].compactMap { manifest["scripts"]?[$0]?.string }
    // The client of Prisma generates its code when it is installed.
    let usesPrisma =
      texts.contains { $0.contains("prisma generate") } || manifest["dependencies"]?["@prisma/client"] != nil
    if usesPrisma {
      if let schema = manifest["prisma"]?["schema"]?.string, hasFile(schema) {
        found.append(schema)
      } else if hasFolder("prisma") {
        found.append("prisma")
      }
      if hasFile("prisma.config.ts") { found.append("prisma.config.ts") }
    }
    return found.filter { $0 != "package.json" }
  }

  /// The files that the project's own scripts name: without them an installation stops.
  static func ownScripts(of manifest: JSONValue, hasFile: (String) -> Bool) -> [String] {
    var found: [String] = []
    let texts = ["preinstall", "install", "postinstall", "prepare"].compactMap { manifest["scripts"]?[$0]?.string }
    for text in texts {
      for word in text.split(whereSeparator: { " ;&|'\"()".contains($0) }) {
        let path = word.hasPrefix("./") ? String(word.dropFirst(2)) : String(word)
        if path.contains("."), !path.hasPrefix("/"), !path.hasPrefix("-"), hasFile(path) { found.append(path) }
      }
    }
    return found.filter { $0 != "package.json" }
  }

  // MARK: Members of a workspace

  /// The manifests of the directories that patterns such as `packages/*` name, without that of the service itself.
  private static func members(of patterns: [String], _ manifest: String, _ files: ToolFiles) -> [String] {
    guard files.member != nil else { return [] }
    var found: [String] = []
    for pattern in patterns where !pattern.hasPrefix("!") {
      let folder = pattern.hasSuffix("/**") ? String(pattern.dropLast(1)) : pattern
      if folder.hasSuffix("/*") {
        let parent = String(folder.dropLast(2))
        found += files.foldersIn(parent).map { parent + "/" + $0 + "/" + manifest }
      } else if !folder.contains("*") {
        found.append((folder.hasSuffix("/") ? folder : folder + "/") + manifest)
      }
    }
    return found.filter { files.has($0) && $0 != files.own(manifest) }
  }

  private static func patterns(_ value: JSONValue) -> [String] {
    if case .array(let items) = value { return items.compactMap(\.string) }
    guard case .array(let items)? = value["packages"] else { return [] }
    return items.compactMap(\.string)
  }

  /// The list `packages:` of pnpm-workspace.yaml, one item a line.
  private static func pnpmPatterns(_ files: ToolFiles) -> [String] {
    guard let file = files.file("pnpm-workspace.yaml") else { return [] }
    return quotedItems(
      String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").filter { line in
        line.drop { $0 == " " }.hasPrefix("- ")
      }.joined(separator: "\n").replacing("- ", with: " "))
  }

  /// `members = ["apps/*", "packages/*"]` below `[tool.uv.workspace]`.
  private static func uvPatterns(_ bytes: [UInt8]) -> [String] {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let table = text.firstRange(of: "[tool.uv.workspace]"),
      let start = text[table.upperBound...].firstRange(of: "members"),
      let open = text[start.upperBound...].firstIndex(of: "["), let close = text[open...].firstIndex(of: "]")
    else { return [] }
    return quotedItems(String(text[text.index(after: open)..<close]).replacing(",", with: " "))
  }

  /// Words without their quotes.
  private static func quotedItems(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }.map { word in
      String(word.drop { "'\"".contains($0) }.reversed().drop { "'\"".contains($0) }.reversed())
    }
  }

  // MARK: Others

  /// Files that a list of requirements includes: `-r base.txt`, `-c constraints.txt`.
  private static func includes(_ files: ToolFiles) -> [String] {
    var found: [String] = []
    for name in files.manifests where name.hasSuffix(".txt") {
      guard let file = files.file(name) else { continue }
      let folder = name.contains("/") ? String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]) + "/" : ""
      for line in file.bytes.split(separator: UInt8(ascii: "\n")) {
        // Most lines name a package, and begin with its first letter.
        let isSpace = { (byte: UInt8) in " =\t\r".utf8.contains(byte) }
        guard line.first(where: { !isSpace($0) }) == UInt8(ascii: "-") else { continue }
        let words = line.split(whereSeparator: isSpace).map { String(decoding: $0, as: UTF8.self) }
        guard words.count > 1, ["-r", "-c", "--requirement", "--constraint"].contains(words[0]) else { continue }
        if files.has(folder + words[1]) { found.append(folder + words[1]) }
      }
    }
    return found
  }

  /// Modules of the repository beside its own: `replace example.com/core => ../core`.
  private static func replacements(_ bytes: [UInt8], _ files: ToolFiles) -> [String] {
    var found: [String] = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard let arrow = line.firstRange(of: "=> ") else { continue }
      let path = String(line[arrow.upperBound...].prefix { $0 != " " && $0 != "\r" })
      guard path.hasPrefix("."), let clean = files.clean(path) else { continue }
      for name in ["go.mod", "go.sum"] where files.has(clean + "/" + name) { found.append(clean + "/" + name) }
    }
    return found
  }
}

extension ToolFiles {
  /// package.json of the directory that is built from.
  var manifest: JSONValue? {
    guard let file = file("package.json"), case .success(let value) = JSONReader.parse(file.bytes) else { return nil }
    return value
  }

  /// The names of the directories in a directory.
  func foldersIn(_ name: String) -> [String] { folders(in: path(name)) }

  /// A path from the directory of the service, as one in the directory that is built from; nil: it leads out of it.
  func clean(_ path: String) -> String? {
    var parts = member.map { $0.split(separator: "/").map(String.init) } ?? []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(String(part))
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }
}
