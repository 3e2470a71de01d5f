import Diagnostics
import IR

/// The keys of a service that a target's column calls lost or approximated, without a rule of their own.
enum WrittenKeyLosses {
  struct Found {
    let finding: EmitFinding
    let targets: [String]
  }

  private struct Identity: Hashable {
    let key: ServiceKey
    let code: String
    let words: String
  }

  static func all(_ service: Service, _ program: Program, _ targets: [AskedTarget]) -> [Found] {
    var order: [(identity: Identity, loss: Portable.Loss)] = []
    var losers: [Identity: [AskedTarget]] = [:]
    for target in targets where target.capabilities.startsImages || service.hasStore || service.runsFromSources {
      for key in service.declared {
        guard let loss = target.portability(of: key, in: service).loss, loss.isReportedByKey,
          !service.inherits(key, in: program)
        else { continue }
        // One finding for a mapping, not one for each of its keys.
        if let parent = key.parent, service.declared.contains(parent),
          target.portability(of: parent, in: service).loss?.isReportedByKey == true
        {
          continue
        }
        let identity = Identity(key: key, code: loss.kind.code, words: loss.words)
        if losers[identity] == nil { order.append((identity, loss)) }
        losers[identity, default: []].append(target)
      }
    }
    return order.map { item in
      let names = losers[item.identity] ?? []
      return Found(
        finding: finding(item.identity.key, service, item.loss, names), targets: names.map(\.name))
    }
  }

  private static func finding(
    _ key: ServiceKey, _ service: Service, _ loss: Portable.Loss, _ targets: [AskedTarget]
  ) -> EmitFinding {
    let who = PortabilityRules.list(targets)
    let what = "`\(key.rawValue)` of `\(service.name)`"
    return EmitFinding(
      loss.kind,
      loss.kind.code == DiagnosticKind.dropped.code
        ? "\(who) \(PortabilityRules.verb(targets, "has", "have")) no use for \(what)"
        : "\(who) only \(PortabilityRules.verb(targets, "approximates", "approximate")) \(what)",
      span: service.span(of: key), notes: [loss.words] + PortabilityRules.waysOut(targets, of: key))
  }
}

extension Service {
  /// Whether a key is in the text of the service that this one extends: what is wrong with it is reported there.
  func inherits(_ key: ServiceKey, in program: Program) -> Bool {
    guard let span = spans[key], let parent = codeOf.flatMap(program.service) else { return false }
    return parent.spans[key] == span
  }
}
