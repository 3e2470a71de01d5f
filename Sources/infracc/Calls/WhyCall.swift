import ArgumentParser
import Compiler
import Diagnostics
import Emit
import Files
import IR
import JSON
import Output
import Report

/// What `infracc why` was asked to do.
struct WhyCall {
  let place: String
  let topology: String
  let output: String?
  let format: ListFormat

  func run() throws {
    guard topology != "-" else { throw usage("what comes through a pipe lies beside no generated files; name a file") }
    let build = try WhyBuild(topology: topology, output: output)
    let answers: [WhyAnswer]
    if place == "-" {
      answers = try messages(build)
    } else {
      answers = [try answer(place, build)]
    }
    switch format {
    case .text: Terminal.write(answers.map(\.text).joined(separator: "\n"))
    case .json: Terminal.write(JSONWriter.pretty(.array(answers.map(\.json))))
    }
    if answers.contains(where: \.isEdited) { throw ExitCode(ExitStatus.findings) }
  }

  private func usage(_ text: String) -> ExitCode {
    Terminal.complain("infracc: \(text)\n")
    return ExitCode(ExitStatus.usage)
  }

  // MARK: One line

  private func answer(_ place: String, _ build: WhyBuild) throws -> WhyAnswer {
    guard let colon = place.lastIndex(of: ":"), let line = Int(place[place.index(after: colon)...]), line > 0 else {
      throw usage("`\(place)` is no FILE:LINE")
    }
    let path = String(place[..<colon])
    guard let file = build.file(path) else {
      let known = build.files(named: path)
      throw usage(
        "the topology generates no file `\(path)`"
          + (known.isEmpty ? "" : "; there \(known.count == 1 ? "is" : "are") \(Words.enumeration(known))"))
    }
    guard let answer = build.answers([(file, line)])[0] else { throw usage("`\(path)` has no line \(line)") }
    return answer
  }

  // MARK: Messages of a tool

  private func messages(_ build: WhyBuild) throws -> [WhyAnswer] {
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try DiskFiles.readStandardInput(atMost: Self.mostMessages)
    } catch {
      throw usage("cannot read the messages: \(error.reason)")
    }
    let places = ToolMessages.places(in: String(decoding: bytes, as: UTF8.self), build)
    guard !places.isEmpty else {
      throw usage("no message names a generated file, a line of one, or a key in one")
    }
    return try zip(places, build.answers(places.map { ($0.file, $0.line) })).map { place, answer in
      guard var answer else {
        throw usage("`\(build.location(of: place.file))` has no line \(place.line), which a message names")
      }
      answer.message = place.message
      return answer
    }
  }

  /// The longest output of a tool that is read, in bytes.
  private static let mostMessages = 4 << 20
}

/// Everything that is generated now, in memory.
struct WhyBuild {
  private let bytes: [UInt8]
  private let name: String
  private let options: CompileOptions
  private let sources: SourceSet
  private let places: OutputPlaces
  let files: [BuiltFile]

  init(topology: String, output: String?) throws {
    let input = InputOptions(noFS: true, noProbe: true)
    do {
      (bytes, options) = try input.read(topology)
    } catch {
      FindingOptions().show([error.finding], SourceSet())
      throw ExitCode(ExitStatus.usage)
    }
    name = InputOptions.name(of: topology)
    let compilation = Compilation.run(path: name, bytes: bytes, options: options)
    sources = compilation.sources
    guard !compilation.hasErrors else {
      FindingOptions().show(compilation.diagnostics.filter { $0.severity == .error }, sources)
      throw ExitCode(ExitStatus.findings)
    }
    places = OutputPlaces(topology: topology, output: output, style: compilation.layout ?? .tree)
    files = compilation.emit(EmissionRequest(layout: places.layout)).files
  }

  /// The path of a file as people write it.
  func location(of file: BuiltFile) -> String { places.folders.location(file.file.base, file.file.path) }

  /// The generated file that a path means: it is the whole path, or the end of only one.
  func file(_ path: String) -> BuiltFile? {
    let wanted = OutputLayout.join(path, "")
    if let exact = files.first(where: { location(of: $0) == wanted || $0.file.path == wanted }) { return exact }
    let ends = files.filter { wanted.hasSuffix("/" + location(of: $0)) || location(of: $0).hasSuffix("/" + wanted) }
    return ends.count == 1 ? ends[0] : nil
  }

  /// Files of the same name, for a suggestion.
  func files(named path: String) -> [String] {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let same = files.map(location).filter { $0.split(separator: "/").last.map(String.init) == name }
    return same.isEmpty ? Suggestion.nearest(to: path, among: files.map(location)) : Array(same.prefix(6))
  }

  /// An answer for each line of some files; nil: there is no such line.
  /// - Parameter places: lines from 1, in the files on disk, or in the generated ones where there are none.
  func answers(_ places: [(file: BuiltFile, line: Int)]) -> [WhyAnswer?] {
    let found = places.map { place in line(place.line, of: place.file) }
    // One change of the topology tells of all files.
    var files: [String: Int] = [:]
    var asked: [BuiltFile] = []
    for (place, line) in zip(places, found) {
      guard case .generated? = line, files[location(of: place.file)] == nil else { continue }
      files[location(of: place.file)] = asked.count
      asked.append(place.file)
    }
    let origins =
      asked.isEmpty
      ? [] : LineOrigins.of(asked, self.places.layout, topology: bytes, path: name, options: options)
    return zip(places, found).map { place, line in
      let location = location(of: place.file)
      switch line {
      case nil: return nil
      case .edited(let instead): return .edited(location, place.line, instead: instead)
      case .generated(let number):
        guard let index = files[location] else { return nil }
        return answer(place.file, place.line, generated: number, origins[index])
      }
    }
  }

  /// What a line of a file on disk is in the generated one.
  private enum Line {
    /// Its number there, from 0.
    case generated(Int)
    /// What stands there instead.
    case edited(String)
  }

  private func line(_ line: Int, of file: BuiltFile) -> Line? {
    let generated = file.file.content
    let lines = generated.split(separator: "\n", omittingEmptySubsequences: false)
    var number = line - 1
    if let present = Self.text(at: location(of: file)), present != generated {
      let common = UnifiedDiff.common(present, generated)
      guard common.indices.contains(number) else { return nil }
      guard let same = common[number] else {
        // The generated line at that place: behind the last one that both have.
        let before = common[..<number].compactMap(\.self).last.map { $0 + 1 } ?? 0
        return .edited(lines.indices.contains(before) ? String(lines[before]) : "")
      }
      number = same
    }
    let isThere = lines.indices.contains(number) && (number < lines.count - 1 || !lines[number].isEmpty)
    return isThere ? .generated(number) : nil
  }

  private func answer(_ file: BuiltFile, _ line: Int, generated number: Int, _ origins: LineOrigins) -> WhyAnswer {
    let lines = file.file.content.split(separator: "\n", omittingEmptySubsequences: false)
    let asked = origins.origins(of: number).isEmpty ? origins.enclosing(number) ?? number : number
    let own = origins.origins(of: asked).map(\.part)
    let found = (own.isEmpty ? origins.whole : own).prefix(Self.mostReasons).map(reason)
    return WhyAnswer(
      location: location(of: file), line: line, content: String(lines[number]), target: file.target,
      enclosing: asked == number ? nil : String(lines[asked]), reasons: Array(found))
  }

  private func reason(_ part: TopologyPart) -> WhyAnswer.Reason {
    let start = Int(part.span.start)
    var first = start
    while first > 0, bytes[first - 1] != UInt8(ascii: "\n") { first -= 1 }
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let table = LineTable(bytes)
    return WhyAnswer.Reason(
      file: name, line: table.line(at: start) + 1, column: table.codePoints(in: first..<start, of: bytes) + 1,
      key: part.path.joined(separator: "."), source: String(decoding: bytes[first..<end], as: UTF8.self),
      meaning: KeyMeaning.of(part.path).map { "`\($0.path.joined(separator: "."))`: \($0.text)" })
  }

  /// How many parts are named.
  private static let mostReasons = 5
  /// The largest generated file that is read, in bytes.
  private static let mostBytes = 16 << 20

  /// Nil: there is no such file, or it cannot be read.
  private static func text(at path: String) -> String? {
    let access = DiskFiles.access(to: InputOptions.folder(of: path), links: .withinRepository)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return (try? access.whole(name, atMost: mostBytes)).map { String(decoding: $0, as: UTF8.self) }
  }
}
