import Compiler
import Diagnostics
import Emit
import Files
import Foundation
import TestSupport
import Testing

/// Everything that small topologies become, as recorded beside them: `Tests/Fixtures/emit/<case>/expected`.
@Suite("Recorded builds")
struct EmissionGoldens {
  static let cases = [
    "databases", "django-celery", "external-stores", "flavors", "kubernetes", "local-tools", "minimal", "mongodb",
    "monitoring", "mounted-files",
    "mysql", "mysql-databases", "odd-names", "pooler", "proxy", "railway-files", "railway-pooler", "railway-python",
    "railway-scoped", "railway-settings", "railway-volumes", "raw-proxy", "replica-set", "repo-layout", "stores",
    "toolchains", "unknown-versions",
  ]

  /// What a command refers to is there, and no value is set twice.
  @Test(
    "Railway's steps create a service before they set a variable of it",
    arguments: cases.map { "Tests/Fixtures/emit/\($0)/expected/infra" }
      + ["linkwatch", "parcels"].map { "examples/\($0)/infra" })
  func railwaySteps(folder: String) throws {
    let path = Repository.path(folder + "/railway/README.md")
    guard FileManager.default.fileExists(atPath: path) else { return }
    var created: Set<Substring> = []
    var values: Set<String> = []
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
      if let service = line.firstMatch(of: /^railway add --service (\S+)/)?.1 {
        #expect(created.insert(service).inserted, "\(service) is created twice")
      } else if let match = line.firstMatch(of: /railway (?:variable set|domain|volume) .*--service (\S+)/) {
        #expect(created.contains(match.1), "\(line)")
        if let name = line.firstMatch(of: /variable set (\w+) --stdin/)?.1 {
          #expect(values.insert("\(match.1)/\(name)").inserted, "\(name) of \(match.1) is set twice")
        }
      }
    }
  }

  @Test("a build gives the recorded files and no others", arguments: cases)
  func recorded(name: String) throws {
    let text = try Repository.text("Tests/Fixtures/emit/\(name)/topology.yaml")
    var options = CompileOptions()
    options.mounted = DiskFiles.access(to: Repository.path("Tests/Fixtures/emit/\(name)"), links: .refused)
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
    #expect(!compilation.hasErrors, "\(compilation.diagnostics.map { "\($0.code) \($0.message)" })")
    let layout = OutputLayout(style: compilation.layout ?? .tree)
    let products = compilation.emit(EmissionRequest(layout: layout))
    var files: [String: String] = [:]
    for built in products.files {
      let place = layout.location(of: built.file)
      #expect(files[place] == nil, "\(place) is written twice")
      files[place] = built.file.content
      // A text of the topology is written as it is.
      if !place.hasSuffix(".json"), !place.hasSuffix(".txt"), !place.contains("/files/") {
        #expect(GeneratedHeader.verify(Array(built.file.content.utf8)) == true, "\(place)")
      }
      let subject = built.environment ?? "all environments"
      if let environment = built.environment, place.contains("README") || place.hasSuffix(".sql") {
        #expect(
          built.file.content.contains("for \(environment). Do not edit"), "\(place) names another than \(subject)")
      }
    }
    Golden.expect(files, folder: "emit/\(name)/expected")
  }

  /// Nothing that is written tells people to use what does not exist.
  @Test("no file names a command or a file that there is not", arguments: cases)
  func namesOnlyWhatExists(name: String) throws {
    let text = try Repository.text("Tests/Fixtures/emit/\(name)/topology.yaml")
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
    let files = compilation.emit(EmissionRequest(layout: OutputLayout())).files
    for built in files {
      for word in ["rollback.sh", "railway-iac"] {
        #expect(!built.file.content.contains(word), "\(built.file.path): \(word)")
      }
      // The scripts of a directory are named by the files in it alone.
      for script in ["deploy.sh", "secrets.sh"] where built.file.content.contains(script) {
        let isThere = files.contains { other in
          other.environment == built.environment && other.file.path.hasSuffix("/" + script)
        }
        #expect(isThere, "\(built.file.path): \(script)")
      }
    }
  }

  @Test("the same topology gives the same bytes")
  func deterministic() throws {
    let bytes = Array(try Repository.text("Tests/Fixtures/emit/odd-names/topology.yaml").utf8)
    let builds = (1...2).map { _ in
      Compilation.run(path: "topology.yaml", bytes: bytes).emit(EmissionRequest(layout: OutputLayout())).files
        .map { [$0.file.path, $0.file.content] }
    }
    #expect(builds[0] == builds[1])
  }
}
