import Diagnostics
import Emit
import Glibc
import IR
import JSON

/// A built-in emitter as a plug-in: `infracc-dev emitter NAME describe|emit`. The tests hold it against the one inside
/// of the program, byte for byte; so it is also what the protocol can carry.
enum EmitterProgram {
  static func run(_ name: String, _ verb: String) -> Never {
    guard let emitter = Emitters.named(name) else { fail("emitter \(name)") }
    let answer = verb == "describe" ? PluginCoding.encode(description(of: emitter)) : response(of: emitter)
    var rest = Array(JSONWriter.compact(answer).utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if count < 0 { fail("standard output") }
      rest = rest.dropFirst(count)
    }
    exit(0)
  }

  private static func description(of emitter: any Emitter.Type) -> PluginDescription {
    var description = PluginDescription(name: emitter.name)
    description.summary = emitter.summary
    description.scope = emitter.scope == .project ? .project : .environment
    description.files = emitter.files
    description.options = emitter.options.map { .init(name: $0.name, summary: $0.summary, values: $0.values) }
    description.capabilities = emitter.capabilities
    return description
  }

  private static func response(of emitter: any Emitter.Type) -> JSONValue {
    guard case .success(let document) = JSONReader.parse(input()),
      case .success(let (request?, programs)) = IRCoding.read(document), let folder = request.outputs.first
    else { fail("the request") }
    let layout = OutputLayout(
      style: OutputLayout.Style(rawValue: request.layout) ?? .tree, topologyFile: request.topologyFile,
      topologyFolder: request.sourceRoot, outputFolder: request.outputFolder)
    let emission = emitter.emit(EmitRequest(programs: programs, layout: layout, targets: request.targets))
    var response = PluginResponse()
    response.files = emission.files.map { file in
      var result = PluginResponse.File(
        path: OutputLayout.relative(from: folder, to: layout.location(of: file)), content: file.content)
      result.mode = file.isExecutable ? .program : .plain
      return result
    }
    response.findings = emission.findings.map { finding in
      var result = PluginResponse.Finding(
        code: "X-\(emitter.name)-\(finding.code.dropFirst())",
        severity: PluginResponse.Severity(rawValue: finding.severity.rawValue) ?? .error, message: finding.message)
      result.program = finding.program
      result.span = finding.span
      result.notes = finding.notes
      result.help = finding.help
      return result
    }
    return PluginCoding.encode(response)
  }

  private static func input() -> [UInt8] {
    var bytes: [UInt8] = []
    while case let byte = getchar(), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return bytes
  }
}
