import Engines
import IR
package import Model

/// What other platforms and libraries call the outputs of a service. Names are compared without letter case and without
/// `_` and `-`, so `connectionString` and `CONNECTION_STRING` are one.
///
/// Those of stores are facts of their engines.
package enum ForeignOutputs {
  /// The output that surely is meant; nil where the name is nobody's.
  package static func output(_ name: String, of service: ServiceSymbol) -> OutputDefinition? {
    let wanted = fold(name)
    if let engine = service.type.engine {
      let found = engine.outputs.first { engine.foreignNames[$0.name]?.contains { fold($0) == wanted } ?? false }
      return found.flatMap { service.type.output($0.name) }
    }
    return !service.traits.isDisjoint(with: [.web, .proxy]) ? web[wanted].flatMap(service.type.output) : nil
  }

  private static func fold(_ name: String) -> String {
    String(
      decoding: name.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }, as: UTF8.self)
  }

  private static let web = index([
    "private_url": ["internal_url", "private_uri"],
    "private_host": ["host", "hostname", "internal_host", "private_domain"],
    "public_url": ["external_url", "RENDER_EXTERNAL_URL"],
    "public_domain": ["domain", "external_hostname", "RENDER_EXTERNAL_HOSTNAME"],
  ])

  private static func index(_ names: [String: [String]]) -> [String: String] {
    var outputs: [String: String] = [:]
    for (output, foreign) in names { for name in foreign { outputs[fold(name)] = output } }
    return outputs
  }
}
