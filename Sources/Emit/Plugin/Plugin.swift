package import IR
import JSON

/// An emitter outside of the program: an executable that is told the IR and answers with files.
package struct Plugin: Hashable, Sendable {
  package static let programPrefix = "infracc-emit-"
  /// The key under `options: <name>:` that says where the program is. All others belong to the plug-in.
  package static let pathOption = "plugin"

  package let name: String
  /// The absolute path of the program.
  package let path: String
  /// What it says about itself; nil where it was not asked.
  package let description: PluginDescription?

  package init(name: String, path: String, description: PluginDescription? = nil) {
    self.name = name
    self.path = path
    self.description = description
  }

  /// Whether a word can be the name of a plug-in: part of a program's name, and of a folder's.
  package static func isName(_ word: String) -> Bool {
    let word = word.utf8
    guard let first = word.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first), word.count <= 40 else {
      return false
    }
    return word.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
      default: false
      }
    }
  }

  /// The plug-in that a code such as `X-acme-12` belongs to; nil for any other code.
  package static func name(ofCode code: String) -> String? {
    guard code.hasPrefix("X-"), let end = code.lastIndex(of: "-") else { return nil }
    let (name, number) = (String(code[..<end].dropFirst(2)), code[end...].dropFirst())
    return isName(name) && !number.isEmpty && number.allBytes { (0x30...0x39).contains($0) } ? name : nil
  }

  /// As the checks of group 09 see it; nil where it was not asked.
  package var target: DeployTarget? {
    description.map { DeployTarget(name: name, capabilities: $0.capabilities) }
  }

  /// What it reads under `options: <name>:`; nothing is known of one that was not asked.
  package var options: [EmitterOption] {
    (description?.options ?? []).map { EmitterOption($0.name, $0.summary, values: $0.values) }
  }

  /// The folder for its files, in the output folder. It is the same in every layout: where tools look for the files of
  /// a target that infracc does not know is not known either.
  package func folder(of environment: String?) -> String {
    environment.map { OutputLayout.join($0, name) } ?? name
  }

  /// Calls it with `describe`.
  package static func described(
    _ name: String, at path: String, _ run: (String, String, [UInt8]) -> PluginHost.Answer
  ) -> Result<Plugin, PluginFailure> {
    let answer = run(path, "describe", [])
    return parsed(answer).flatMap { value in
      // A later version may say other things: its number comes first.
      let versions = value["ir"]?.array?.compactMap(\.string) ?? []
      if !versions.isEmpty, !versions.contains(where: isReadable) { return .failure(.version(versions)) }
      return PluginCoding.description(from: value).mapError { .answer("\($0)", said: answer.said) }
    }.flatMap { description in
      description.name == name
        ? .success(Plugin(name: name, path: path, description: description))
        : .failure(.answer("name: is `\(description.name)`, not `\(name)`", said: answer.said))
    }
  }

  /// Calls it with `emit`.
  /// - Parameter environment: nil where it is called once for all.
  package func emit(
    _ request: EmitRequest, environment: String?, compiler: String,
    _ run: (String, String, [UInt8]) -> PluginHost.Answer
  ) -> Emission {
    let answer = run(path, "emit", Array(JSONWriter.compact(document(request, environment, compiler)).utf8))
    let response = Self.parsed(answer).flatMap { value -> Result<PluginResponse, PluginFailure> in
      if let version = value["ir"]?.string, !Self.isReadable(version) { return .failure(.version([version])) }
      return PluginCoding.response(from: value).mapError { .answer("\($0)", said: answer.said) }
    }
    switch response {
    case .failure(let failure):
      return Emission(findings: [failure.finding(name, span: request.programs.first?.targetPlaces[name])])
    case .success(let response):
      return emission(response, request, folder: folder(of: environment), environment: environment, said: answer.said)
    }
  }

  /// What it reads: the IR, and what is asked of it.
  private func document(_ request: EmitRequest, _ environment: String?, _ compiler: String) -> JSONValue {
    let layout = request.layout
    let own = IRRequest(
      target: name, scope: environment == nil ? "project" : "environment", targets: request.targets,
      layout: layout.style.rawValue, topologyFile: layout.topologyFile, sourceRoot: layout.topologyFolder,
      outputFolder: layout.outputFolder, outputs: [OutputLayout.join(layout.outputFolder, folder(of: environment))])
    return IRCoding.request(own, request.programs, compiler: compiler)
  }

  private static func parsed(_ answer: PluginHost.Answer) -> Result<JSONValue, PluginFailure> {
    if let failure = answer.failure { return .failure(.call(failure, said: answer.said)) }
    return JSONReader.parse(answer.output).mapError { problem in
      .answer("byte \(problem.offset): \(problem.message)", said: answer.said)
    }
  }

  /// Whether what speaks that version of the IR understands ours: the same major one, and no later minor one.
  private static func isReadable(_ version: String) -> Bool {
    let (own, other) = (numbers(IRCoding.version), numbers(version))
    return other.count == own.count && other[0] == own[0] && other[1] <= own[1]
  }

  private static func numbers(_ version: String) -> [Int] {
    let parts = version.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    return parts.contains { $0 < 0 } || parts.count != 2 ? [] : parts
  }
}
