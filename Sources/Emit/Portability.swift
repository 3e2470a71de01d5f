import Diagnostics
package import IR

/// Group 09: what the topology says against what each target can express, before anything is written. Messages are the
/// same for all targets; a finding that several of them share names them together.
package enum Portability {
  /// - Parameters:
  ///   - plugins: the targets that are not built in.
  ///   - report: takes the finding, the program that its span belongs to, and the targets.
  package static func report(
    _ programs: [Program], plugins: [DeployTarget] = [],
    report: (EmitFinding, Program, String) -> Void
  ) {
    let emitters = Emitters.all.map { DeployTarget($0) } + plugins
    for program in programs {
      let built = emitters.filter { program.targets.contains($0.name) && $0.builds(program.environment.kind) }
      for clash in AddressClashes.all(program, built) {
        for name in clash.targets { report(clash.finding, program, name) }
      }
      for note in DeployNotes.all(program, built) { report(note.finding, program, note.target) }
      for note in DeployNotes.previewSecrets(program, built) { report(note.finding, program, note.target) }
      for excess in PlanCheck.all(program, built) { report(excess.finding, program, excess.target) }
      let abilities = built.map { (name: $0.name, capabilities: $0.capabilitiesOfProgram(program)) }
      for service in program.services {
        let rules = ExpressionForms(service).areCommon ? PortabilityRules.ofKeys : PortabilityRules.all
        for rule in rules {
          let names = abilities.filter { rule.isLost(service, program, $0.capabilities) }.map(\.name)
          guard !names.isEmpty, let finding = rule.finding(service, program, names) else { continue }
          for name in names { report(finding, program, name) }
        }
      }
    }
  }
}

/// What the values of a service's variables are made of: most need nothing that a target might lack.
private struct ExpressionForms {
  private(set) var areCommon = true

  init(_ service: Service) {
    for variable in service.env where areCommon { variable.value?.walk { look(at: $0) } }
  }

  private mutating func look(at node: Expression) {
    switch node {
    case .encode, .environment, .variable, .alternative: areCommon = false
    default: break
    }
  }
}

/// One thing that targets may be unable to express.
struct PortabilityRule: Sendable {
  let isLost: @Sendable (Service, Program, Capabilities) -> Bool
  /// The finding for the targets of those names; nil where there is nothing to say after all.
  let finding: @Sendable (Service, Program, [String]) -> EmitFinding?
}

enum PortabilityRules {
  static let all = ofKeys + ofExpressions

  static let ofKeys: [PortabilityRule] = [
    autoscale, cronTooFine, cronApproximated, jobLost, jobApproximated, replicasWithVolume, sharedVolume, storeInit,
    files, pooler, privateNetwork, replicasShareVolume, keepalive, shellWrapped, healthInterval, limits, replicas,
    backup, raw,
  ]

  /// What only values of variables that are no `ExpressionForms.areCommon` can break.
  private static let ofExpressions: [PortabilityRule] = [
    encoding, unencoded, runtimeFact, suppliedElsewhere, alternative,
  ]

  static func list(_ targets: [String]) -> String {
    targets.count < 2
      ? targets.joined() : targets.dropLast().joined(separator: ", ") + " and " + targets[targets.count - 1]
  }

  static func verb(_ targets: [String], _ one: String, _ many: String) -> String {
    targets.count == 1 ? one : many
  }

  private static let autoscale = PortabilityRule(
    isLost: { service, _, target in service.scale.autoscale != nil && !target.autoscale },
    finding: { service, _, targets in
      EmitFinding(
        .noAutoscaling, "\(list(targets)) \(verb(targets, "has", "have")) no autoscaling on a threshold",
        span: service.span(of: .scaleAutoscale),
        notes: ["`replicas: \(service.scale.replicas)` is kept there, whatever the load"])
    })

  private static let cronTooFine = PortabilityRule(
    isLost: { service, _, target in
      guard let gap = service.scheduleGap, case .every(let minutes) = target.cron else { return false }
      return gap < minutes
    },
    finding: { service, _, targets in
      EmitFinding(
        .scheduleTooFine, "\(list(targets)) \(verb(targets, "runs", "run")) cron jobs at most every 5 minutes, in UTC",
        span: service.span(of: .schedule),
        notes: service.scheduleGap.map { ["two starts of `\(service.name)` may be only \($0) min apart"] } ?? [],
        help: ["write a schedule of at least five minutes, or make it a `worker` that waits by itself"])
    })

  private static let cronApproximated = PortabilityRule(
    isLost: { service, _, target in service.schedule != nil && (target.cron == .approximated || target.cron == .none) },
    finding: { service, _, targets in
      EmitFinding(
        .approximated,
        "\(list(targets)) \(verb(targets, "does", "do")) not start `\(service.name)` on its schedule by \(verb(targets, "itself", "themselves"))",
        span: service.span(of: .schedule),
        notes: ["it is written so that it can be started on request; a timer outside must do that"])
    })

  private static let jobLost = PortabilityRule(
    isLost: { service, _, target in service.category == .job && target.jobs == .none },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress, "\(list(targets)) cannot express the job `\(service.name)`; it would never run",
        span: service.span,
        help: ["make it the `release` command of the service that needs it, or a `cron` service"])
    })

  private static let jobApproximated = PortabilityRule(
    isLost: { service, _, target in service.category == .job && target.jobs == .approximated },
    finding: { service, _, targets in
      EmitFinding(
        .approximated, "\(list(targets)) \(verb(targets, "does", "do")) not start the job `\(service.name)`",
        span: service.span, notes: ["its command stands there as a comment"])
    })

  private static let replicasWithVolume = PortabilityRule(
    isLost: { service, _, target in
      !service.volumes.isEmpty && service.scale.replicas > 1 && target.volumes && !target.replicasWithVolumes
    },
    finding: { service, _, targets in
      EmitFinding(
        .replicasWithVolume,
        "\(list(targets)) \(verb(targets, "allows", "allow")) no replicas of `\(service.name)`, which has a volume",
        span: service.span(of: .scaleReplicas),
        related: service.spans[.volumes].map { [($0, "its volume")] } ?? [],
        notes: ["a volume there is attached to one container at a time"],
        help: ["keep one replica, or put the files into a bucket and drop `volumes`"])
    })

  private static let sharedVolume = PortabilityRule(
    isLost: { service, program, target in target.volumes && !target.sharedVolumes && sharesVolume(service, program) },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress, "\(list(targets)) cannot mount one volume in several services, as `\(service.name)` does",
        span: service.span(of: .volumes),
        help: ["put the files into a bucket, or let one service keep them and serve the others"])
    })

  private static func sharesVolume(_ service: Service, _ program: Program) -> Bool {
    service.volumes.contains { volume in
      guard let name = volume.shared else { return false }
      return program.services.contains { other in
        other.name != service.name && other.volumes.contains { $0.shared == name }
      }
    }
  }

  private static let storeInit = PortabilityRule(
    isLost: { service, _, target in
      service.store.map { !$0.initFiles.isEmpty } == true && target.runsStores && !target.storeInit
    },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress, "\(list(targets)) cannot run the `init` files of `\(service.name)`; they would be lost",
        span: service.span(of: .initFiles),
        help: ["run them from the `release` command of a service"])
    })

  private static let files = PortabilityRule(
    isLost: { service, _, target in !service.files.isEmpty && target.runsStores && !target.fileMounts },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress, "\(list(targets)) cannot mount the `files` of `\(service.name)`; they would be missing",
        span: service.span(of: .files),
        help: ["COPY them in the Dockerfile, or pass what they say as variables"])
    })

  private static let pooler = PortabilityRule(
    isLost: { service, _, target in service.store?.pooler != nil && target.runsStores && !target.poolers },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress, "\(list(targets)) would have no pooler in front of `\(service.name)`",
        span: service.span(of: .pooler),
        notes: ["services would connect to the server itself, with all of their pools"],
        help: ["make the pools of the services smaller, or run PgBouncer yourself and describe it as `external`"])
    })

  private static let privateNetwork = PortabilityRule(
    isLost: { service, _, target in !target.privateNetwork && privateAddress(service) != nil },
    finding: { service, _, targets in
      guard let found = privateAddress(service) else { return nil }
      return EmitFinding(
        .noPrivateNetwork,
        "\(list(targets)) \(verb(targets, "has", "have")) no private network: `\(found.owner)` is not there",
        span: found.variable.span,
        notes: ["`\(found.variable.name)` would lead to `localhost`"],
        help: ["use a public address, or declare as `external` what runs elsewhere"])
    })

  /// The first variable with an address that only the private network knows.
  private static func privateAddress(_ service: Service) -> (variable: Variable, owner: String)? {
    let open: Set<String> = ["public_url", "public_domain", "public_domains", "public_host", "origin", "origins"]
    for variable in service.env {
      var owner: String?
      variable.value?.walk { node in
        if owner == nil, case .output(let name, let output) = node, name != service.name, !open.contains(output) {
          owner = name
        }
      }
      if let owner { return (variable, owner) }
    }
    return nil
  }

  private static let encoding = PortabilityRule(
    isLost: { service, _, target in !target.encodesSecrets && unencodable(service) != nil },
    finding: { service, program, targets in
      guard let found = unencodable(service) else { return nil }
      let name = program.secret(found.secret)?.env ?? found.secret
      return EmitFinding(
        .cannotEncode, "\(list(targets)) cannot percent-encode `\(name)` inside a URL",
        span: found.variable.span,
        notes: [
          "the value is supplied by an operator; it is pasted into the text as it is, and may contain `@`, `:` or `/`"
        ],
        help: [
          "promise a safe alphabet: `\(name): { source: external, charset: url }`",
          "or pass the parts as separate variables and build the URL in the application",
          "or generate it: `\(name): generate`",
        ])
    })

  /// The first variable that holds an encoding that must happen at run time.
  static func unencodable(_ service: Service) -> (variable: Variable, secret: String)? {
    for variable in service.env {
      var secret: String?
      variable.value?.walk { node in
        if case .encode(_, let inner) = node, secret == nil { secret = inner.secretIDs.first ?? "" }
      }
      if let secret { return (variable, secret) }
    }
    return nil
  }

  private static let runtimeFact = PortabilityRule(
    isLost: { service, _, target in !target.referencesByName && platformFact(service) != nil },
    finding: { service, _, targets in
      guard let found = platformFact(service) else { return nil }
      return EmitFinding(
        .cannotExpress, "\(list(targets)) \(verb(targets, "has", "have")) no `\(found.name)`",
        span: found.variable.span,
        notes: ["it is a fact of Railway's, known only there"],
        help: ["let the application find it out, or leave the variable to the environments that have it"])
    })

  private static func platformFact(_ service: Service) -> (variable: Variable, name: String)? {
    for variable in service.env {
      var fact: String?
      variable.value?.walk { node in
        if case .environment(let name) = node, name != "name", name != "kind" { fact = fact ?? name }
      }
      if let fact { return (variable, fact) }
    }
    return nil
  }

  private static let suppliedElsewhere = PortabilityRule(
    isLost: { service, _, target in !target.referencesByName && suppliedPart(service) != nil },
    finding: { service, _, targets in
      guard let found = suppliedPart(service) else { return nil }
      return EmitFinding(
        .cannotExpress, "\(list(targets)) cannot put `\(found.name)` into `\(found.variable.name)`",
        span: found.variable.span,
        notes: ["an operator supplies `\(found.name)`; its value is not known when the files are written"],
        help: [
          "let the application put the text together from `\(found.name)`",
          "or let the operator supply `\(found.variable.name)` as well: `source: external`",
        ])
    })

  /// The first variable that is made of one that an operator supplies.
  private static func suppliedPart(_ service: Service) -> (variable: Variable, name: String)? {
    for variable in service.env {
      var part: String?
      variable.value?.walk { node in
        if case .variable(_, let name) = node { part = part ?? name }
      }
      if let part { return (variable, part) }
    }
    return nil
  }

  private static let alternative = PortabilityRule(
    isLost: { service, _, target in target.referencesByName && runtimeAlternative(service) != nil },
    finding: { service, _, targets in
      guard let variable = runtimeAlternative(service) else { return nil }
      return EmitFinding(
        .cannotExpress, "\(list(targets)) cannot choose between two values of `\(variable.name)` at run time",
        span: variable.span,
        help: ["let the variable be absent (`required: false`) and choose in the application"])
    })

  private static func runtimeAlternative(_ service: Service) -> Variable? {
    service.env.first { variable in
      var found = false
      variable.value?.walk { if case .alternative = $0 { found = true } }
      return found
    }
  }

  private static let healthInterval = PortabilityRule(
    isLost: { service, _, target in
      service.spans[.healthInterval] != nil && !target.continuousHealth && target.runsStores
    },
    finding: { service, _, targets in
      EmitFinding(
        .intervalIgnored,
        "\(list(targets)) \(verb(targets, "checks", "check")) health only while deploying; `interval` is ignored",
        span: service.spans[.healthInterval],
        notes: ["a service that stops answering later is not started again for that"])
    })

  private static let limits = PortabilityRule(
    isLost: { service, _, target in
      service.spans[.resources] != nil && !target.resourceLimits && (service.store == nil || target.runsStores)
    },
    finding: { service, _, targets in
      EmitFinding(
        .dropped,
        "\(list(targets)) \(verb(targets, "has", "have")) no limits: `resources` of `\(service.name)` \(verb(targets, "is", "are")) not enforced",
        span: service.spans[.resources],
        notes: ["what it takes too much of is missing elsewhere on that machine"])
    })

  private static let replicas = PortabilityRule(
    isLost: { service, _, target in service.scale.replicas > 1 && !target.replicas },
    finding: { service, _, targets in
      EmitFinding(
        .dropped,
        "\(list(targets)) \(verb(targets, "starts", "start")) one `\(service.name)`, not \(service.scale.replicas)",
        span: service.span(of: .scaleReplicas),
        notes: ["several would ask for one port"])
    })

  private static let backup = PortabilityRule(
    isLost: { service, _, target in service.store?.backup != nil && target.runsStores && !target.backups },
    finding: { service, _, targets in
      EmitFinding(
        .dropped, "\(list(targets)) \(verb(targets, "makes", "make")) no backups of `\(service.name)` by this schedule",
        span: service.span(of: .backup),
        notes: targets.contains(RailwayEmitter.name)
          ? ["Railway's own are daily (kept 6 days), weekly (a month) or monthly (three months), switched on by hand"]
          : [])
    })

  private static let raw = PortabilityRule(
    isLost: { service, _, _ in !service.raw.isEmpty },
    finding: { service, _, targets in
      let named = targets.filter { service.raw[$0] != nil }
      guard !named.isEmpty else { return nil }
      return EmitFinding(
        .rawMerged, "`raw.\(named[0])` is merged unchecked", span: service.span(of: .raw))
    })
}
