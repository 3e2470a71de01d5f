import Diagnostics
import IR
import Model
package import Syntax

extension Resolver {
  /// Resolves the text of a scalar.
  package func resolve(text scalar: SyntaxNode, in place: Place) -> ResolvedValue {
    let text = scalar.text
    guard ReferenceText.mayContain(text) else { return written(text) }
    let (parsed, problems) = ReferenceText.parse(text)
    for problem in problems {
      report(problem.kind, at: scalar.span(of: problem.range), in: place, problem.message, label: problem.label) {
        $0.notes = problem.notes
        $0.help = problem.help
        if let replacement = problem.replacement {
          $0.fixes = [
            FixIt(
              replacement.title, replacement.applicability,
              [.init(scalar.span(of: replacement.range), scalar.spelled(replacement.text))])
          ]
          if $0.help.isEmpty { $0.help = [replacement.title] }
        }
      }
    }
    if parsed.isPoisoned { return .poison }
    guard expansion.descend() else {
      reportExpansion(at: scalar.span, in: place)
      return .poison
    }
    defer { expansion.ascend() }
    if let plain = parsed.plainText { return written(plain) }
    if let reference = parsed.soleReference { return resolve(reference, of: scalar, in: place) }
    return resolve(segments: parsed, of: scalar, in: place)
  }

  /// Text and references mixed: a concatenation, which a URL's shape makes a URL again.
  private func resolve(segments parsed: ReferenceText, of scalar: SyntaxNode, in place: Place) -> ResolvedValue {
    var parts: [Expression] = []
    var surfaces: [Expression] = []
    var hasSurface = false
    var marks = marks(written: scalar.text)
    var dependencies: [ResolvedValue.Dependency] = []
    var isPoisoned = false
    var size = expansion.begin()
    defer { expansion.end(size) }
    for segment in parsed.segments {
      switch segment {
      case .literal(let text, _):
        parts.append(.literal(text))
        surfaces.append(.literal(text))
      case .reference(let reference):
        let value = resolve(reference, of: scalar, in: place)
        isPoisoned = isPoisoned || value.isPoisoned
        dependencies += value.dependencies
        if value.isPoisoned { continue }
        guard size.add(value.value.expression) else {
          reportExpansion(at: scalar.span(of: reference.range), in: place)
          return .poison
        }
        checkInterpolation(value.value.type, at: scalar.span(of: reference.range), in: place, isPoisoned: &isPoisoned)
        marks = marks.joined(with: value.value.marks)
        parts.append(value.value.expression)
        surfaces.append(value.surface ?? value.value.expression)
        hasSurface = hasSurface || value.surface != nil
      }
    }
    if isPoisoned {
      var poison = ResolvedValue.poison
      poison.dependencies = dependencies
      return poison
    }
    let expression = Expression.joined(parts)
    let type = URLShape.scheme(of: expression).map { ValueType.url([$0]) } ?? .string
    return ResolvedValue(
      value: TypedValue(expression: expression, type: type, marks: marks),
      surface: hasSurface ? .joined(surfaces) : nil, dependencies: dependencies)
  }

  /// E0406 and E0407: what cannot be a part of a text as it is.
  private func checkInterpolation(_ type: ValueType, at span: Span, in place: Place, isPoisoned: inout Bool) {
    switch type {
    case .list:
      report(.listInText, at: span, in: place, "a list cannot be part of a text without `join`") {
        $0.help = ["say how its items are separated: `| join(\",\")`"]
      }
      isPoisoned = true
    case .duration, .bytes, .cpu, .percent:
      report(
        .unitInText, at: span, in: place, "\(type.inWords) in a text: in which unit?",
        label: "a text needs a plain number"
      ) {
        $0.help = [
          type == .duration ? "write `| seconds` or `| millis`" : "write `| mib` or `| bytes`"
        ]
      }
      isPoisoned = true
    default: break
    }
  }

  /// One reference: the first alternative that has a value.
  func resolve(_ reference: Reference, of scalar: SyntaxNode, in place: Place) -> ResolvedValue {
    if reference.isPoisoned { return .poison }
    var alternatives: [ResolvedValue] = []
    for (index, pipeline) in reference.alternatives.enumerated() {
      let isLast = index + 1 == reference.alternatives.count
      let outcome = resolve(
        pipeline, of: scalar, in: place, allowsAbsence: reference.alternatives.count > 1,
        whole: scalar.span(of: reference.range))
      // A lone poisoned alternative says nothing about the others.
      if let value = outcome, value.isPoisoned { return value }
      let end = reference.alternatives.last?.range.upperBound ?? pipeline.range.upperBound
      let rest = scalar.span(of: pipeline.range.upperBound..<end)
      if let value = outcome { alternatives.append(value) }
      guard !isLast else { break }
      if outcome?.value.marks.presence == .always {
        reportUselessAlternative(pipeline, at: rest, in: place)
        break
      }
      neededAlternatives.insert(rest)
    }
    guard var result = alternatives.first else {
      // Every alternative is absent in this environment.
      report(
        .missingValue, at: scalar.span(of: reference.range), in: place,
        "`\(place.name)` has no value in `\(environment.name)`")
      return .poison
    }
    if alternatives.count > 1 {
      if !agree(alternatives, reference, of: scalar, in: place) { return .poison }
      result.literal = nil
      result.items = nil
      result.summary = nil
      result.value.expression = .alternative(alternatives.map(\.value.expression))
      result.value.marks = alternatives.dropFirst().reduce(result.value.marks) { $0.orElse($1.value.marks) }
      result.surface = nil
      result.dependencies = alternatives.flatMap(\.dependencies)
    }
    return result
  }

  /// E0401: alternatives of different types. A literal is what one writes for "nothing there".
  private func agree(_ alternatives: [ResolvedValue], _ reference: Reference, of scalar: SyntaxNode, in place: Place)
    -> Bool
  {
    let types = alternatives.filter { $0.literal == nil }.map(\.value.type)
    for (a, b) in zip(types, types.dropFirst()) where !a.isSubtype(of: b) && !b.isSubtype(of: a) {
      report(
        .typeMismatch, at: scalar.span(of: reference.range), in: place,
        "the alternatives differ: \(a.inWords) and \(b.inWords)"
      ) { $0.help = ["give both sides of `??` the same type"] }
      return false
    }
    return true
  }

  private func reportUselessAlternative(_ pipeline: Reference.Pipeline, at span: Span, in place: Place) {
    guard case .path(let names) = pipeline.primary else { return }
    let text = names.map(\.text).joined(separator: ".")
    report(.uselessAlternative, at: span, in: place, "`\(text)` is always present; what follows `??` is never used") {
      $0.fixes = [FixIt("drop the alternative", .safe, [.init(span, "")])]
      $0.help = ["delete `??` and what follows it"]
    }
  }

  /// A function where no generator may stand, see `Generators`.
  private func refuse(call name: Reference.Name, at span: Span, in place: Place) {
    let message: String
    let help: String
    if Generators.names.contains(name.text) {
      message = "`\(name.text)` stands alone: it is the whole value of a variable"
      help = "write `NAME: generate` under `secrets:`, and refer to it: `$<<shared.NAME>>`"
    } else if name.text == "randomInt" {
      message = "`randomInt` would be another number in every build"
      help = "write the number, or let the application draw it; a secret is `$<<secret(64)>>`"
    } else {
      message = "there is no function `\(name.text)`"
      help = "a filter follows a value: `$<<service.output | \(name.text)>>`"
    }
    report(.unknownFilter, at: span, in: place, message) { $0.help = [help] }
  }

  /// A primary and its filters. Nil: absent in this environment, which is allowed before `??`.
  private func resolve(
    _ pipeline: Reference.Pipeline, of scalar: SyntaxNode, in place: Place, allowsAbsence: Bool, whole: Span
  ) -> ResolvedValue? {
    var value: ResolvedValue
    switch pipeline.primary {
    case .literal(let literal): value = written(literal.text)
    case .call(let name, _):
      refuse(call: name, at: scalar.span(of: name.range), in: place)
      return .poison
    case .path(let names):
      let target = PathTarget(names: names, scalar: scalar, whole: whole, allowsAbsence: allowsAbsence)
      guard let found = resolve(path: target, in: place) else { return nil }
      value = found
    }
    if value.isPoisoned { return value }
    var context = filterContext
    if !pipeline.filters.isEmpty, let reader = place.service.flatMap(symbols.framework(of:)) {
      context.driverRefusal = reader.type.driverRefusal
    }
    for filter in pipeline.filters {
      switch Filters.apply(filter, to: value.value, context) {
      case .success(let filtered):
        reportDropped(by: filter, from: value.value, to: filtered, at: scalar.span(of: filter.range), in: place)
        value.surface = surface(after: filter, of: value)
        value.value = filtered
        value.literal = nil
        value.items = nil
      case .failure(let problem):
        report(problem.kind, at: scalar.span(of: problem.range), in: place, problem.message, label: problem.label) {
          $0.notes = problem.notes
          $0.help = problem.help
          let nearest = bag.nearest(to: filter.name.text, among: problem.candidates)
          if let first = nearest.first {
            $0.help.append("did you mean \(Words.alternatives(nearest))?")
            $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(scalar.span(of: filter.name.range), first)])]
          }
          if let replacement = problem.replacement {
            $0.fixes = [
              FixIt(
                replacement.title, replacement.applicability,
                [.init(scalar.span(of: problem.range), scalar.spelled(replacement.text))])
            ]
          }
        }
        return .poison
      }
    }
    if let summary = value.summary, !pipeline.filters.isEmpty {
      value.summary = summary + pipeline.filters.map { " | " + $0.text }.joined()
    }
    return value
  }

  /// I0419 for parameters of a query that a filter removed.
  private func reportDropped(
    by filter: Reference.FilterCall, from before: TypedValue, to after: TypedValue, at span: Span, in place: Place
  ) {
    let dropped = Filters.dropped(from: before, to: after)
    guard !dropped.isEmpty else { return }
    report(
      .parameterDropped, at: span, in: place,
      "`\(filter.name.text)` removes \(Words.enumeration(dropped)) from the URL"
    ) {
      $0.notes = ["the driver has no such parameter, and would fail on it"]
    }
  }

  /// Query parameters are a suffix of an unchanged URL; every other filter changes the text itself.
  private func surface(after filter: Reference.FilterCall, of value: ResolvedValue) -> Expression? {
    guard filter.name.text == "with", let surface = value.surface, case .url(let url) = value.value.expression else {
      return nil
    }
    var known = Set(url.query.map(\.name))
    var parts = [surface]
    for argument in filter.arguments {
      // A parameter that is there already is replaced, which nothing that is appended can do.
      guard let label = argument.label, !known.contains(label.text) else { return nil }
      let text = Filters.encoded(label.text) + "=" + Filters.encoded(argument.text)
      parts.append(.literal((known.isEmpty ? "?" : "&") + text))
      known.insert(label.text)
    }
    return .joined(parts)
  }
}

extension Reference.FilterCall {
  /// The call as one would write it.
  var text: String {
    guard !arguments.isEmpty else { return name.text }
    return name.text + "("
      + arguments.map { argument in
        let value: String
        if case .literal(let literal) = argument.value, case .string(let text) = literal.value {
          value = "\"\(text)\""
        } else {
          value = argument.text
        }
        return argument.label.map { "\($0.text)=\(value)" } ?? value
      }.joined(separator: ", ") + ")"
  }
}
