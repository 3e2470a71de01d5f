import Foundation

/// A new empty folder that disappears together with its last reference.
package final class TemporaryFolder: Sendable {
  /// Its absolute path, symbolic links resolved, without a final slash.
  package let path: String

  package init() throws {
    var template = Array("\(NSTemporaryDirectory())/infracc-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw TestSupportError("cannot make a temporary folder: \(String(cString: strerror(errno)))")
    }
    let made = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    path = URL(fileURLWithPath: made).resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The absolute path of something in the folder.
  package func path(_ relative: String) -> String { "\(path)/\(relative)" }

  /// Writes a text file, making the folders above it, and returns its absolute path.
  @discardableResult
  package func write(_ text: String, to relative: String) throws -> String {
    let target = path(relative)
    let parent = (target as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: target))
    return target
  }

  /// Writes a program that can be run. Another process writes it: what one thread of the tests holds open for writing, a
  /// child that another thread starts holds open as well, and the system runs no file that somebody writes.
  @discardableResult
  package func program(_ text: String, to relative: String) throws -> String {
    let target = try write("", to: relative)
    let output = try run("/bin/sh", ["-c", "rm \"$0\" && cat > \"$0\" && chmod 755 \"$0\"", target], input: text)
    guard output.status == 0 else { throw TestSupportError("cannot write \(target): \(output.stderr)") }
    return target
  }

  /// The text of a file in the folder.
  package func text(_ relative: String) throws -> String {
    try String(contentsOfFile: path(relative), encoding: .utf8)
  }

  /// The relative paths of all regular files in the folder, sorted.
  package func files() -> [String] { filesBelow(path) }
}

/// The relative paths of all regular files below a folder, sorted; none where the folder does not exist.
func filesBelow(_ folder: String) -> [String] {
  guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
  var found: [String] = []
  while let entry = walk.nextObject() as? String {
    if walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular { found.append(entry) }
  }
  return found.sorted()
}
