import Compiler
import Diagnostics
import Files
import Foundation
import Import
import Probes
import TestSupport
import Testing

/// `check` and `migrate` read the same services of the same files.
struct SameFactsTests {
  private static let folders: [String] =
    ["render", "fly", "procfile", "trap"].map { "Tests/Fixtures/foreign/\($0)" }
    + ["render", "fly", "heroku", "mixed", "tradesense-guide"].map { "Tests/Fixtures/migrate/\($0)/repository" }

  @Test(arguments: folders) func sameServices(_ folder: String) throws {
    let root = Repository.path(folder)
    let files = try FileManager.default.subpathsOfDirectory(atPath: root).sorted().compactMap { path in
      FileManager.default.contents(atPath: "\(root)/\(path)").map {
        (path: path, text: String(decoding: $0, as: UTF8.self))
      }
    }
    let access = FileAccess.texts(files)
    let repository = RepositoryReader(access, sources: SourceSet(), prefix: "", opensEnvFiles: false)
    let bag = DiagnosticBag()
    let stacks = StackFinder(below: ".", repository, ComposeLoader(repository, into: bag), into: bag).stacks
    let drafted = DraftSources(["."], name: "shop", repository).names
    let refused = TopologyImport(.init(), in: access).refused.map { RepositoryReader.folder(of: $0.place.path) }
    #expect(!stacks.isEmpty)
    for stack in stacks {
      for service in stack.services {
        // A file that names no service is called after its directory there, and after the repository here.
        let isNamed =
          drafted.contains(service.name) || service.name == "service" || stack.files[0].contains("ockerfile")
          || refused.contains(service.name)
        #expect(isNamed, "\(stack.files) \(service.name) of \(drafted.sorted())")
      }
    }
  }
}
