import Diagnostics
import IR

/// What a target takes as it is written, though it will not do what was meant.
extension PortabilityRules {
  /// Said only where no other target of the topology refuses it.
  static let unencoded = PortabilityRule(
    isLost: { service, program, target in
      target.encodesSecrets && unencodable(service) != nil
        && Emitters.all.allSatisfy { !program.targets.contains($0.name) || $0.capabilities.encodesSecrets }
    },
    finding: { service, program, targets in
      guard let found = unencodable(service) else { return nil }
      let name = program.secret(found.secret)?.env ?? found.secret
      return EmitFinding(
        .unencodedInURL, "`\(name)` goes into a URL unencoded on \(list(targets)); declare `charset: url`",
        span: found.variable.span,
        notes: ["the value must be encoded already: `@`, `:` and `/` would split the URL"],
        help: [
          isGenerated(found.secret, in: program)
            ? "generate it with a safe alphabet: `\(name): generate`"
            : "promise a safe alphabet: `\(name): { source: external, charset: url }`"
        ])
    })

  /// Where a target refuses replicas with a volume, that is said instead.
  static let replicasShareVolume = PortabilityRule(
    isLost: { service, program, target in
      service.scale.replicas > 1 && target.replicasWithVolumes
        && service.volumes.contains { $0.shared == nil && !$0.isReadOnly }
        && Emitters.all.allSatisfy {
          !program.targets.contains($0.name) || !$0.capabilities.volumes || $0.capabilities.replicasWithVolumes
        }
    },
    finding: { service, _, _ in
      EmitFinding(
        .replicasShareVolume, "\(service.scale.replicas) replicas of `\(service.name)` would share one volume",
        span: service.span(of: .scaleReplicas),
        notes: ["each would write into the files of the others, and nothing tells them apart"],
        help: ["keep one replica, or put the files into a bucket and drop `volumes`"])
    })

  static let keepalive = PortabilityRule(
    isLost: { service, _, target in
      guard let server = service.server, let idle = target.edgeIdleTimeout, service.exposure.isPublic else {
        return false
      }
      return service.declared.contains(.serverKeepalive) && server.keepalive < idle
    },
    finding: { service, _, targets in
      guard let server = service.server else { return nil }
      let idle = targets.compactMap { $0.capabilities.edgeIdleTimeout }.max()
      return EmitFinding(
        .keepaliveTooShort,
        "keepalive \(server.keepalive / 1000) s is shorter than the proxy's \((idle ?? 0) / 1000) s",
        span: service.span(of: .serverKeepalive),
        notes: ["the proxy of \(list(targets)) reuses a connection that the server has just closed: 502"],
        help: ["write `75s`, or leave it out"])
    })

  static let shellWrapped = PortabilityRule(
    isLost: { service, _, target in
      guard target.wrapsShellCommands, shellKey(of: service) != nil else { return false }
      return service.image != nil || service.build?.builder == .dockerfile
    },
    finding: { service, _, targets in
      guard let key = shellKey(of: service) else { return nil }
      return EmitFinding(
        .shellWrapped,
        "\(list(targets)) \(verb(targets, "starts", "start")) containers without a shell; "
          + "`\(key.rawValue)` of `\(service.name)` is wrapped",
        span: service.spans[key],
        notes: ["without that, `$PORT` and `&&` would reach the program as text; nothing needs to be done"])
    })

  /// The written key whose text a shell runs.
  private static func shellKey(of service: Service) -> ServiceKey? {
    if service.spans[.entrypoint] != nil, case .shell? = service.entrypoint { return .entrypoint }
    if service.spans[.start] != nil, case .shell? = service.command { return .start }
    return nil
  }

  static let poolerTLS = PortabilityRule(
    isLost: { service, _, target in
      target.runsStores && target.poolers && service.hasStore && service.store?.pooler?.requiresTLS == true
    },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress, "\(list(targets)) cannot encrypt the connections to the pooler of `\(service.name)`",
        span: service.span(of: .pooler),
        notes: ["a reference asks for TLS (`sslmode`), and PgBouncer would need a certificate of its own"],
        help: ["omit `sslmode`: the network of stores is private; or connect with `unpooled_url`"])
    })

  static let releaseThroughPooler = PortabilityRule(
    isLost: { service, program, target in
      target.poolers && target.release && !target.releaseVariables && pooledRelease(service, program) != nil
    },
    finding: { service, program, targets in
      guard let variable = pooledRelease(service, program) else { return nil }
      return EmitFinding(
        .releaseThroughPooler,
        "`release` of `\(service.name)` reaches the database through its pooler on \(list(targets))",
        span: variable.span,
        notes: [
          "the pooler keeps no lock of a session, and \(list(targets)) \(verb(targets, "has", "have")) one set of variables for both"
        ],
        help: [
          "declare a second variable with `unpooled_url`, and let the migration tool read it: `directUrl` in Prisma's "
            + "schema, `sqlalchemy.url` in Alembic's `env.py`"
        ])
    })

  /// The first variable that leads a release command to a transaction pooler, unless another one leads past it.
  private static func pooledRelease(_ service: Service, _ program: Program) -> Variable? {
    guard service.release != nil, !service.env.contains(where: { ReleaseEnvironment.leadsPastPooler($0, in: program) })
    else { return nil }
    return service.env.first { ReleaseEnvironment.leadsToPooler($0, in: program) }
  }

  static let releaseWithoutVolume = PortabilityRule(
    isLost: { service, program, target in
      target.release && target.volumes && !target.releaseVolumes && service.release != nil && !service.volumes.isEmpty
        && !VolumeDatabase.isMigrated(by: service, in: program)
    },
    finding: { service, _, targets in
      EmitFinding(
        .releaseWithoutVolume,
        "\(list(targets)) \(verb(targets, "runs", "run")) `release` of `\(service.name)` without its volume",
        span: service.span(of: .release),
        related: service.spans[.volumes].map { [($0, "not mounted then")] } ?? [],
        notes: ["what the command writes there is thrown away with its container"],
        help: ["put it in front of the server in `start`, or allow the finding where the command needs no file"])
    })

  static let deafServer = PortabilityRule(
    isLost: { service, program, target in
      ForwardedHeaders.isBehindProxy(service, program, target) && ForwardedHeaders.deafServer(of: service) != nil
    },
    finding: { service, _, targets in
      guard let server = ForwardedHeaders.deafServer(of: service) else { return nil }
      let wrapper =
        server == "hypercorn"
        ? "hypercorn.middleware.ProxyFixMiddleware"
        : "granian.utils.proxies.wrap_asgi_with_proxy_headers"
      return EmitFinding(
        .forwardedHeaders, "`\(service.name)` does not trust the headers of the proxy of \(list(targets))",
        span: service.span(of: service.commandKey),
        notes: ["\(server) reads no `\(ForwardedHeaders.variable)`; redirects lead to `http://`"],
        help: ["wrap the application: `\(wrapper)`", "or start it with uvicorn"])
    })

  static let openPort = PortabilityRule(
    isLost: { service, program, target in
      target.hostPorts == .published && service.exposure.isPublic
        && !ForwardedHeaders.isBehindProxy(service, program, target) && ForwardedHeaders.needsVariable(service)
    },
    finding: { service, _, targets in
      EmitFinding(
        .forwardedHeaders, "`\(service.name)` does not trust the headers of a proxy in front of \(list(targets))",
        span: service.span,
        notes: ["its port is published beyond this machine, and anyone there could send them: `*` is not written"],
        help: [
          "write the address or the network of the proxy: `\(ForwardedHeaders.variable): 10.0.0.5`",
          "or publish on the loopback address, where the proxy alone reaches it",
        ])
    })

  static let entrypointReplaced = PortabilityRule(
    isLost: { service, program, target in
      target.replacesEntrypoint && service.image != nil && service.build == nil && service.entrypoint == nil
        && service.declared.contains(.start) && !service.inherits(.start, in: program)
    },
    finding: { service, _, targets in
      EmitFinding(
        .approximated,
        "\(list(targets)) \(verb(targets, "runs", "run")) `start` of `\(service.name)` without the ENTRYPOINT of its image",
        span: service.span(of: .start),
        notes: ["a start command replaces the entrypoint there; elsewhere it follows it"],
        help: [
          "write the entrypoint of the image, with which the start command then begins: `entrypoint: [...]`",
          "or `entrypoint: []` if the image has none",
        ])
    })
}
