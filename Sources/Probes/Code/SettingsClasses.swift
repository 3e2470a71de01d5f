import Model

/// The classes of a directory of code, and which of them pydantic fills from the environment.
struct SettingsClasses {
  private var classes: [PythonClass] = []
  private var positions: [String: [Int]] = [:]
  /// Annotations that modules give a name.
  private var aliases: [String: PythonAnnotation] = [:]

  mutating func add(_ found: PythonClass) {
    positions[found.name, default: []].append(classes.count)
    classes.append(found)
  }

  mutating func add(alias name: String, _ annotation: PythonAnnotation) { aliases[name] = annotation }

  /// The settings that the classes read, in the order of the classes.
  /// - Parameter isUsed: whether code creates an object of the class with this name. It is called for base classes; a
  ///   class that nothing inherits from is taken to be used.
  func reads(isUsed: (String) -> Bool) -> (reads: [SettingRead], areNamesKnown: Bool) {
    var reads: [SettingRead] = []
    var families: [String: [[SettingRead]]] = [:]
    var order: [String] = []
    var areNamesKnown = true
    let settings = classes.filter { isOf("BaseSettings", $0) }
    let inherited = Set(settings.flatMap(\.bases))
    for found in settings where !inherited.contains(found.name) || isUsed(found.name) {
      let lineage = self.lineage(found)
      let configuration = lineage.dropFirst().reduce(found.configuration) { $0.filled(by: $1.configuration) }
      areNamesKnown = areNamesKnown && !configuration.isOpen
      let conversions = lineage.reduce(into: [String: PythonConversion]()) { all, one in
        for (name, conversion) in one.conversions { all[name, default: []].formUnion(conversion) }
      }
      let reader = FieldReader(classes: self, configuration: configuration, conversions: conversions)
      let own = fields(lineage).flatMap { reader.reads($0.field, in: $0.file) }
      // A base class that is used itself is no alternative to the classes that inherit from it.
      let isBase = inherited.contains(found.name)
      let family = isBase ? found.name + "()" : lineage.last { isOf("BaseSettings", $0) }?.name ?? found.name
      if families[family] == nil { order.append(family) }
      families[family, default: []].append(own)
    }
    for family in order { reads += Self.united(families[family] ?? []) }
    return (reads, areNamesKnown)
  }

  /// The settings of classes with a common base: `DevelopmentSettings`, `ProductionSettings`. A process creates an object
  /// of one of them, so that only what all of them require is required, and only a common default is one.
  private static func united(_ members: [[SettingRead]]) -> [SettingRead] {
    guard members.count > 1 else { return members.first ?? [] }
    let byName = members.map { member in
      Dictionary(member.map { ($0.names, $0) }) { first, _ in first }
    }
    var seen: Set<[String]> = []
    var result: [SettingRead] = []
    for read in members.joined() {
      let others = byName.map { $0[read.names] }
      var read = read
      read.isRequired = others.allSatisfy { $0?.isRequired ?? false }
      if !others.allSatisfy({ $0?.fallback == read.fallback }) { read.fallback = .other }
      if seen.insert([read.file.path, String(read.place.lowerBound)] + read.names).inserted { result.append(read) }
    }
    return result
  }

  /// The fields of a class and of its bases: where two have one name, the nearer one counts.
  fileprivate func fields(_ lineage: [PythonClass]) -> [(field: PythonClass.Field, file: RepositoryReader.File)] {
    var result: [(field: PythonClass.Field, file: RepositoryReader.File)] = []
    var positions: [String: Int] = [:]
    for found in lineage.reversed() {
      for field in found.fields {
        if let known = positions[field.name] {
          result[known] = (field, found.file)
        } else {
          positions[field.name] = result.count
          result.append((field, found.file))
        }
      }
    }
    return result
  }

  /// The class of a name: one of the same file before others.
  fileprivate func named(_ name: String, from file: RepositoryReader.File) -> PythonClass? {
    guard let all = positions[name] else { return nil }
    return all.map { classes[$0] }.first { $0.file === file } ?? all.first.map { classes[$0] }
  }

  /// The class and its bases, nearest first.
  fileprivate func lineage(_ found: PythonClass) -> [PythonClass] {
    var result: [PythonClass] = []
    var seen: Set<String> = []
    func add(_ next: PythonClass, _ depth: Int) {
      guard depth < 16, seen.insert(next.name).inserted else { return }
      result.append(next)
      for base in next.bases { if let base = named(base, from: next.file) { add(base, depth + 1) } }
    }
    add(found, 0)
    return result
  }

  /// Whether a class inherits from a library's class of that name.
  fileprivate func isOf(_ base: String, _ found: PythonClass) -> Bool {
    lineage(found).contains { $0.bases.contains(base) }
  }

  fileprivate func alias(_ name: String) -> PythonAnnotation? { aliases[name] }
}

/// The settings that one class reads.
private struct FieldReader {
  let classes: SettingsClasses
  let configuration: PythonClass.Configuration
  let conversions: [String: PythonConversion]

  private static let deepest = 4

  func reads(_ field: PythonClass.Field, in file: RepositoryReader.File) -> [SettingRead] {
    var names = field.aliases
    if names.isEmpty || configuration.alsoTakesName == true { names.append((configuration.prefix ?? "") + field.name) }
    return reads(field, names: names, isDemanded: true, in: file, depth: 0)
  }

  /// - Parameter isDemanded: whether the value that the field is a part of is required.
  private func reads(
    _ field: PythonClass.Field, names: [String], isDemanded: Bool, in file: RepositoryReader.File, depth: Int
  ) -> [SettingRead] {
    let annotation = resolved(field.annotation)
    let isSensitive = configuration.isCaseSensitive ?? false
    let names = isSensitive ? names : names.map { $0.uppercased() }
    guard names.allSatisfy(VariableNames.isWord) else { return [] }
    var parts: [SettingRead] = []
    var isKnown = true
    for case .named(let name) in annotation.values {
      guard let found = classes.named(name, from: file) else {
        isKnown = false
        continue
      }
      if classes.lineage(found).contains(where: { $0.bases.contains { $0.hasSuffix("Enum") } }) { continue }
      // Its parts may be set one by one.
      guard let delimiter = configuration.nestedDelimiter, depth < Self.deepest else {
        isKnown = isKnown && !classes.isOf("BaseSettings", found)
        continue
      }
      isKnown = false
      let isPartDemanded = isDemanded && !field.hasDefault && !annotation.mayBeNothing && annotation.forms.count == 1
      for (part, partFile) in classes.fields(classes.lineage(found)) {
        let partNames = names.map { $0 + delimiter + (part.aliases.first ?? part.name) }
        var found = reads(part, names: partNames, isDemanded: isPartDemanded, in: partFile, depth: depth + 1)
        // The whole can also be set.
        for index in found.indices { found[index].names += names }
        parts += found
      }
    }
    let isRequired =
      isDemanded && isKnown && !field.hasDefault && !annotation.mayBeNothing && !configuration.isOpen
    var read = SettingRead(names, in: file, at: field.place, isRequired: isRequired, fallback: field.fallback)
    read.isCaseSensitive = isSensitive
    read.isSecret = annotation.isSecret
    read.reader = .pydantic
    read.attribute = field.name
    read.type = type(annotation)
    read.format = depth == 0 && !configuration.isOpen ? format(annotation, of: field.name, in: file) : nil
    return [read] + parts
  }

  /// The annotation with aliases replaced by their meaning.
  private func resolved(_ annotation: PythonAnnotation) -> PythonAnnotation {
    var result = annotation
    for _ in 0..<4 {
      guard
        let index = result.forms.firstIndex(where: { form in
          if case .named(let name) = form { return classes.alias(name) != nil }
          return false
        }), case .named(let name) = result.forms[index], let meant = classes.alias(name)
      else { break }
      if result.forms.count == 1 {
        result.decodes = result.decodes ?? meant.decodes
        result.conversion = result.conversion ?? meant.conversion
      }
      result.isSecret = result.isSecret || meant.isSecret
      result.forms.replaceSubrange(index...index, with: meant.forms)
    }
    return result
  }

  private func type(_ annotation: PythonAnnotation) -> ValueType? {
    guard annotation.values.count == 1, let form = annotation.values.first else { return nil }
    switch form {
    case .scalar(let type): return type
    case .list(let item): return .list(item)
    case .mapping, .json: return .json
    case .named, .nothing, .anything: return nil
    }
  }

  /// How pydantic-settings splits the text (2.16.3, tried with each form and the real class): what is complex is read as
  /// JSON before any validator runs, in a union only where it is JSON; `NoDecode` leaves it to validators.
  private func format(
    _ annotation: PythonAnnotation, of field: String, in file: RepositoryReader.File
  ) -> SettingRead.WireFormat? {
    let values = annotation.values
    let isComplex = values.contains { form in
      if case .named(let name) = form, let found = classes.named(name, from: file) {
        return classes.isOf("BaseModel", found)
      }
      return PythonAnnotation.isComplex(form)
    }
    if values == [.json] { return .json }
    guard isComplex, !values.contains(.anything) else { return nil }
    let isUnion = annotation.forms.count > 1
    var conversion = annotation.conversion
    if let own = conversions[field] { conversion = own.union(conversion ?? []) }
    if let all = conversions["*"] { conversion = all.union(conversion ?? []) }
    let decodes = isUnion ? true : annotation.decodes ?? configuration.decodes ?? true
    if isUnion, configuration.decodes == false { return nil }
    if decodes {
      guard isUnion else { return .json }
      if values.contains(.scalar(.string)) { return .either }
      guard let conversion else { return .json }
      return conversion.contains(.separated) ? .either : nil
    }
    guard let conversion else { return .text }
    if conversion.contains(.other) { return nil }
    return conversion == [.separated] ? .separated : conversion == [.json] ? .json : .either
  }
}
