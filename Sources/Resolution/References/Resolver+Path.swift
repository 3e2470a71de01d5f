import Diagnostics
import Engines
import IR
import Model
import Syntax

/// The names of a reference and where they stand.
struct PathTarget {
  let names: [Reference.Name]
  let scalar: SyntaxNode
  /// The reference with its delimiters.
  let whole: Span
  /// A `??` follows: absence is no mistake.
  let allowsAbsence: Bool

  func span(_ index: Int) -> Span { scalar.span(of: names[index].range) }
}

extension Resolver {
  /// What the names of a reference mean. Nil: absent in this environment.
  func resolve(path target: PathTarget, in place: Place) -> ResolvedValue? {
    let head = target.names[0].text
    if target.names.count == 1 {
      guard let service = place.service else {
        report(
          .unknownOwnVariable, at: target.span(0), in: place,
          "`\(head)` alone names a variable of a service; here is none"
        ) {
          $0.help = ["write `$<<shared.\(head)>>` or `$<<service.\(head)>>`"]
        }
        return .poison
      }
      return ownVariable(head, at: target, index: 0, of: service, in: place)
    }
    let member = target.names[1].text
    if !target.names[0].isQuoted {
      switch head {
      case "shared": return sharedName(member, at: target, in: place)
      case "project": return projectFact(member, at: target, in: place)
      case "environment": return environmentFact(member, at: target, in: place)
      case "self":
        guard let service = place.service else {
          report(
            .unknownOwnVariable, at: target.span(0), in: place,
            "a shared variable has no service that `self` could mean"
          ) { $0.help = ["name the service: `$<<service.\(member)>>`"] }
          return .poison
        }
        if let writer = place.writer, !offers(member, service), offers(member, writer) {
          return resolve(member: member, of: writer, isSelf: false, at: target, in: place)
        }
        return resolve(member: member, of: service, isSelf: true, at: target, in: place)
      default: break
      }
    }
    guard let service = symbols.service(head) else { return unknownService(head, at: target, in: place) }
    noteFolding(head, service, at: target, in: place)
    return resolve(member: member, of: service, isSelf: service === place.service, at: target, in: place)
  }

  // MARK: - Services

  private func unknownService(_ name: String, at target: PathTarget, in place: Place) -> ResolvedValue {
    if symbols.poisoned.contains(ServiceName.fold(name)) { return .poison }
    report(.unknownService, at: target.span(0), in: place, "there is no service `\(name)`", label: "unknown service") {
      let names = symbols.serviceNames
      var nearest = bag.nearest(to: name, among: names)
      var applicability = FixIt.Applicability.unsafe
      if nearest.isEmpty, let space = space(name, target.names[1].text, in: place) {
        $0.help = ["write `\(space)`: that is where such names are here"]
        $0.fixes = [FixIt("write `\(space)`", .safe, [.init(target.span(0), space)])]
        return
      }
      if nearest.isEmpty {
        let kind = ServiceTypes.suggestions(for: name)
        let ofKind = symbols.servicesByType.flatMap { $0 }.filter {
          kind.names.contains($0.type.name) || kind.names.contains($0.type.word)
        }
        if kind.isSure, ofKind.count == 1 { nearest = [ofKind[0].name] }
      }
      if nearest.count == 1, let meant = symbols.service(nearest[0]),
        meant.type.engine != nil,
        symbols.servicesByType.filter({ $0[0].type.name == meant.type.name }).reduce(0, { $0 + $1.count }) == 1
      {
        applicability = .safe
      }
      if let first = nearest.first {
        if nearest.count == 1, let meant = symbols.service(first) {
          $0.secondary = [.init(meant.declaration.nameSpan, "a service of a similar name")]
        }
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", applicability, [.init(target.span(0), first)])]
      } else if names.count <= 8 {
        $0.help = ["services are \(Words.enumeration(names))"]
      } else {
        $0.help = ["declare it under `services:`; `infracc refs` lists what there is"]
      }
    }
    return .poison
  }

  /// `secrets.TOKEN` and `env.NAME`, as other tools write them: the word for it here, where the name is known.
  private func space(_ word: String, _ member: String, in place: Place) -> String? {
    guard ["secrets", "secret", "vars", "var", "variables", "env", "envs", "global"].contains(word.lowercased()) else {
      return nil
    }
    if symbols.secret(member) != nil || symbols.sharedVariable(member) != nil { return "shared" }
    return place.service?.variable(member) != nil && member != place.name ? "self" : nil
  }

  /// I0308: more than letter case differs from the declared name.
  private func noteFolding(_ written: String, _ service: ServiceSymbol, at target: PathTarget, in place: Place) {
    guard written != service.name, written.lowercased() != service.name.lowercased() else { return }
    report(.foldedName, at: target.span(0), in: place, "service `\(service.name)` is written `\(written)` here") {
      $0.fixes = [FixIt("write `\(service.name)`", .safe, [.init(target.span(0), service.name)])]
      $0.help = ["write `\(service.name)`"]
    }
  }

  /// A variable or an output of a service, in this order of meaning: its own variables, conventional names, outputs.
  private func resolve(
    member: String, of service: ServiceSymbol, isSelf: Bool, at target: PathTarget, in place: Place
  ) -> ResolvedValue? {
    if !service.isEnabled, !isSelf { return disabled(member, of: service, at: target, in: place) }
    if let variable = service.variable(member) { return follow(variable, of: service, at: target) }
    if let output = common(member, of: service) { return output }
    if let value = platformValue(member, of: service) { return value }
    if let declared = service.declaredOutput(member) {
      return follow(declared, of: service, at: target)
    }
    if member == "url", !service.traits.isDisjoint(with: [.web, .proxy]) {
      report(.ambiguousURL, at: target.span(1), in: place, "`\(service.name).url` is ambiguous: private or public?") {
        $0.help = [
          "between services write `$<<\(service.name).private_url>>`",
          "for browsers and other people write `$<<\(service.name).public_url>>`",
        ]
      }
      return .poison
    }
    if let number = service.port(ofOutput: member) { return port(number, member, of: service, at: target) }
    guard let output = service.output(member) else {
      return unknownMember(member, of: service, isSelf: isSelf, at: target, in: place)
    }
    guard isAvailable(output, of: service) else {
      return unavailable(output, member, of: service, at: target, in: place)
    }
    return offered(output, member, of: service, at: target)
  }

  /// Whether a service has a variable or an output of that name, available in this environment or not. What `extends`
  /// hands on may name what only the service has that wrote it.
  private func offers(_ member: String, _ service: ServiceSymbol) -> Bool {
    service.variable(member) != nil || common(member, of: service) != nil || platformValue(member, of: service) != nil
      || service.declaredOutput(member) != nil || service.output(member) != nil
      || service.port(ofOutput: member) != nil
      || member == "url" && !service.traits.isDisjoint(with: [.web, .proxy])
  }

  /// What a platform calls by that name; some of it is the environment's.
  private func platformValue(_ name: String, of service: ServiceSymbol) -> ResolvedValue? {
    guard let value = PlatformNames.value(name, of: service, environment: environment) else { return nil }
    symbols.tracer.note(.environment)
    return value
  }

  private func offered(
    _ output: OutputDefinition, _ member: String, of service: ServiceSymbol, at target: PathTarget
  ) -> ResolvedValue {
    var expression = output.expression(service.name)
    let hosted = symbols.hostedDatabase(of: service)
    let external = symbols.externalStore(of: service)
    if let external {
      expression = external.located(expression, output: output.name)
      let ids = Set(expression.secretIDs)
      for secret in service.declaration.external?.value.secrets ?? []
      where external.secrets[secret.name].map(ids.contains) ?? false {
        markUsed(secret.value.value)
      }
    } else if let hosted {
      expression = hosted.located(expression)
    } else {
      if let engine = service.engineOfAdministrator {
        expression = engine.asAdministrator(expression, of: service.name)
      }
      if let name = service.replicaSet {
        expression = service.type.engine?.inGroup(expression, name) ?? expression
      }
    }
    let value = TypedValue(
      expression: expression,
      type: external == nil ? output.type : output.type.narrowed(to: expression),
      marks: Marks(of: output, service))
    let conventional = hosted == nil && external == nil ? output.aliases.first : nil
    return ResolvedValue(
      value: value, surface: conventional.map { .variable(service: service.name, name: $0) },
      dependencies: [.init(service: service.name, span: target.whole)], summary: "\(service.name).\(member)")
  }

  /// A further port, as text, because the number is the same everywhere.
  private func port(
    _ number: Int, _ member: String, of service: ServiceSymbol, at target: PathTarget
  ) -> ResolvedValue {
    ResolvedValue(
      value: TypedValue(expression: .literal(String(number)), type: .port, marks: Marks()),
      dependencies: [.init(service: service.name, span: target.whole)], summary: "\(service.name).\(member)")
  }

  private func follow(_ variable: VariableSymbol, of service: ServiceSymbol, at target: PathTarget) -> ResolvedValue {
    if !open.isEmpty { open[open.count - 1].reference = target.whole }
    var value = resolve(variable, of: service)
    if value.isPoisoned { return value }
    value.surface = .variable(service: service.name, name: variable.name)
    var seen: Set<String> = []
    value.dependencies = value.dependencies.filter { seen.insert($0.service).inserted }
      .map { .init(service: $0.service, span: target.whole) }
    if case .key = variable.definition, variable.name == "PORT" {
      value.value.expression = .output(service: service.name, name: "port")
      value.dependencies = [.init(service: service.name, span: target.whole)]
    }
    value.summary = "\(service.name).\(variable.name)"
    switch variable.definition {
    case .declared(let declaration):
      return known(value, declaration, as: .variable(service: service.name, name: variable.name))
    case .sharedVariable(let shared):
      return known(value, shared.declaration, as: .variable(service: "shared", name: shared.name))
    case .key, .secret: return value
    }
  }

  /// A value that an operator supplies or may override is known by its name alone, even where it has a default.
  private func known(
    _ value: ResolvedValue, _ declaration: VariableDeclaration, as name: Expression
  ) -> ResolvedValue {
    guard declaration.source != nil else { return value }
    var value = value
    value.value.expression = name
    value.value.type = declaration.type?.value ?? .string
    value.value.marks.phase = max(value.value.marks.phase, .provision)
    value.literal = nil
    value.items = nil
    return value
  }

  /// Outputs that every service has.
  private func common(_ member: String, of service: ServiceSymbol) -> ResolvedValue? {
    switch member {
    case "name": return .literal(service.name)
    case "replicas":
      return .literal(String(service.declaration.scale?.value.replicas?.value ?? 1), type: .int)
    case "memory":
      let bytes = service.declaration.resources?.value.memory?.value ?? service.type.defaultMemory
      return quantity(bytes % (1 << 20) == 0 ? "\(bytes >> 20)MiB" : "\(bytes)B", .bytes)
    case "cpu":
      let cpu = service.declaration.resources?.value.cpu?.value ?? service.type.defaultCPUMilli
      return quantity("\(cpu)m", .cpu)
    default: return nil
    }
  }

  /// A value whose unit must be chosen before it is text, so it does not count as written text.
  private func quantity(_ text: String, _ type: ValueType) -> ResolvedValue {
    ResolvedValue(value: TypedValue(expression: .literal(text), type: type, marks: Marks()))
  }

  private func follow(_ output: OutputSymbol, of service: ServiceSymbol, at target: PathTarget) -> ResolvedValue {
    if !open.isEmpty { open[open.count - 1].reference = target.whole }
    var value = resolve(output, of: service)
    var seen: Set<String> = []
    value.dependencies = value.dependencies.filter { seen.insert($0.service).inserted }
      .map { .init(service: $0.service, span: target.whole) }
    return value
  }

  // MARK: - Own, shared, project, environment

  private func ownVariable(
    _ name: String, at target: PathTarget, index: Int, of service: ServiceSymbol, in place: Place
  ) -> ResolvedValue {
    if let variable = service.variable(name) {
      var value = follow(variable, of: service, at: target)
      if !value.isPoisoned { value.surface = .variable(service: nil, name: name) }
      return value
    }
    if let writer = place.writer, !offers(name, service), offers(name, writer) {
      return resolve(member: name, of: writer, isSelf: false, at: target, in: place) ?? .poison
    }
    // A platform's names are variables of every service there, its own included.
    if let platform = Platforms.owner(of: name) {
      if let value = platformValue(name, of: service) { return value }
      if let output = service.type.output(name) {
        guard isAvailable(output, of: service) else {
          return unavailable(output, name, of: service, at: target, in: place) ?? .poison
        }
        return offered(output, name, of: service, at: target)
      }
      return unknownPlatformName(name, of: platform, at: target.span(index), in: place)
    }
    return unknownOwn(name, of: service, at: target.span(index), in: place)
  }

  private func sharedName(_ name: String, at target: PathTarget, in place: Place) -> ResolvedValue {
    if let secret = symbols.secret(name) { return resolve(secret) }
    if let shared = symbols.sharedVariable(name) {
      if !open.isEmpty { open[open.count - 1].reference = target.whole }
      var value = resolve(shared)
      value.surface = surfaceOfShared(shared, value)
      return known(value, shared.declaration, as: .variable(service: "shared", name: shared.name))
    }
    if symbols.isSharedPoisoned { return .poison }
    let names = symbols.sharedNames
    if let exact = symbols.sharedName(ignoringCase: name) {
      usedShared.insert(exact)
      report(.wrongCase, at: target.span(1), in: place, "names are case-sensitive: it is `\(exact)`") {
        $0.fixes = [FixIt("write `\(exact)`", .safe, [.init(target.span(1), exact)])]
        $0.help = ["write `\(exact)`"]
      }
      return .poison
    }
    report(.unknownMember, at: target.span(1), in: place, "there is no shared variable or secret `\(name)`") {
      let nearest = bag.nearest(to: name, among: names)
      if nearest.count == 1 { usedShared.insert(nearest[0]) }
      if let first = nearest.first {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(target.span(1), first)])]
      } else {
        $0.help = ["declare it under `secrets:` or `variables:`"]
      }
    }
    return .poison
  }

  private func projectFact(_ name: String, at target: PathTarget, in place: Place) -> ResolvedValue {
    if name == "name" { return .literal(projectName) }
    report(.unknownMember, at: target.span(1), in: place, "`project` has no `\(name)`") { $0.help = ["it has: name"] }
    return .poison
  }

  private func environmentFact(_ name: String, at target: PathTarget, in place: Place) -> ResolvedValue {
    symbols.tracer.note(.environment)
    switch name {
    case "name":
      // A preview's name is known only when it is made.
      var value = ResolvedValue.literal(environment.name)
      if environment.kind == .preview {
        value.value.expression = .environment(name: "name")
        value.value.marks.phase = .provision
        value.literal = nil
      }
      value.surface = .environment(name: "name")
      value.summary = "environment.name"
      return value
    case "kind": return .literal(environment.kind.rawValue)
    default:
      report(.unknownMember, at: target.span(1), in: place, "`environment` has no `\(name)`") {
        $0.help = ["it has: name, kind"]
      }
      return .poison
    }
  }
}

extension Marks {
  /// The marks of an output of a service's type: an own domain is known while compiling.
  init(of output: OutputDefinition, _ service: ServiceSymbol) {
    self.init(isSecret: output.isSecret, phase: output.phase, reach: output.reach)
    if case .isPublic = output.requirement, case .domains = service.exposure { phase = .compile }
  }
}

extension ServiceSymbol {
  /// The engine, where the administrator is written as `user`: that makes no role, and services log in as it.
  var engineOfAdministrator: StoreEngine? {
    guard let engine = type.engine, engine.abilities.contains(.roles),
      account == engine.administrator
    else { return nil }
    return engine
  }
}

extension ValueType {
  /// The type of the URL that a value is, whose scheme may be that of TLS; itself for any other value.
  fileprivate func narrowed(to expression: Expression) -> ValueType {
    guard isURL else { return self }
    return switch expression {
    case .url(let url): .url([URLScheme(url.scheme, driver: url.driver)])
    case .literal(let text): URLText(text).map { .url([$0.scheme]) } ?? self
    default: self
    }
  }
}
