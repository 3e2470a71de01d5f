import Diagnostics
import Files
import Probes
import Syntax

/// The variables that the texts beside a stack speak of.
struct DescribedNames {
  /// In templates of env files, with every mention of them.
  private(set) var templates: [(file: RepositoryReader.File, entries: [EnvFileText.Entry])] = []
  private(set) var inTemplates: Set<String> = []
  /// Whether the directory of the stack holds anything but compose files.
  let hasSurroundings: Bool
  /// Comments of the compose files and pages of documentation, as bytes that are looked through when a name is asked for.
  private var texts: [[UInt8]] = []

  init(_ stack: Stack, templates paths: [String], _ repository: RepositoryReader) {
    hasSurroundings = repository.list(stack.folder)?.entries.contains { !StackFinder.isStackFile($0.name) } ?? false
    var folders = [stack.folder]
    if stack.folder != "." { folders.append(".") }
    // A template lies where the code is, too.
    for service in stack.services {
      if let folder = service.codeFolder(in: stack, repository), !folders.contains(folder) { folders.append(folder) }
    }
    for folder in folders {
      for entry in repository.list(folder)?.entries ?? [] where !entry.isFolder {
        let path = RepositoryReader.join(folder, entry.name)
        if EnvFileNames.isTemplate(entry.name) {
          addTemplate(path, repository)
        } else if entry.name.hasSuffix(".md"), let file = repository.file(path) {
          texts.append(file.bytes)
        }
      }
    }
    for path in paths { addTemplate(path, repository) }
    for path in stack.files {
      if let file = repository.file(path) { texts.append(Self.comments(of: file.bytes)) }
    }
  }

  private mutating func addTemplate(_ path: String, _ repository: RepositoryReader) {
    guard let file = repository.file(path), !templates.contains(where: { $0.file === file }) else { return }
    let entries = EnvFileText.entries(in: file.bytes)
    templates.append((file, entries))
    inTemplates.formUnion(entries.map(\.name))
    texts.append(file.bytes)
  }

  private static func comments(of bytes: [UInt8]) -> [UInt8] {
    bytes.split(separator: 0x0A).flatMap { line -> [UInt8] in
      guard let mark = line.firstIndex(of: UInt8(ascii: "#")) else { return [] }
      return line[mark...] + [0x0A]
    }
  }

  /// What a template gives a variable; nil: none names it.
  func value(of name: String) -> String? {
    templates.lazy.compactMap { $0.entries.first { $0.name == name }?.value }.first
  }

  /// Whether some text has the name as a word of its own.
  func has(_ name: String) -> Bool { inTemplates.contains(name) || texts.contains { $0.hasWord(name) } }
}

extension [UInt8] {
  /// Whether a name occurs that is not a part of a longer one.
  fileprivate func hasWord(_ name: String) -> Bool {
    let word = Array(name.utf8)
    func isOfName(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "_") || byte >= 0x30 && byte <= 0x39 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
    }
    guard let first = word.first else { return false }
    var index = startIndex
    while let found = self[index...].firstIndex(of: first), found + word.count <= count {
      let end = found + word.count
      if self[found..<end].elementsEqual(word), found == 0 || !isOfName(self[found - 1]),
        end == count || !isOfName(self[end])
      {
        return true
      }
      index = found + 1
    }
    return false
  }
}
