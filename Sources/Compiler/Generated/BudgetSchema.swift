import JSON

/// The JSON Schema of what `infracc budget --format json` prints.
enum BudgetSchema {
  static let document: JSONValue = SchemaForms.document(
    "infracc budget, version 1",
    [
      "version": ["const": 1],
      "environments": SchemaForms.list(environment, "Those of the report, production first."),
    ], required: ["version", "environments"])

  private static let environment = SchemaForms.object(
    [
      "name": SchemaForms.text("As declared."),
      "overlapping": SchemaForms.texts("Targets that run old and new replicas side by side."),
      "connections": SchemaForms.list(connections, "One for each store whose connections are counted."),
      "memory": SchemaForms.list(memory, "One for each store whose memory is tuned."),
      "timeouts": SchemaForms.list(timeouts, "One for each store that ends long statements."),
    ], required: ["name", "overlapping", "connections", "memory", "timeouts"])

  private static let counts: [String: JSONValue] = [
    "used": SchemaForms.count("What services may open."),
    "available": SchemaForms.count("What the server accepts from them."),
    "overlap": SchemaForms.count("What is open while old and new replicas run side by side."),
  ]

  private static let connections = SchemaForms.object(
    counts.merging([
      "store": store, "percent": SchemaForms.count("Of what is available, rounded half up."),
      "leastOnly": SchemaForms.flag("Some service may open more than is counted."),
      "pool": SchemaForms.count("What the pooler opens, in place of the services that it serves."),
      "consumers": SchemaForms.list(consumer, "Services in order of declaration."),
      "beside": SchemaForms.list(
        SchemaForms.object(
          ["name": SchemaForms.text("Such as `release`."), "connections": SchemaForms.count("At the same time.")],
          required: ["name", "connections"]), "Not in the sum."),
      "before": SchemaForms.object(counts, required: ["used", "available", "overlap"]),
    ]) { first, _ in first },
    required: ["store", "used", "available", "overlap", "percent", "leastOnly", "consumers", "beside"])

  private static let consumer = SchemaForms.object(
    [
      "name": SchemaForms.text("The service."), "connections": SchemaForms.count("Of all its processes."),
      "sum": SchemaForms.text("How the number comes about."),
      "pooled": SchemaForms.flag("They end at the pooler, not at the server."),
      "assumed": SchemaForms.flag("The pool is not declared."),
    ], required: ["name", "connections", "sum", "pooled", "assumed"])

  private static let sizes: [String: JSONValue] = [
    "needMebibytes": SchemaForms.count("The sum, computed before rounding."),
    "limitMebibytes": SchemaForms.count("The limit of the store."),
  ]

  private static let memory = SchemaForms.object(
    sizes.merging([
      "store": store, "percent": SchemaForms.count("Of the limit, rounded half up."),
      "lines": SchemaForms.list(
        SchemaForms.object(
          [
            "name": SchemaForms.text("Such as `connections`."),
            "what": SchemaForms.text("The name, and how the number comes about."),
            "mebibytes": SchemaForms.count("Rounded half up."),
          ], required: ["name", "what", "mebibytes"]), "The parts of the need."),
      "before": SchemaForms.object(sizes, required: ["needMebibytes", "limitMebibytes"]),
    ]) { first, _ in first }, required: ["store", "needMebibytes", "limitMebibytes", "percent", "lines"])

  private static let timeouts = SchemaForms.object(
    [
      "store": store, "statementMs": SchemaForms.count("After it the store ends a statement."),
      "service": SchemaForms.text("The one that waits the shortest time when it stops."),
      "stopMs": SchemaForms.count("That time."),
    ], required: ["store", "statementMs", "service", "stopMs"])

  private static let store = SchemaForms.text("The service.")
}
