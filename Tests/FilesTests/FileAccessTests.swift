import Files
import Foundation
import TestSupport
import Testing

/// Readers see regular files within bounds, on disk as in memory, and nothing outside of the repository.
@Suite struct FileAccessTests {
  private let files = [
    ("a.txt", "alpha"), ("b/c.txt", "gamma"), ("b/d/e.txt", ""), ("long.txt", String(repeating: "x", count: 9_000)),
  ]

  private func tree() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (path, text) in files { try folder.write(text, to: path) }
    return folder
  }

  /// A directory inside a checkout, with a file outside of it.
  private func checkout() throws -> (outside: TemporaryFolder, top: String) {
    let outside = try TemporaryFolder()
    try outside.write("secret", to: "secret.txt")
    try outside.write("", to: "checkout/.git/HEAD")
    try outside.write("inside", to: "checkout/shared/inside.txt")
    try outside.write("plain", to: "checkout/deploy/plain.txt")
    return (outside, outside.path("checkout/deploy"))
  }

  private func problem(_ access: FileAccess, _ path: String, _ limit: Int = 100) -> FileProblem? {
    do throws(FileProblem) {
      _ = try access.whole(path, atMost: limit)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [DiskFiles.Links.refused, .withinRepository])
  func diskAndMemoryAnswerAlike(_ links: DiskFiles.Links) throws {
    let folder = try tree()
    let disk = DiskFiles.access(to: folder.path, links: links)
    let memory = FileAccess.texts(files.map { ($0.0, $0.1) })
    for path in [".", "a.txt", "b", "b/c.txt", "b/d", "b/d/e.txt", "none", "b/none", "none/none", "long.txt"] {
      #expect(disk.exists(path) == memory.exists(path), "\(path)")
      #expect(
        disk.list(path).map { Set($0.entries) } == memory.list(path).map { Set($0.entries) }
          || !memory.exists(path) || files.contains { $0.0 == path }, "\(path)")
      for limit in [0, 1, 4, 5, 6, 4_096, 8_999, 9_000, 9_001] where files.contains(where: { $0.0 == path }) {
        let (a, b) = (try disk.read(path, limit), try memory.read(path, limit))
        #expect(a.bytes == b.bytes && a.isWhole == b.isWhole, "\(path) \(limit)")
      }
    }
    #expect(problem(disk, "none") == .absent && problem(memory, "none") == .absent)
    #expect(problem(disk, "long.txt") == .tooLarge(bytes: 100) && problem(memory, "long.txt") == .tooLarge(bytes: 100))
  }

  @Test func otherContentsAreReadInstead() throws {
    let access = FileAccess.texts([("a", "1")]).replacing(["a": Array("22".utf8)])
    #expect(try access.whole("a", atMost: 2) == Array("22".utf8))
    #expect(problem(access, "a", 1) == .tooLarge(bytes: 1))
  }

  @Test func linksAreFollowedWithinTheRepositoryOnly() throws {
    let (outside, top) = try checkout()
    func link(_ name: String, to target: String) throws {
      try FileManager.default.createSymbolicLink(atPath: top + "/" + name, withDestinationPath: target)
    }
    try link("inside", to: "../shared/inside.txt")
    try link("up", to: "../../secret.txt")
    try link("absolute", to: outside.path("secret.txt"))
    try link("environment", to: "/proc/self/environ")
    try link("zero", to: "/dev/zero")
    try link("folder", to: "../../..")
    try link("ring", to: "ring")
    let following = DiskFiles.access(to: top, links: .withinRepository)
    #expect(try following.whole("inside", atMost: 100) == Array("inside".utf8))
    for name in ["up", "absolute", "environment", "zero"] {
      #expect(problem(following, name) == .leavesRepository, "\(name)")
    }
    #expect(problem(following, "ring") == .system(ELOOP))
    let refusing = DiskFiles.access(to: top, links: .refused)
    for name in ["inside", "up", "absolute", "environment", "zero", "ring"] {
      #expect(problem(refusing, name) == .symbolicLink, "\(name)")
    }
    #expect(refusing.list(".")?.hasMore == true)
    #expect(refusing.list(".")?.entries.map(\.name) == ["plain.txt"])
    // A link is something; what lies behind one that leads out is not looked at.
    #expect(following.exists("up") && following.exists("inside"))
    #expect(!following.exists("folder/secret.txt"))
  }

  /// Neither waits nor reads without end.
  @Test func pipesAndDevicesAreNoFiles() throws {
    let folder = try tree()
    #expect(mkfifo(folder.path("pipe"), 0o644) == 0)
    for links in [DiskFiles.Links.refused, .withinRepository] {
      let access = DiskFiles.access(to: folder.path, links: links)
      #expect(problem(access, "pipe") == .notRegular)
      #expect(problem(access, "b") == .isDirectory)
      #expect(problem(access, ".") == .isDirectory)
      #expect(problem(DiskFiles.access(to: "/dev", links: links), "null") == .notRegular)
    }
    #expect(DiskFiles.access(to: folder.path, links: .refused).list(".")?.others == ["pipe"])
  }
}
