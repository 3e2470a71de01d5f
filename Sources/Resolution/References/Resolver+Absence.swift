import Engines
import Diagnostics
import IR
package import Model
import Syntax

/// What a reference names and is not there, in this environment or at all.
extension Resolver {
  package func isAvailable(_ output: OutputDefinition, of service: ServiceSymbol) -> Bool {
    // A server that is run elsewhere has one address for all of them, and those secrets that are named.
    if service.traits.contains(.managed) {
      return symbols.externalStore(of: service)?.lacks(output.expression(service.name)) != true
    }
    return switch output.requirement {
    case .none: true
    case .isPublic: service.isPublic
    case .isPublicTCP: symbols.server(of: service).exposure == .tcp
    case .pooler: symbols.server(of: service).isPooled
    }
  }

  func unavailable(
    _ output: OutputDefinition, _ member: String, of service: ServiceSymbol, at target: PathTarget, in place: Place
  ) -> ResolvedValue? {
    if target.allowsAbsence { return nil }
    let span = target.span(target.names.count - 1)
    if let external = service.declaration.external, service.traits.contains(.managed) {
      report(
        .outputNotAvailable, at: span, in: place, "`external` of `\(service.name)` names no secret `\(output.name)`"
      ) {
        $0.secondary = [.init(external.span, "says where the server is")]
        $0.help = ["name the secret that holds it: `\(output.name): SECRET`"]
      }
      return .poison
    }
    guard output.requirement != .pooler else {
      report(
        .outputNotAvailable, at: span, in: place, "`\(service.name)` has no pooler, so it has no `\(member)`",
        label: "comes with `pooler:`"
      ) { $0.help = ["write `$<<\(service.name).DATABASE_URL>>`"] }
      return .poison
    }
    report(
      .outputNotAvailable, at: span, in: place,
      "`\(service.name)` is not public in `\(environment.name)`, so it has no `\(member)`",
      label: "comes with `public:`"
    ) {
      let written = service.declaration.exposure?.span
      $0.secondary = [.init(written ?? service.declaration.nameSpan, written == nil ? "has no `public:`" : "set here")]
      let isTCP = output.requirement == .isPublicTCP
      if !isTCP, let front = addressBehindProxy(of: service, member) {
        $0.help = ["write `\(front)`, the address through the proxy"]
        return
      }
      $0.help = [isTCP ? "open it: `public: tcp`" : "give `\(service.name)` a public address: `public: true`"]
      // A browser could not use the private one.
      if place.service.map({ BrowserVisibility.isVisible(place.name, of: $0) }) ?? false { return }
      let other = isTCP ? "url" : "private_url"
      $0.help.append("or, inside of the private network, write `$<<\(service.name).\(other)>>`")
      if member == "public_url", !isTCP {
        $0.fixes = [FixIt("write `private_url`", .unsafe, [.init(span, "private_url")])]
      }
    }
    return .poison
  }

  /// The address of a service behind a proxy, as a reference to the proxy; nil: no public proxy leads to it.
  private func addressBehindProxy(of service: ServiceSymbol, _ member: String) -> String? {
    for proxy in symbols.services where proxy.isEnabled && proxy.isPublic && proxy.traits.contains(.proxy) {
      for route in proxy.declaration.routes where route.value.to.map({ symbols.service($0.value) === service }) == true
      {
        let prefix = route.value.pattern.prefix
        let path = prefix == "/" || !member.hasSuffix("url") ? "" : " | path(\"\(prefix)\")"
        return "$<<\(proxy.name).\(member)\(path)>>"
      }
    }
    return nil
  }

  func disabled(
    _ member: String, of service: ServiceSymbol, at target: PathTarget, in place: Place
  ) -> ResolvedValue? {
    if target.allowsAbsence { return nil }
    report(
      .disabledDependency, at: target.span(0), in: place,
      "`\(service.name)` is disabled in `\(environment.name)`, so `\(place.name)` has no value there"
    ) {
      if let enabled = service.declaration.enabled { $0.secondary = [.init(enabled.span, "disabled here")] }
      $0.help = ["say what holds there instead: `$<<\(service.name).\(member) ?? \"\">>`"]
      let end = Int(target.whole.end) - 2
      if target.whole.range.count > 4 {
        $0.fixes = [
          FixIt(
            "say that it is empty there", .unsafe,
            [.init(Span(file: target.whole.file, start: end, end: end), target.scalar.spelled(" ?? \"\""))])
        ]
      }
    }
    return .poison
  }

  /// E0313.
  func unknownPlatformName(
    _ name: String, of platform: Platform, at span: Span, in place: Place
  ) -> ResolvedValue {
    report(.unknownPlatformName, at: span, in: place, "\(platform.title) provides no `\(name)`") {
      let nearest = PlatformNames.meant(by: name, on: platform, bag)
      if let first = nearest.first {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(span, first)])]
      } else {
        $0.help = ["outputs say the same for every target: `$<<service.public_domain>>`, `$<<environment.name>>`"]
      }
    }
    return .poison
  }

  func unknownMember(
    _ member: String, of service: ServiceSymbol, isSelf: Bool, at target: PathTarget, in place: Place
  ) -> ResolvedValue {
    let index = target.names.count - 1
    let span = target.span(index)
    if service.declaration.isTypeGuessed { return .poison }
    if let exact = service.memberName(ignoringCase: member) {
      report(.wrongCase, at: span, in: place, "names are case-sensitive: it is `\(exact)`") {
        $0.fixes = [FixIt("write `\(exact)`", .safe, [.init(span, exact)])]
        $0.help = ["write `\(exact)`"]
      }
      return .poison
    }
    if let platform = Platforms.owner(of: member), service.declaredOutput(member) == nil,
      !platform.names.contains(member)
    {
      return unknownPlatformName(member, of: platform, at: span, in: place)
    }
    // Outputs of web services on a service without any address.
    if let webOutput = ServiceType.web.output(member), service.type.outputs.isEmpty {
      report(
        .outputNotAvailable, at: span, in: place,
        "`\(service.name)` is a \(service.type.name): it has no \(webOutput.name)"
      ) {
        $0.help = ["only services that listen on a port have an address"]
        if webOutput.name == "private_host" { $0.help.append("name the port: `ports: { metrics: 9100 }`") }
      }
      return .poison
    }
    report(
      .unknownMember, at: span, in: place, "`\(service.name)` (\(service.type.name)) has no output `\(member)`",
      label: "unknown output"
    ) {
      if let known = ForeignOutputs.output(member, of: service), isAvailable(known, of: service) {
        // In the way in which the author writes names: in capitals, or as an output.
        let isConventional = member == member.uppercased()
        let meant = isConventional ? known.aliases.first ?? known.name : known.name
        $0.help = ["here it is called `\(meant)`"]
        $0.fixes = [FixIt("write `\(meant)`", .safe, [.init(span, meant)])]
      } else {
        let nearest = bag.nearest(to: member, among: service.memberNames)
        if let first = nearest.first {
          $0.help = ["did you mean \(Words.alternatives(nearest))?"]
          $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(span, first)])]
        }
      }
      let listed =
        service.type.outputs.filter { isAvailable($0, of: service) }.map { $0.aliases.first ?? $0.name }
        + service.portOutputs
      if service.traits.contains(.described), member == "url" {
        $0.help = [
          "declare it: `outputs: { url: { type: url, value: \"…://$<<self.private_host>>:$<<self.port>>\" } }`"
        ]
      }
      if !listed.isEmpty { $0.help.append("it has: " + listed.joined(separator: ", ")) }
    }
    return .poison
  }

  /// E0314: what a name alone may have meant, the surest first, or what it can mean at all.
  func unknownOwn(_ name: String, of service: ServiceSymbol, at span: Span, in place: Place) -> ResolvedValue {
    report(
      .unknownOwnVariable, at: span, in: place, "`\(service.name)` has no variable `\(name)`",
      label: "a name alone is a variable of `\(service.name)` itself"
    ) {
      var meant: [String] = []
      if symbols.secret(name) != nil || symbols.sharedVariable(name) != nil { meant.append("shared.\(name)") }
      if name == "environment" || name == "project" { meant.append("\(name).name") }
      if service.type.output(name) != nil { meant.append("self.\(name)") }
      if meant.isEmpty, let other = symbols.service(name), let first = other.type.outputs.first {
        meant.append("\(other.name).\(first.aliases.first ?? first.name)")
      }
      if meant.isEmpty { meant = offered(name, besides: service) }
      if meant.isEmpty { meant = bag.nearest(to: name, among: service.variableNames, besides: place.name) }
      if meant.isEmpty { meant = bag.nearest(to: name, among: symbols.sharedNames).map { "shared.\($0)" } }
      if let first = meant.first {
        $0.help = ["did you mean \(Words.alternatives(meant.map { "$<<\($0)>>" }))?"]
        $0.fixes = [FixIt("write `$<<\(first)>>`", .unsafe, [.init(span, first)])]
        // A shared name that is the only suggestion counts as used.
        if meant.count == 1, first.hasPrefix("shared.") { usedShared.insert(String(first.dropFirst(7))) }
        return
      }
      let own = service.variables.filter { $0.name != place.name && $0.origin != .key }.map(\.name)
      if !own.isEmpty, own.count <= 8 { $0.help = ["it has: \(Words.enumeration(own))"] }
      $0.help.append("declare it under `variables:` of `\(service.name)`: `\(name): …`")
      $0.help.append("or say whose it is: `$<<service.\(name)>>`, `$<<shared.\(name)>>`")
    }
    return .poison
  }

  /// References to services that have a variable or an output of that very name; none where there are many.
  private func offered(_ name: String, besides service: ServiceSymbol) -> [String] {
    guard symbols.services.count <= 200 else { return [] }
    let owners = symbols.services.filter {
      $0 !== service && $0.isEnabled && ($0.declaredVariable(name) != nil || $0.type.output(name) != nil)
    }
    return owners.count <= 3 ? owners.map { "\($0.name).\(name)" } : []
  }
}
