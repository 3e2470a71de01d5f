import Diagnostics
import IR
import JSON

/// What `raw` replaces of that which a target made.
struct RawChanges {
  struct Replaced {
    /// The keys in the object of the target, the outermost first, as they are written under `raw`.
    let path: [String]
    /// The value that was made, where it may be shown.
    let old: String?
    /// Whether `key+` would keep it.
    let isList: Bool
    /// Nothing takes its place.
    let isRemoved: Bool
  }

  private(set) var replaced: [Replaced] = []

  mutating func add(_ path: [String], old: String?, isList: Bool, isRemoved: Bool = false) {
    replaced.append(Replaced(path: path, old: old, isList: isList, isRemoved: isRemoved))
  }

  /// JSON that a target made, with `raw` merged into it: objects key by key, lists replaced, `key+` appends.
  mutating func merge(_ raw: JSONValue?, into value: JSONValue, path: [String] = []) -> JSONValue {
    guard case .object(let added)? = raw, case .object(var members) = value else { return raw ?? value }
    for (written, item) in added.sorted(by: { $0.key < $1.key }) {
      let key = Self.key(written)
      let path = path + [written]
      guard let old = members[key] else {
        members[key] = key == written ? plain(item) : .array(Self.items(item))
        continue
      }
      switch (old, item) {
      case (.object, .object): members[key] = merge(item, into: old, path: path)
      case (.array(let before), _) where key != written:
        members[key] = .array(before + Self.items(item).filter { !before.contains($0) })
      default:
        if old != item { add(path, old: Self.shown(old), isList: old.array != nil, isRemoved: item == .null) }
        members[key] = item
      }
    }
    return .object(members)
  }

  /// A value that nothing was made for: what it appends to is empty.
  private mutating func plain(_ value: JSONValue) -> JSONValue {
    guard case .object = value else { return value }
    return merge(value, into: .object([:]))
  }

  /// `networks` of `networks+`.
  static func key(_ written: String) -> String { written.hasSuffix("+") ? String(written.dropLast()) : written }

  /// The items of a list; a single value counts as a list of one.
  static func items(_ value: JSONValue) -> [JSONValue] { value.array ?? [value] }

  private static func shown(_ value: JSONValue) -> String? {
    switch value {
    case .int(let number): String(number)
    case .bool(let flag): String(flag)
    default: nil
    }
  }
}

/// The object that `raw` is merged into.
enum RawOwner {
  case service(Service)
  /// The document of a target.
  case document(Program)

  var places: [String: Int] {
    switch self {
    case .service(let service): service.rawPlaces
    case .document(let program): program.rawPlaces
    }
  }

  /// W0922 for each value that is replaced, else I0918.
  /// - Parameters:
  ///   - facts: where that is written which a key of the target was derived from; nil: nowhere.
  func findings(
    _ changes: RawChanges, target: String, program index: Int = 0,
    facts: (RawChanges.Replaced) -> (span: Int, key: String?)?
  ) -> [EmitFinding] {
    let own = places[RawPath.text([target])]
    guard !changes.replaced.isEmpty else {
      return [
        EmitFinding(
          .rawMerged, "`raw.\(target)` is merged unchecked", program: index, span: span(of: .raw) ?? own,
          subject: [.name(target)])
      ]
    }
    return changes.replaced.map { replaced in
      let key = replaced.path.map(RawChanges.key).joined(separator: ".")
      let what = replaced.old.map { "\(key): \($0)" } ?? key
      let fact = facts(replaced)
      var finding = EmitFinding(
        .rawReplaces,
        "`raw.\(target)` \(replaced.isRemoved ? "removes" : "replaces") `\(what)`" + (name.map { " of `\($0)`" } ?? ""),
        program: index, span: places[RawPath.text([target] + replaced.path)] ?? own,
        subject: [.name(target), .name(key)],
        related: fact.map { [($0.span, "derived from this")] } ?? [])
      if replaced.isList, let last = replaced.path.last {
        finding.help = ["append to it: `\(RawChanges.key(last))+`"]
      } else if let written = fact?.key {
        finding.help = ["set `\(written)` of the service, which infracc checks for every target"]
      }
      return finding
    }
  }

  private var name: String? {
    if case .service(let service) = self { return service.name }
    return nil
  }

  private func span(of key: ServiceKey) -> Int? {
    if case .service(let service) = self { return service.span(of: key) }
    return nil
  }
}
