import Diagnostics
import IR

/// The keys of a service that a target's column calls lost or approximated, without a rule of their own.
enum WrittenKeyLosses {
  struct Found {
    let finding: EmitFinding
    let targets: [String]
  }

  /// What some targets make of a key, in the same words.
  private struct Lost {
    let key: ServiceKey
    let loss: Portable.Loss
    var targets: [AskedTarget]
  }

  /// - Parameter countsInfos: whether findings of level info are only counted.
  static func all(
    _ service: Service, _ program: Program, _ targets: [AskedTarget], countsInfos: Bool
  ) -> [Found] {
    // A few, which are looked through.
    var found: [Lost] = []
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
        let known = found.firstIndex {
          $0.key == key && $0.loss.kind.code == loss.kind.code && $0.loss.words == loss.words
        }
        if let known {
          found[known].targets.append(target)
        } else {
          found.append(Lost(key: key, loss: loss, targets: [target]))
        }
      }
    }
    return found.map { lost in
      let isCounted = countsInfos && lost.loss.kind.severity == .info
      return Found(
        finding: isCounted
          ? EmitFinding(
            lost.loss.kind, service.name + lost.key.rawValue + lost.targets[0].name, span: service.span(of: lost.key))
          : finding(lost.key, service, lost.loss, lost.targets),
        targets: lost.targets.map(\.name))
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
