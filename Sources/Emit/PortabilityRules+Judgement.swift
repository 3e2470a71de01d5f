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
        notes: ["whoever supplies it must have encoded it: `@`, `:` and `/` would split the URL"],
        help: ["promise a safe alphabet: `\(name): { source: external, charset: url }`"])
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
      guard target.wrapsShellCommands, service.spans[.start] != nil, case .shell? = service.command else {
        return false
      }
      return service.image != nil || service.build?.builder == .dockerfile
    },
    finding: { service, _, targets in
      EmitFinding(
        .shellWrapped,
        "\(list(targets)) \(verb(targets, "starts", "start")) containers without a shell; `start` of `\(service.name)` is wrapped",
        span: service.spans[.start],
        notes: ["without that, `$PORT` and `&&` would reach the program as text; nothing needs to be done"])
    })
}
