import Diagnostics
import Engines
import IR
import Syntax

extension TopologyReader {
  /// The type with the server that `flavor` names, or else `image` does.
  func readType(
    _ node: ConfigNode, name: String, nameSpan: Span, decoder: Decoder
  ) -> (type: ServiceType, isGuessed: Bool) {
    let (type, isGuessed) = readWord(node, name: name, nameSpan: nameSpan, decoder: decoder)
    guard let engine = type.engine, !isGuessed else { return (type, isGuessed) }
    guard let flavor = node["flavor"], let word = flavor.text else {
      // A flavor's own word under `type` takes precedence over the image.
      return (engine.flavor == engine.name ? type.served(by: node["image"]?.text) : type, false)
    }
    // An unknown word is reported where the key is read.
    guard let meant = type.flavored(word) else { return (type, false) }
    guard engine.flavor == engine.name || word == engine.flavor else {
      decoder.report(.notInEnumeration, at: flavor.span, "`flavor: \(word)` contradicts `type: \(type.word)`") {
        if let written = node["type"] { $0.secondary = [.init(written.span, "implies the flavor")] }
        $0.help = ["remove `flavor`, or set `type: \(engine.name)`"]
      }
      return (type, false)
    }
    return (meant, false)
  }

  /// The type by its word; an unknown one is replaced by what was probably meant.
  private func readWord(
    _ node: ConfigNode, name: String, nameSpan: Span, decoder: Decoder
  ) -> (type: ServiceType, isGuessed: Bool) {
    guard let typeNode = node["type"] else {
      if let implied = ServiceTypes.implied(byName: name) { return (implied, false) }
      if let removed = node.entry("type")?.value, removed.isRemoved {
        decoder.requiredKeyRemoved("type", removed, owner: "service `\(name)`")
        return (.web, true)
      }
      if !ServiceDeclaration.shape.isMisspelt("type", in: node) {
        decoder.report(.missingKey, at: nameSpan, "service `\(name)` has no `type`") {
          $0.notes = ["the type determines the keys of the service, how it is built and what others can refer to"]
          if let image = node["image"]?.text, case .success(let reference) = ImageReference.parse(image),
            case let meant = ServiceTypes.suggestions(for: reference.shortName), meant.isSure,
            let type = ServiceTypes.named(meant.names[0]), type.engine != nil
          {
            $0.help = ["write `type: \(type.word)`, as `image: \(image)` says"]
            return
          }
          $0.help = ["write `type: …`, one of \(Words.alternatives(ServiceTypes.words.map(\.word)))"]
        }
      }
      return (.web, true)
    }
    decoder.path.append("type")
    defer { decoder.path.removeLast() }
    guard let word = typeNode.staticText(expected: "a service type", decoder) else { return (.web, true) }
    if let type = ServiceTypes.named(word) { return (type, false) }
    let (names, isSure) = ServiceTypes.suggestions(for: word)
    decoder.report(.unknownServiceType, at: typeNode.span, "`\(word)` is not a service type") {
      if let advice = TypeAdvice.of(word) {
        $0.help = [advice.text, "or describe what runs elsewhere: `type: external`"]
      } else if let first = names.first {
        $0.help = ["did you mean \(Words.alternatives(names))?"]
        $0.fixes = [FixIt("write `\(first)`", isSure ? .safe : .unsafe, [.init(typeNode.span, first)])]
      } else {
        $0.help = ["types are \(Words.enumeration(ServiceTypes.words.map(\.word)))"]
      }
    }
    // What else such a service needs is in that finding.
    if let advice = TypeAdvice.of(word) { return (advice.type, true) }
    if names.count == 1, let type = ServiceTypes.named(names[0]) { return (type, false) }
    return (.web, true)
  }
}
