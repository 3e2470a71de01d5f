import JSON

/// The JSON Schema of what `infracc cost --format json` prints.
enum CostSchema {
  static let document: JSONValue = SchemaForms.document(
    "infracc cost, version 1",
    [
      "version": ["const": 1],
      "loadPercent": SchemaForms.count("With `--load`: the share that `loadCents` is for."),
      "environments": SchemaForms.list(environment, "Those of the report, production first."),
      "sums": SchemaForms.list(sum, "For each target that meters use, the sum of environments that are no previews."),
    ], required: ["version", "environments", "sums"])

  private static let environment = SchemaForms.object(
    [
      "name": SchemaForms.text("As declared."),
      "preview": SchemaForms.flag("There may be any number of it; it is in no sum."),
      "targets": SchemaForms.list(["anyOf": [metered, machine, unknown]], "In the order in which they are listed."),
    ], required: ["name", "preview", "targets"])

  private static let metered = SchemaForms.object(
    amounts([
      "target": target, "kind": ["const": "metered"], "currency": currency,
      "services": SchemaForms.list(service, "In order of declaration; their amounts add up to those of the target."),
    ]), required: ["target", "kind", "currency", "services", "idleCents", "limitsCents"])

  private static let machine = SchemaForms.object(
    [
      "target": target, "kind": ["const": "machine"], "currency": currency,
      "cpuMilli": SchemaForms.count("Thousandths of a vCPU, as declared."),
      "memoryBytes": SchemaForms.count("As declared."), "monthlyCents": SchemaForms.count("As declared."),
    ], required: ["target", "kind", "currency"])

  private static let unknown = SchemaForms.object(
    ["target": target, "kind": ["const": "unknown", "description": "It costs what its machine costs."]],
    required: ["target", "kind"])

  private static let service = SchemaForms.object(
    amounts([
      "name": SchemaForms.text("The service, or what the target adds to one."),
      "replicas": SchemaForms.count("0: no container, but a bucket."),
      "cpuMilli": SchemaForms.count("The limit of one replica, thousandths of a vCPU."),
      "memoryBytes": SchemaForms.count("The limit of one replica."),
      "idleMemoryBytes": SchemaForms.count("What one replica holds when nothing happens, estimated."),
      "volumeBytes": SchemaForms.count("Of all its volumes."), "bucketBytes": SchemaForms.count("Of a bucket."),
      "occasional": SchemaForms.flag("It runs now and then: `limitsCents` is for running all the time."),
    ]),
    required: [
      "name", "replicas", "cpuMilli", "memoryBytes", "idleMemoryBytes", "volumeBytes", "bucketBytes", "occasional",
      "idleCents", "limitsCents",
    ])

  private static let sum = SchemaForms.object(
    amounts([
      "target": target, "prices": prices,
      "plan": SchemaForms.object(
        ["name": SchemaForms.text("Such as `Pro`."), "feeCents": SchemaForms.count("It includes as much use.")],
        required: ["name", "feeCents"]),
      "leastCents": SchemaForms.count("What the plan makes the bill at least, where that is more than `idleCents`."),
    ]), required: ["target", "prices", "idleCents", "limitsCents"])

  private static let prices = SchemaForms.object(
    [
      "date": SchemaForms.text("The day on which they were read."), "source": SchemaForms.text("Where they were read."),
      "currency": currency, "memoryGBMonthMicros": micros, "cpuMonthMicros": micros, "volumeGBMonthMicros": micros,
      "bucketGBMonthMicros": micros,
      "notIncluded": SchemaForms.list(
        SchemaForms.object(
          ["name": SchemaForms.text("Such as `egress`."), "perGBMicros": micros], required: ["name", "perGBMicros"]),
        "What is charged in addition."),
    ],
    required: [
      "date", "source", "currency", "memoryGBMonthMicros", "cpuMonthMicros", "volumeGBMonthMicros",
      "bucketGBMonthMicros", "notIncluded",
    ])

  private static let target = SchemaForms.text("As people call it.")
  private static let currency = SchemaForms.text("A code of ISO 4217.")
  private static let micros = SchemaForms.count("Millionths of a unit of the currency.")

  private static func amounts(_ others: [String: JSONValue]) -> [String: JSONValue] {
    let cents: [String: JSONValue] = [
      "idleCents": SchemaForms.count("Memory that processes hold when nothing happens, no CPU. A month."),
      "loadCents": SchemaForms.count("At `loadPercent` of the distance between the two."),
      "limitsCents": SchemaForms.count("Every limit in use nonstop, volumes full. A month."),
    ]
    return others.merging(cents) { first, _ in first }
  }
}
