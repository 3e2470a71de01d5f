import Diagnostics
import IR
import Model
import Syntax

/// What a reference names and is not there, in this environment or at all.
extension Resolver {
  func isAvailable(_ output: OutputDefinition, of service: ServiceSymbol) -> Bool {
    switch output.requirement {
    case .none: true
    case .isPublic: service.isPublic
    case .isPublicTCP: service.exposure == .tcp
    case .pooler: (service.declaration.pooler?.value.mode?.value ?? "off") != "off"
    }
  }

  func unavailable(
    _ output: OutputDefinition, _ member: String, of service: ServiceSymbol, at target: PathTarget, in place: Place
  ) -> ResolvedValue? {
    if target.allowsAbsence { return nil }
    let message: String
    var help: [String]
    switch output.requirement {
    case .pooler:
      message = "`\(service.name)` has no pooler, so it has no `\(member)`"
      help = ["write `$<<\(service.name).DATABASE_URL>>`"]
    case .isPublicTCP:
      message = "`\(service.name)` is not public in `\(environment.name)`, so it has no `\(member)`"
      help = ["inside the private network write `$<<\(service.name).url>>`", "or open it: `public: tcp`"]
    default:
      message = "`\(service.name)` is not public in `\(environment.name)`, so it has no `\(member)`"
      help = [
        "inside the private network write `$<<\(service.name).private_url>>`", "or give it an address: `public: true`",
      ]
    }
    report(.outputNotAvailable, at: target.span(target.names.count - 1), in: place, message) {
      $0.help = help
      if member == "public_url" {
        $0.fixes = [
          FixIt("write `private_url`", .unsafe, [.init(target.span(target.names.count - 1), "private_url")])
        ]
      }
    }
    return .poison
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
      $0.help = ["say what holds there instead: `\(service.name).\(member) ?? \"\"`"]
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
  func unknownPlatformName(_ name: String, at span: Span, in place: Place) -> ResolvedValue {
    report(.unknownPlatformName, at: span, in: place, "Railway provides no `\(name)`") {
      let nearest = PlatformNames.meant(by: name, bag)
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
    if member.hasPrefix("RAILWAY_"), service.declaredOutput(member) == nil, !PlatformNames.all.contains(member) {
      return unknownPlatformName(member, at: span, in: place)
    }
    // Outputs of web services on a service without any address.
    if let webOutput = ServiceType.web.output(member), service.type.outputs.isEmpty {
      report(
        .outputNotAvailable, at: span, in: place,
        "`\(service.name)` is a \(service.type.name): it has no \(webOutput.name)"
      ) { $0.help = ["only services that listen on a port have an address"] }
      return .poison
    }
    report(
      .unknownMember, at: span, in: place, "`\(service.name)` (\(service.type.name)) has no output `\(member)`",
      label: "unknown output"
    ) {
      let nearest = bag.nearest(to: member, among: service.memberNames)
      if let first = nearest.first {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(span, first)])]
      }
      let listed = service.type.outputs.filter { isAvailable($0, of: service) }.map { $0.aliases.first ?? $0.name }
      if !listed.isEmpty { $0.help.append("it has: " + listed.joined(separator: ", ")) }
    }
    return .poison
  }
}
