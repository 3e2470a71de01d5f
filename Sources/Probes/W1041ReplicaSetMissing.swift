package import Diagnostics
import Engines
import IR
import Model
import Resolution
import Rules

extension DiagnosticKind {
  package static let replicaSetMissing = DiagnosticKind(
    "W1041", "replica-set-missing", tunable: true,
    summary: "a connector needs a replica set, and the store is a single server",
    explanation: """
      Prisma writes to MongoDB in transactions, and MongoDB has transactions in a replica set only. With a single server
      the first `create` or nested write ends with `Transactions are not supported by this deployment`. Reading works, so
      that the mistake is found late.

      A replica set of one member is enough: write `replica_set: rs0`. Where the target has none, refer to one that runs
      elsewhere, described as a service of `type: external`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        mongodb: { backup: { schedule: "0 3 * * *" } }
        api:
          type: web
          root: ./api
          build: { dockerfile: api/Dockerfile }
          start: node server.js
          port: 8080
          variables:
            DATABASE_URL: $<<mongodb.url>>
                          ^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        mongodb: { replica_set: rs0, backup: { schedule: "0 3 * * *" } }
        api:
          type: web
          root: ./api
          build: { dockerfile: api/Dockerfile }
          start: node server.js
          port: 8080
          variables:
            DATABASE_URL: $<<mongodb.url>>
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/prisma/schema.prisma",
          """
          datasource db {
            provider = "mongodb"
            url      = env("DATABASE_URL")
          }
          """),
        ExampleFile(
          "api/Dockerfile",
          """
          FROM node:22-bookworm-slim
          COPY . .
          """),
      ]), foreign: .speaks)
}

/// A store that is one server, for a client that needs what several agree on.
package enum ReplicaSetMissing: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      for read in root.facts.reads where read.reader == .prisma && !root.tree.isAside(read.file.path) {
        for service in root.services { judge(read, service, context) }
      }
    }
  }

  private static func judge(_ read: SettingRead, _ service: ProbedService, _ context: ProbeContext) {
    for occurrence in service.occurrences {
      guard let variable = occurrence.symbol.variables.last(where: { read.isNamed($0.name) }),
        variable.inheritedFrom == nil, !variable.resolved.isPoisoned
      else { continue }
      for dependency in variable.resolved.dependencies {
        guard let store = occurrence.context.analysis.symbols.service(dependency.service),
          // What is run elsewhere may be a set.
          let group = store.type.engine?.group, store.replicaSet == nil, !store.traits.contains(.managed)
        else { continue }
        context.report(
          .replicaSetMissing, at: variable.writtenKeys?.valueSpan ?? variable.span,
          path: service.path("variables.\(variable.name)"),
          "Prisma needs a replica set, and `\(store.name)` is a single server"
        ) {
          if let source = read.typeSource {
            context.show(source.place, of: source.file, "writes in transactions", in: &$0)
          }
          $0.notes = ["the first nested write ends with `Transactions are not supported by this deployment`"]
          $0.remedies = [.formSet(store: store.name)]
          let key = "\(ServiceKey.replicaSet.name): \(group.example)"
          $0.help = [
            "write `\(key)` at `\(store.name)`", "or refer to a set that runs elsewhere: a service of `type: external`",
          ]
          let node = store.declaration.node
          if !node.isOverlay, let edit = Edits.add(key, to: node, order: CanonicalForm.serviceOrder) {
            $0.fixes = [FixIt("write `\(key)`", .unsafe, [edit])]
          }
        }
        return
      }
    }
  }
}
