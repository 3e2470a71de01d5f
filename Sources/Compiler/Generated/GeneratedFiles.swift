package import JSON

import IR

/// Files of this repository that are made from the code: `infracc-dev` writes them, a test compares them.
package enum GeneratedFiles {
  package static let topologySchema: JSONValue = TopologySchema.document
  package static let irSchema: JSONValue = IRCoding.schema
  package static let pluginSchema: JSONValue = PluginCoding.schema
  package static let diagnosticsSchema: JSONValue = DiagnosticsSchema.document
  package static let importSchema: JSONValue = ImportSchema.document
  package static let diffSchema: JSONValue = DiffSchema.document
  package static let costSchema: JSONValue = CostSchema.document
  package static let budgetSchema: JSONValue = BudgetSchema.document

  /// Text by path from the top of the repository.
  package static var all: [String: String] {
    var files = [
      "schemas/topology.v1.schema.json": JSONWriter.pretty(topologySchema),
      "schemas/ir.v1.schema.json": JSONWriter.pretty(irSchema),
      "schemas/plugin.v1.schema.json": JSONWriter.pretty(pluginSchema),
      "schemas/diagnostics.v1.schema.json": JSONWriter.pretty(diagnosticsSchema),
      "schemas/import.v1.schema.json": JSONWriter.pretty(importSchema),
      "schemas/diff.v1.schema.json": JSONWriter.pretty(diffSchema),
      "schemas/cost.v1.schema.json": JSONWriter.pretty(costSchema),
      "schemas/budget.v1.schema.json": JSONWriter.pretty(budgetSchema),
    ]
    for (name, page) in ReferencePages.all { files["docs/reference/" + name] = page }
    return files
  }

  /// Files that are made of what the program says about itself, besides `all`.
  package static let ofProgram = [CommandLinePage.path]

  /// Folders in which nothing else lies.
  package static let folders = ["schemas", "docs/reference", "docs/reference/findings"]
}
