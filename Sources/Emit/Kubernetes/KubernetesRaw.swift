import Diagnostics
import IR
import JSON

/// `raw.kubernetes` of a service: laid over its objects by their kinds, unchecked. Lists whose items have names are merged
/// item by item, other lists are replaced, `key+` appends, `null` removes.
enum KubernetesRaw {
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
      objects[position] = merge(value, into: objects[position], [kind], &changes)
    }
    return objects
  }

  private static func merge(
    _ raw: JSONValue, into mapping: YAMLMapping, _ path: [String], _ changes: inout RawChanges
  ) -> YAMLMapping {
    guard case .object(let members) = raw else { return mapping }
    var result = mapping
    // What is added to a mapping of one line may have lines of its own.
    result.isFlow = false
    for (written, value) in members.sorted(by: { $0.key < $1.key }) {
      let key = RawChanges.key(written)
      let path = path + [written]
      guard let position = result.entries.firstIndex(where: { $0.key == key }) else {
        if value != .null { result.add(key, YAMLValue(key == written ? value : .array(RawChanges.items(value)))) }
        continue
      }
      let old = result.entries[position].value
      if value == .null {
        result.entries.remove(at: position)
        changes.add(path, old: nil, isList: false, isRemoved: true)
        continue
      }
      result.entries[position].value = merged(old, value, appends: key != written, path, &changes)
      result.entries[position].note = nil
    }
    return result
  }

  private static func merged(
    _ old: YAMLValue, _ value: JSONValue, appends: Bool, _ path: [String], _ changes: inout RawChanges
  ) -> YAMLValue {
    switch (old, value) {
    case (.mapping(let below), .object): return .mapping(merge(value, into: below, path, &changes))
    case (.flow(let items), _) where appends:
      return .flow(items + RawChanges.items(value).map { YAMLValue($0) })
    case (.sequence(let items), _) where appends:
      return .sequence(items + RawChanges.items(value).map { YAMLItem(YAMLValue($0)) })
    case (.sequence(let items), .array(let added)) where added.allSatisfy({ $0["name"]?.string != nil }):
      return .sequence(byName(items, added, path, &changes))
    default: break
    }
    let new = YAMLValue(value)
    if new != old { changes.add(path, old: nil, isList: isList(old)) }
    return new
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
        items.append(YAMLItem(YAMLValue(value)))
        continue
      }
      items[position].value = .mapping(merge(value, into: mapping, path, &changes))
    }
    return items
  }

  private static func isList(_ value: YAMLValue) -> Bool {
    switch value {
    case .flow, .sequence: true
    default: false
    }
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
