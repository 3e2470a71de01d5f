import Compiler
import Diagnostics
import Foundation
import TestSupport
import Testing

/// `schemas/` and `docs/reference/` are committed; `make generate` writes them.
@Suite struct GeneratedFilesTests {
  @Test func committedFilesAreWhatIsGeneratedNow() {
    for (path, text) in GeneratedFiles.all.sorted(by: { $0.key < $1.key }) {
      let isCurrent = (try? Repository.text(path)) == text
      #expect(isCurrent, "\(path) is out of date: run `make generate`")
    }
  }

  @Test(arguments: GeneratedFiles.folders)
  func nothingElseLiesThere(folder: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Repository.path(folder))
    let generated = Array(GeneratedFiles.all.keys) + GeneratedFiles.ofProgram
    for name in names.sorted() {
      let path = "\(folder)/\(name)"
      #expect(generated.contains { $0 == path || $0.hasPrefix(path + "/") }, "nothing generates \(path)")
    }
  }

  @Test func generatingTwiceGivesTheSame() {
    #expect(GeneratedFiles.all == GeneratedFiles.all)
  }

  @Test func everyFindingHasAPage() {
    let generated = GeneratedFiles.all
    for kind in Catalog.all {
      #expect(generated["docs/reference/findings/\(kind.code).md"]?.hasPrefix("# \(kind.code) ") == true)
    }
  }
}
