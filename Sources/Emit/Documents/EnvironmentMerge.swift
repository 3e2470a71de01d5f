/// Makes one value of the values that each environment has: what is equal stands once, what differs becomes a choice at
/// the deepest place that holds the difference.
struct EnvironmentMerge {
  typealias Item<Value> = (environment: String, value: Value)

  /// Whose values an environment gets that is none of those known.
  let fallback: String

  func value(_ items: [Item<ScriptValue>]) -> ScriptValue {
    guard let first = items.first else { return .null }
    if items.dropFirst().allSatisfy({ $0.value == first.value }) { return first.value }
    if let maps = all(items, { if case .map(let members) = $0 { members } else { nil } }) {
      return .map(members(maps))
    }
    if case .call(let function, let arguments, _) = first.value,
      let calls = all(
        items,
        { value -> [ScriptMember]? in
          guard case .call(function, arguments, let members) = value else { return nil }
          return members
        })
    {
      return .call(function, arguments, members(calls))
    }
    return choice(items)
  }

  /// In the order of the first environment that has a member; one that only a later environment has comes behind what
  /// precedes it there.
  func members(_ items: [Item<[ScriptMember]>]) -> [ScriptMember] {
    if let same = membersOfSameNames(items) { return same }
    var order: [String] = []
    var known: Set<String> = []
    for item in items {
      var place = 0
      for member in item.value {
        if known.insert(member.name).inserted {
          order.insert(member.name, at: place)
          place += 1
        } else if let index = order.firstIndex(of: member.name) {
          place = max(place, index + 1)
        }
      }
    }
    let byName = items.map { item in
      (item.environment, Dictionary(item.value.map { ($0.name, $0) }) { first, _ in first })
    }
    let scope = items.map(\.environment)
    return order.map { name in
      let present = byName.compactMap { environment, members in
        members[name].map { (environment: environment, value: $0) }
      }
      var member = ScriptMember(name, value(present.map { ($0.environment, $0.value.value) }))
      member.comments = comments(present)
      if present.count < items.count { member.condition = condition(present.map(\.environment), in: scope) }
      return member
    }
  }

  /// The same where all environments have members of the same names in one order, as most have; else nil.
  private func membersOfSameNames(_ items: [Item<[ScriptMember]>]) -> [ScriptMember]? {
    guard let first = items.first?.value else { return [] }
    let areSame = items.dropFirst().allSatisfy { $0.value.elementsEqual(first) { $0.name == $1.name } }
    guard areSame, Set(first.lazy.map(\.name)).count == first.count else { return nil }
    return first.indices.map { index in
      var member = first[index]
      member.value = value(items.map { ($0.environment, $0.value[index].value) })
      member.comments = comments(items.map { ($0.environment, $0.value[index]) })
      member.condition = nil
      return member
    }
  }

  /// That the environment is among these, put so that one that is not known gets what `fallback` has.
  func condition(_ environments: [String], in scope: [String]) -> ScriptCondition {
    guard environments.contains(fallback) else { return ScriptCondition(environments) }
    return ScriptCondition(scope.filter { !environments.contains($0) }, isNegated: true)
  }

  private func choice(_ items: [Item<ScriptValue>]) -> ScriptValue {
    var groups: [(value: ScriptValue, environments: [String])] = []
    for item in items {
      if let index = groups.firstIndex(where: { $0.value == item.value }) {
        groups[index].environments.append(item.environment)
      } else {
        groups.append((item.value, [item.environment]))
      }
    }
    let last = groups.firstIndex { $0.environments.contains(fallback) } ?? groups.count - 1
    let otherwise = groups.remove(at: last).value
    return groups.reversed().reduce(otherwise) { rest, group in
      .choice(ScriptCondition(group.environments), group.value, otherwise: rest)
    }
  }

  private func comments(_ items: [Item<ScriptMember>]) -> [String] {
    guard let first = items.first?.value.comments else { return [] }
    if items.dropFirst().allSatisfy({ $0.value.comments == first }) { return first }
    let common = first.filter { comment in items.allSatisfy { $0.value.comments.contains(comment) } }
    return common
      + items.flatMap { item in
        item.value.comments.filter { !common.contains($0) }.map { "\(item.environment): \($0)" }
      }
  }

  private func all<Value>(_ items: [Item<ScriptValue>], _ part: (ScriptValue) -> Value?) -> [Item<Value>]? {
    var result: [Item<Value>] = []
    for item in items {
      guard let value = part(item.value) else { return nil }
      result.append((item.environment, value))
    }
    return result
  }
}
