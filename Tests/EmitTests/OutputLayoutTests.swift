import Emit
import Testing

/// Paths of generated files, as text.
struct OutputLayoutTests {
  private static let paths = [
    ".", "a", "a/b", "a/bc", "ab", "a/..", "a/../b", "..", "../a", "a/..b", "./a", "a//b", "a/./b", "a/b/", "/a",
    "a/.b",
    "..a",
  ]

  /// A path lies in the folders whose parts it begins with, itself among them, and does not leave them again.
  @Test(arguments: paths) func whatIsInside(_ folder: String) {
    for path in Self.paths {
      let (parts, whole) = (OutputLayout.components(folder), OutputLayout.components(path))
      let expected = whole.starts(with: parts) && whole.dropFirst(parts.count).first != ".."
      #expect(OutputLayout.isInside(path, folder) == expected, "\(path) in \(folder)")
    }
  }
}
