import Compiler
import Diagnostics
import Emit
import Files
import Foundation
import TestSupport
import Testing

/// What `ARCHITECTURE.md` promises about the sources and the compiler cannot hold by itself.
@Suite struct StructureTests {
  struct Source {
    let path: String
    let module: String
    let name: String
    let text: String

    /// The text without the kind that it may declare, whose examples are topologies.
    var codeOfRule: String {
      guard let start = text.range(of: "extension DiagnosticKind {"),
        let end = text.range(of: "\n}\n", range: start.upperBound..<text.endIndex)
      else { return text }
      return String(text[..<start.lowerBound] + text[end.upperBound...])
    }
  }

  static let sources: [Source] = load("Sources")
  static let tests: [Source] = load("Tests")

  private static func load(_ folder: String) -> [Source] {
    let files = FileManager.default.enumerator(atPath: Repository.path(folder))?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
      guard let text = try? Repository.text("\(folder)/\(path)") else { return nil }
      let parts = path.split(separator: "/").map(String.init)
      return Source(
        path: "\(folder)/\(path)", module: parts[0], name: String((parts.last ?? "").dropLast(6)), text: text)
    }
  }

  private func imports(_ source: Source) -> [String] {
    source.text.split(separator: "\n").compactMap { line in
      guard line.first != " " else { return nil }
      let words = line.split(separator: " ").map(String.init)
      guard let at = words.firstIndex(of: "import"), at <= 1, at + 1 < words.count else { return nil }
      return at == 0 || ["package", "public", "private", "internal", "@testable"].contains(words[0]) ? words.last : nil
    }
  }

  @Test func sourcesAreFound() {
    #expect(Self.sources.count > 100)
    #expect(
      Set(Self.sources.map(\.module)).isSuperset(of: [
        "Syntax", "Model", "Resolution", "Rules", "Emit", "Compiler", "IR",
      ]))
  }

  /// The modules of `Package.swift`, and what each depends on.
  private static let manifest: [String: [String]] = {
    let text = (try? Repository.text("Package.swift")) ?? ""
    return Dictionary(
      uniqueKeysWithValues: text.matches(of: /\bmodule\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?\)/).map { match in
        (String(match.1), match.2.map { $0.matches(of: /"(\w+)"/).map { String($0.1) } } ?? [])
      })
  }()

  /// What the manifest declares is what is imported: no module keeps a dependency that it does not use.
  @Test(arguments: manifest.keys.sorted())
  func modulesImportWhatTheManifestDeclares(module: String) {
    let system: Set = ["Glibc"]
    let used = Set(Self.sources.filter { $0.module == module }.flatMap(imports)).subtracting(system)
    #expect(used.sorted() == Self.manifest[module]?.sorted())
  }

  /// The table of modules in `ARCHITECTURE.md` names the same dependencies, in an order in which each module follows
  /// those that it imports.
  @Test func theDocumentDrawsTheManifest() throws {
    let rows = try Repository.text("ARCHITECTURE.md").matches(of: /(?m)^\| `(\w+)` \| ([^|]*) \| [^|]+ \|$/)
    let drawn = rows.map { row in (String(row.1), row.2.matches(of: /`(\w+)`/).map { String($0.1) }) }
    #expect(drawn.map(\.0).sorted() == Self.manifest.keys.sorted())
    var seen: Set<String> = []
    for (module, dependencies) in drawn {
      #expect(dependencies.sorted() == Self.manifest[module]?.sorted(), "\(module)")
      let missing = dependencies.filter { Self.manifest[$0] != nil && !seen.contains($0) }
      #expect(missing == [], "\(module) precedes what it imports")
      seen.insert(module)
    }
  }

  @Test func foundationStaysOutside() {
    for source in Self.sources {
      #expect(!imports(source).contains { $0.hasPrefix("Foundation") }, "\(source.path)")
    }
  }

  /// No result depends on when or how fast a run is: the time limit of plugins alone uses a clock.
  @Test func noClockIsRead() {
    let clocks =
      /\b(clock_gettime|gettimeofday|timespec_get|time\(nil\)|localtime|gmtime|ContinuousClock|SuspendingClock|Date\()/
    let users = Self.sources.filter { $0.text.contains(clocks) }.map(\.path)
    #expect(users == ["Sources/Plugins/ProcessWait.swift"])
  }

  /// Readers are handed a `FileAccess`; the command alone makes one of the disk, and `Output` alone writes.
  @Test func filesHaveOneReaderAndOneWriter() {
    let reading = Self.sources.filter {
      !["Files", "Output", "infracc", "infracc-dev"].contains($0.module) && $0.text.contains(/DiskFiles|Folder\.open/)
    }
    #expect(reading.map(\.path) == [])
    let writing = Self.sources.filter {
      !["Output", "Plugins", "infracc-dev"].contains($0.module)
        && $0.text.contains(/O_WRONLY|O_RDWR|O_CREAT|renameat|unlinkat|mkdirat/)
    }
    #expect(writing.map(\.path) == [])
  }

  /// C stays behind one file or one module.
  @Test func eachLibraryHasOneDoor() {
    #expect(
      Self.sources.filter { imports($0).contains("CLibYAML") }.map(\.path) == ["Sources/Syntax/YAML/YAMLEvents.swift"])
    #expect(Set(Self.sources.filter { imports($0).contains("JSONCppShim") }.map(\.module)) == ["JSON"])
    #expect(Set(Self.sources.filter { imports($0).contains("CSpawn") }.map(\.module)) == ["Plugins"])
    #expect(Self.sources.filter { imports($0).contains("CSHA256") }.map(\.path) == ["Sources/Emit/SHA256.swift"])
    #expect(!Self.sources.contains { imports($0).contains("CLibMD") }, "libmd is the fallback inside CSHA256")
    #expect(
      Set(Self.sources.filter { imports($0).contains("ArgumentParser") }.map(\.module)).isSubset(of: [
        "infracc", "infracc-dev",
      ]))
  }

  @Test func filesAreShort() {
    for source in Self.sources + Self.tests {
      let lines = source.text.utf8.count { $0 == UInt8(ascii: "\n") }
      #expect(lines <= 400, "\(source.path) has \(lines) lines")
    }
  }

  @Test func functionsAreShort() {
    let functions = (Self.sources + Self.tests).flatMap { source in
      FunctionLengths.of(source.text).map { (source.path, $0.head, $0.lines) }
    }
    #expect(functions.count > 3000, "functions are found")
    for (path, head, lines) in functions where lines > 60 { Issue.record("\(path): `\(head)` has \(lines) lines") }
  }

  /// Texts of findings, help and phrases of types are made to be read; what is decided asks a kind, a subject or a type.
  /// Only what prints findings looks into them.
  @Test func nothingReadsProse() {
    let text = #/\.(?:message|phrase|summary|explanation|title)\b/#
    let question =
      #/\.(?:message|phrase|summary|explanation|title)\)?(?:\.(?:contains|hasPrefix|hasSuffix|replacing|firstRange|starts|utf8)\b| *[=!]= )/#
    let asked = #/(?:[=!]= *|contains\(|hasPrefix\(|\w\[)[\w.$]*\.(?:message|phrase|summary|explanation|title)\b/#
    let help = #/\b(?:help|notes)\??\.(?:contains|first|filter|allSatisfy)\b/#
    var found: [String] = []
    for source in Self.sources where !source.path.hasPrefix("Sources/Diagnostics/Rendering/") {
      for line in source.codeOfRule.split(separator: "\n") {
        if line.contains(text), line.contains(question) || line.contains(asked) {
          found.append("\(source.path): \(line)")
        }
        if line.contains(help) { found.append("\(source.path): \(line)") }
      }
    }
    #expect(found == [])
  }

  /// Shapes read mappings of any language: keys and types of this one are in the rest of `Model`.
  @Test func shapesKnowNoKey() {
    let words =
      /\b(Health|Pooler|Restart|Secret|Command|Variable|Public)[A-Z]?\w*Declaration\b|ForeignKeys|"[a-z]+_[a-z]+"/
    for source in Self.sources where source.path.hasPrefix("Sources/Model/Shape/") {
      #expect(source.text.firstMatch(of: words) == nil, "\(source.path)")
    }
  }

  /// No check sees what another one found, so that their order does not matter.
  @Test func checksOnlyReport() {
    for source in Self.sources where source.module == "Rules" {
      for use in source.codeOfRule.matches(of: /\bbag\.(\w+)/) {
        #expect(["report", "nearest"].contains(String(use.1)), "\(source.path) uses bag.\(use.1)")
      }
    }
  }

  @Test func namesSayWhatIsInside() {
    for source in Self.sources + Self.tests {
      #expect(source.name.firstMatch(of: /Utils?|Helpers?|Common|Misc|Manager/) == nil, "\(source.path)")
    }
  }

  // MARK: Lists

  @Test func everyEmitterIsInTheList() {
    let files = Self.sources.filter {
      $0.module == "Emit" && $0.text.contains(/(enum|struct) \w+Emitter: Emitter\b/)
    }.map(\.name)
    #expect(Emitters.all.map { String(describing: $0) }.sorted() == files.sorted())
    #expect(Set(Emitters.all.map { $0.name }).count == Emitters.all.count)
  }

  /// Nothing switches on the name of a target.
  @Test func analysisKnowsNoTarget() {
    let modules = ["Model", "Resolution", "Lowering", "Tuning", "Rules", "Probes"]
    for source in Self.sources where modules.contains(source.module) {
      let code = source.codeOfRule
      for name in ["\"procfile\"", "\"kubernetes\"", "\"railway\""] {
        let isForeignWord = ["ForeignKeys", "ForeignDocument", "TopologyShape"].contains(source.name)
        #expect(isForeignWord || !code.contains(name), "\(source.path) names \(name)")
      }
    }
  }

  /// The sources that name each word behind a point, kinds of findings among them.
  private static let users: [String: [Source]] = {
    var users: [String: [Source]] = [:]
    for source in sources where source.name != "Registry" {
      for word in Set(source.codeOfRule.matches(of: /\.([a-z]\w+)/).map { String($0.1) }) {
        users[word, default: []].append(source)
      }
    }
    return users
  }()

  /// A kind lives with its reporter: it is reported, and by the module that declares it.
  @Test func kindsLiveWithTheirReporter() {
    for source in Self.sources {
      guard let kind = source.text.firstMatch(of: /let (\w+) = DiagnosticKind\(/) else { continue }
      let modules = Set(Self.users[String(kind.1), default: []].map(\.module))
      #expect(modules.contains(source.module), "\(source.path) is reported by \(modules.sorted())")
    }
  }

  /// `Output` writes files; what assembles the catalogue only lists what it can report.
  @Test func theCompilerWritesNothing() {
    let users = Self.sources.filter { $0.module == "Compiler" && imports($0).contains("Output") }
    #expect(users.map(\.path) == ["Sources/Compiler/Catalog.swift"])
  }
}
