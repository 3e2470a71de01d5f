import Diagnostics
import IR
import JSON

/// `raw.kubernetes` of a service: laid over its objects by their kinds, unchecked. Lists whose items have names are merged
/// item by item, other lists are replaced, `key+` appends, `null` removes.
enum KubernetesRaw: RawDialect {
  /// The kinds for which something is written.
  static func kinds(of service: Service) -> [(kind: String, value: JSONValue)] {
    (service.raw[KubernetesEmitter.name]?.object ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The objects of a service with what is written for them: of several of one kind the first has it.
  static func merged(
    _ objects: [YAMLMapping], of service: Service, _ changes: inout RawChanges
  ) -> [YAMLMapping] {
    if service.raw.isEmpty { return objects }
    var objects = objects
    for (kind, value) in kinds(of: service) {
      guard let position = objects.firstIndex(where: { $0["kind"] == .text(kind) }) else { continue }
      objects[position] = merge(value, into: objects[position], path: [kind], &changes)
    }
    return objects
  }

  static func special(
    _ old: YAMLValue, _ value: JSONValue, appends: Bool, _ path: [String], _ changes: inout RawChanges
  ) -> YAMLValue? {
    guard !appends, case .sequence(let items) = old, case .array(let added) = value,
      !added.isEmpty, added.allSatisfy({ $0["name"]?.string != nil })
    else { return nil }
    return .sequence(byName(items, added, path, &changes))
  }

  /// Items with names: one of a known name is merged, another one is added.
  private static func byName(
    _ items: [YAMLItem], _ added: [JSONValue], _ path: [String], _ changes: inout RawChanges
  ) -> [YAMLItem] {
    var items = items
    for value in added {
      let name = value["name"]?.string ?? ""
      let position = items.firstIndex { item in
        if case .mapping(let mapping) = item.value { return mapping["name"] == .text(name) }
        return false
      }
      guard let position, case .mapping(let mapping) = items[position].value else {
        items.append(YAMLItem(yaml(value, &changes)))
        continue
      }
      items[position].value = .mapping(merge(value, into: mapping, path: path, &changes))
    }
    return items
  }
}

/// W0922 and I0918 of the objects, and E0902 for kinds that a service has none of.
enum KubernetesRawFindings {
  static func all(_ project: KubernetesProject) -> [EmitFinding] {
    let written = project.program.services.filter { $0.raw[KubernetesEmitter.name] != nil }
    guard !written.isEmpty else { return [] }
    let manifests = KubernetesManifests(project)
    return written.flatMap { service -> [EmitFinding] in
      let objects = manifests.objects(of: service)
      var changes = RawChanges()
      _ = KubernetesRaw.merged(objects, of: service, &changes)
      let known = objects.compactMap { object -> String? in
        if case .text(let kind)? = object["kind"] { return kind }
        return nil
      }
      let missing = KubernetesRaw.kinds(of: service).map(\.kind).filter { !known.contains($0) }
      if !missing.isEmpty {
        return missing.map { kind in
          EmitFinding(
            .cannotExpress, "`\(service.name)` has no object of the kind `\(kind)`",
            span: service.rawPlaces[RawPath.text([KubernetesEmitter.name, kind])] ?? service.span(of: .raw),
            subject: [.name(kind)],
            help: ["it has \(Words.enumeration(Array(Set(known)).sorted().map { "`\($0)`" }))"])
        }
      }
      return RawOwner.service(service).findings(changes, target: KubernetesEmitter.name) { _ in nil }
    }
  }
}
