import Diagnostics
import IR

/// The rules about keys that need more than a cell: conditions on values, or words of their own.
enum PortabilityRules {
  static let all = ofKeys + ofExpressions

  static let ofKeys: [PortabilityRule] = [
    autoscale, cronTooFine, cronApproximated, jobLost, jobApproximated, notStarted, replicasWithVolume, sharedVolume,
    storeInit,
    files, pooler, privateNetwork, replicasShareVolume, keepalive, shellWrapped, healthInterval, limits, replicas,
    backup, backupCopies, raw, hostedDatabases, replicaSet,
    poolerTLS, releaseThroughPooler, releaseWithoutVolume, deafServer, openPort,
    releaseStage, secretsOfBuild, entrypointReplaced, lineBreaks,
  ]

  static func list(_ targets: [AskedTarget]) -> String {
    let names = targets.map(\.name)
    return names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }

  static func verb(_ targets: [AskedTarget], _ one: String, _ many: String) -> String {
    targets.count == 1 ? one : many
  }

  /// What the platforms themselves offer in place of a key.
  static func waysOut(_ targets: [AskedTarget], of key: ServiceKey) -> [String] {
    targets.compactMap { $0.capabilities.waysOut[key] }
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
      let minutes = targets.compactMap { $0.capabilities.cronMinutes }.max() ?? 1
      return EmitFinding(
        .scheduleTooFine,
        "\(list(targets)) \(verb(targets, "runs", "run")) cron jobs at most every \(Words.count(minutes, "minute")), in UTC",
        span: service.span(of: .schedule),
        notes: service.scheduleGap.map { ["two starts of `\(service.name)` may be only \($0) min apart"] } ?? [],
        help: [
          "write a schedule of at least \(Words.count(minutes, "minute")), or make it a `worker` that waits by itself"
        ])
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
        span: service.span, notes: ["its command is a comment there"])
    })

  private static let notStarted = PortabilityRule(
    isLost: { service, program, target in
      let isMeant = service.category == .web || service.category == .worker || service.isStore && !service.hasStore
      return !target.startsImages && isMeant && !service.runsFromSources && !lacksOwnStart(service, program)
    },
    finding: { service, _, targets in
      EmitFinding(
        .approximated, "\(list(targets)) \(verb(targets, "does", "do")) not start `\(service.name)`",
        span: service.span(of: service.image == nil ? .type : .image),
        notes: [
          service.image == nil
            ? "only its image knows how it is started, and no image is built there"
            : "it is a finished image, and only what runs from the working tree is started there",
          "others look for it at its port of this machine",
        ],
        help: [
          service.image == nil
            ? "write the command: `start: …`" : "start it by other means, such as `docker run`, or with another target"
        ])
    })

  /// A worker of a web service's code without a command of its own: W0632 reports the missing `start`.
  private static func lacksOwnStart(_ service: Service, _ program: Program) -> Bool {
    service.category == .worker && service.codeOf.flatMap { program.service($0) }?.category == .web
  }

  private static let replicasWithVolume = PortabilityRule(
    isLost: { service, _, target in
      guard target.volumes, !target.replicasWithVolumes, replicas(of: service, on: target) > 1 else { return false }
      return service.volumes.contains { $0.shared == nil || !target.sharedVolumes }
    },
    finding: { service, _, targets in
      EmitFinding(
        .replicasWithVolume,
        "\(list(targets)) \(verb(targets, "allows", "allow")) no replicas of `\(service.name)`, which has a volume",
        span: service.span(of: service.scale.replicas > 1 ? .scaleReplicas : .scaleAutoscaleMax),
        related: service.spans[.volumes].map { [($0, "its volume")] } ?? [],
        notes: ["a volume there is attached to one container at a time"],
        help: ["keep one replica, or put the files into a bucket and drop `volumes`"])
    })

  /// The most replicas that a target starts of a service.
  private static func replicas(of service: Service, on target: Capabilities) -> Int {
    max(service.scale.replicas, target.autoscale ? service.scale.autoscale?.max ?? 0 : 0)
  }

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
      return program.services(sharing: name).contains { $0.name != service.name }
    }
  }

  private static let storeInit = PortabilityRule(
    isLost: { service, _, target in
      target.runsStores && !target.storeInit && service.hasStore && service.store?.initFiles.isEmpty == false
    },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress, "\(list(targets)) cannot run the `init` files of `\(service.name)`; they would be lost",
        span: service.span(of: .initFiles),
        help: ["run them from the `release` command of a service"])
    })

  private static let files = PortabilityRule(
    isLost: { service, program, target in
      guard !service.files.isEmpty, target.runsStores, !target.fileMounts, !service.inherits(.files, in: program) else {
        return false
      }
      guard target.copiesFiles, service.canHaveFiles(target) else { return true }
      return service.files.contains { ImageFiles.refusal(of: $0, of: service) != nil }
    },
    finding: { service, _, targets in
      let isImage = targets.allSatisfy { $0.capabilities.copiesFiles && service.canHaveFiles($0.capabilities) }
      let refused = isImage ? service.files.first { ImageFiles.refusal(of: $0, of: service) != nil } : nil
      guard let refused, let refusal = ImageFiles.refusal(of: refused, of: service) else {
        return EmitFinding(
          .cannotExpress, "\(list(targets)) cannot mount the `files` of `\(service.name)`; they would be missing",
          span: service.span(of: .files),
          help: ["COPY them in the Dockerfile, or pass their values as variables"])
      }
      return EmitFinding(
        .cannotExpress, "\(list(targets)) cannot mount `\(refused.path)` of `\(service.name)`; it would be missing",
        span: service.span(of: .files),
        notes: ["files are copied into the image there, and " + refusal.reason],
        help: [
          refusal == .outside
            ? "move it into the `root` of `\(service.name)`, as a file of the repository"
            : "let the program read these values from its variables"
        ])
    })

  private static let pooler = PortabilityRule(
    isLost: { service, _, target in
      target.runsStores && !target.poolers && service.hasStore && service.store?.pooler != nil
    },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress, "\(list(targets)) would have no pooler in front of `\(service.name)`",
        span: service.span(of: .pooler),
        notes: ["services would connect to the server itself, with all of their pools"]
          + waysOut(targets, of: .pooler),
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
    let open: Set<String> = [
      "public_url", "public_websocket_url", "public_domain", "public_domains", "public_host", "origin", "origins",
    ]
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

  /// What only continuous checks have a use for.
  private static let continuous: [ServiceKey] = [
    .healthInterval, .healthTimeout, .healthStartPeriod, .healthRetries,
  ]

  private static let healthInterval = PortabilityRule(
    isLost: { service, _, target in
      !target.continuousHealth && target.runsStores && continuous.contains { service.declared.contains($0) }
    },
    finding: { service, _, targets in
      let written = continuous.filter { service.declared.contains($0) }
      guard let first = written.first else { return nil }
      let names = Words.enumeration(written.map(\.name))
      return EmitFinding(
        .intervalIgnored,
        "\(list(targets)) \(verb(targets, "checks", "check")) health only while deploying; \(names) \(written.count == 1 ? "is" : "are") ignored",
        span: service.span(of: first),
        related: written.dropFirst().compactMap { key in service.spans[key].map { ($0, "ignored too") } },
        notes: ["a service that stops answering later is not started again for that"])
    })

  private static let limits = PortabilityRule(
    isLost: { service, _, target in
      service.spans[.resources] != nil && !target.resourceLimits && (!service.hasStore || target.runsStores)
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
    isLost: { service, _, target in
      target.runsStores && !target.backups && !target.copiesBackups(of: service) && service.hasStore
        && service.store?.backup != nil
    },
    finding: { service, _, targets in
      EmitFinding(
        .dropped, "\(list(targets)) \(verb(targets, "makes", "make")) no backups of `\(service.name)` by this schedule",
        span: service.span(of: .backup),
        notes: waysOut(targets, of: .backup))
    })

  private static let backupCopies = PortabilityRule(
    isLost: { service, _, target in
      target.runsStores && service.hasStore && service.store?.backup?.destination != nil
        && !target.copiesBackups(of: service)
    },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress,
        "\(list(targets)) \(verb(targets, "keeps", "keep")) no copy of the backups of `\(service.name)` in a bucket",
        span: service.span(of: .backupTo),
        help: ["omit `backup.to` there, and copy the dumps by a tool of your own"])
    })

  private static let hostedDatabases = PortabilityRule(
    isLost: { service, _, target in
      service.store?.databases.isEmpty == false && target.runsStores && !target.hostedDatabases
    },
    finding: { service, _, targets in
      guard let database = service.store?.databases.first else { return nil }
      return EmitFinding(
        .cannotExpress, "\(list(targets)) cannot make the database of `\(database.service)` in `\(service.name)`",
        span: database.span ?? service.span,
        help: [
          "omit `database_of`, so that it is a server of its own",
          "or let the `release` command of a service create it",
        ])
    })

  private static let replicaSet = PortabilityRule(
    isLost: { service, _, target in
      service.store?.replicaSet != nil && target.runsStores && !target.replicaSets
    },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress, "\(list(targets)) \(verb(targets, "runs", "run")) `\(service.name)` without a replica set",
        span: service.span(of: .replicaSet),
        notes: ["nothing there initiates the set, so that no client finds a primary"],
        help: ["refer to a set that runs elsewhere: a service of `type: external` with its URL"])
    })

  private static let raw = PortabilityRule(
    // A built-in target reports by itself, as it alone knows what is replaced.
    isLost: { service, _, _ in !service.raw.isEmpty },
    finding: { service, _, targets in
      guard let named = targets.first(where: { service.raw[$0.name] != nil && Emitters.named($0.name) == nil }) else {
        return nil
      }
      return EmitFinding(.rawMerged, "`raw.\(named.name)` is merged unchecked", span: service.span(of: .raw))
    })
}
