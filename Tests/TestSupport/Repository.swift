import Foundation

/// Where the repository under test lies, and the program that was built from it.
package enum Repository {
  /// The top folder of the repository, without a final slash.
  package static let root: String = {
    var path = #filePath[...]
    for _ in 0..<3 { path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }
    return String(path)
  }()

  /// The absolute path of something below the top folder.
  package static func path(_ relative: String) -> String { "\(root)/\(relative)" }

  /// The text of a file below the top folder.
  package static func text(_ relative: String) throws -> String {
    try String(contentsOfFile: path(relative), encoding: .utf8)
  }

  /// The names of the examples: the directories below `examples` that have a topology, in the order of their names.
  package static let examples: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path("examples"))) ?? []
    return names.sorted().filter { FileManager.default.fileExists(atPath: path("examples/\($0)/topology.yaml")) }
  }()

  /// The `infracc` that was built together with the running tests: it lies beside them, whatever the configuration
  /// and scratch folder of the build are.
  package static var program: String {
    get throws {
      let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      let beside = tests.prefix(upTo: tests.lastIndex(of: "/") ?? tests.startIndex) + "/infracc"
      for candidate in [String(beside), path(".build/debug/infracc")]
      where FileManager.default.isExecutableFile(atPath: candidate) {
        return candidate
      }
      throw TestSupportError("`infracc` is not built; run `swift build` or `make test`")
    }
  }
}

/// What keeps a test from running at all; its text says what to do.
package struct TestSupportError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
