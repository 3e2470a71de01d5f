import Diagnostics
import Engines
import IR
package import JSON
import Syntax

extension ServiceDeclaration {
  /// Every key of a service. `type` is read before, because the others depend on it.
  package static let shape = Shape<ServiceDeclaration>(
    "service", codeFields + processFields + storeFields + proxyFields + commonFields)

  /// `a` and `b`, as code.
  private static let impliedNames = Words.enumeration(StoreEngines.servers.map(\.flavor))

  /// The words of each engine that has several servers: "`redis` or `valkey`".
  private static let flavorWords = StoreEngines.all.filter { !$0.flavors.isEmpty }
    .map { Words.alternatives($0.allFlavors.map(\.flavor)) }.joined(separator: "; ")

  private static let commonFields: [Field<ServiceDeclaration>] = [
    Field(
      .type, phrase: "a service type", schema: ValueSchemas.words(ServiceTypes.words.map(\.word)), applies: .everything,
      doc: "What the service is. Implied for services named \(impliedNames).", decode: { _, _, _ in }),
    Field(
      .enabled, { $0.enabled = $1 }, .bool, applies: .everything,
      doc: "`false` leaves the service out, usually in an environment. Default `true`."),
    Field(
      .port, { $0.port = $1 }, .port, applies: [.web, .store, .proxy],
      doc: "The port it listens on. For code it emits `PORT`; for a store it is the port of the server."),
    Field(
      .ports, phrase: "a mapping from names to ports", schema: PortDeclaration.mapSchema, applies: [.code, .store],
      doc: "Additional ports: a number, or `{ port, protocol }`. A reference to one is `$<<api.port_metrics>>`.",
      decode: { root, entry, decoder in
        root.ports = PortDeclaration.readAll(entry, decoder)
      }),
    Field(
      .isPublic, { $0.exposure = $1 }, .exposure, applies: [.web, .store, .proxy],
      doc: "`true`: a platform domain; a domain or a list of them: own domains; `tcp`: a TCP proxy (stores)."),
    Field(
      .resources, { $0.resources = $1 }, .mapping(ResourcesDeclaration.shape, ResourcesDeclaration.init),
      doc: "Limits of the container."),
    Field(
      .stopGrace, { $0.stopGrace = $1 }, .duration,
      doc: "Time between SIGTERM and SIGKILL. Default 10s, or longer where timeouts need it."),
    Field(
      .health, { $0.health = $1 }, .health, applies: [.web, .worker, .scheduler, .described],
      doc: "A path, `none`, or a mapping; a worker has a command only. Stores of an engine bring their own."),
    Field(
      .objectives, { $0.objectives = $1 }, .mapping(ObjectivesDeclaration.shape, ObjectivesDeclaration.init),
      applies: .web,
      doc: "What the service must achieve, as seen by its clients. Tests and alerts compare what runs with it."),
    Field(
      .metrics, { $0.metrics = $1 }, .metrics, applies: [.web, .worker, .scheduler],
      doc:
        "The path of its metrics in the format of Prometheus, or `{ path, port }`; a worker has them only with `port`. "
        + "They are collected inside the private network."),
    Field(.region, { $0.region = $1 }, .text, doc: "Where the platform runs it."),
    Field(
      .outputs, phrase: "a mapping from names to outputs", schema: ValueSchemas.map(OutputDeclaration.shape.schema),
      applies: [.external, .web, .proxy, .described],
      doc: "What an `external` service offers to others; of a web service or a `store`, beside its addresses.",
      decode: { root, entry, decoder in
        root.outputs = decoder.named(entry.value) { item in
          let output = OutputDeclaration()
          decoder.decode(item.value, as: OutputDeclaration.shape, into: output, owner: "output `\(item.key)`")
          return output
        }
      }),
    Field(
      .files, phrase: "a mapping from container paths to files", schema: ValueSchemas.map(FileDeclaration.schema),
      doc:
        "Files mounted read-only: a path of the repository, `{ secret: NAME }`, or with references `{ template: PATH }` "
        + "and `{ text: TEXT }`. Run `build` after changing one: compose then replaces the container.",
      decode: { root, entry, decoder in
        root.files = decoder.named(entry.value) { item in
          VolumeDeclaration.isAbsolute(item, decoder) ? FileDeclaration.read(item.value, decoder) : nil
        }
      }),
    Field(
      .options, phrase: "a mapping from targets to options", schema: ["type": "object"],
      doc: "Extras of single targets.",
      decode: { root, entry, _ in root.options = entry.value.namedNodes }),
    Field(
      .raw, phrase: "a mapping from targets to anything", schema: ["type": "object"],
      doc: "Merged unchecked into what the target writes for the service: maps key by key, lists replaced, `key+` "
        + "appends, `null` removes.",
      decode: { root, entry, decoder in
        root.raw = entry.value.namedNodes
        entry.value.refuseReferences(decoder)
      }),
  ]

  private static let codeFields: [Field<ServiceDeclaration>] = [
    Field(
      .extends, { $0.extends = $1 }, .text, applies: .code,
      doc: "A sibling whose code (root, build, image, use, secrets, variables, files) this has."),
    Field(.root, { $0.root = $1 }, .path, applies: .code, doc: "Folder of the code, relative to the topology."),
    Field(
      .build, { $0.build = $1 }, .mapping(BuildDeclaration.shape, BuildDeclaration.init), applies: .code,
      doc: "How the image is made."),
    Field(
      .image, phrase: "an image reference", schema: ["type": "string"],
      doc: "A finished image. For code it excludes `build` and `root`; for a store it replaces the official one.",
      decode: { root, entry, decoder in
        if entry.value.scalar == nil {
          decoder.wrongKind(entry.value, expected: "`image` takes an image reference")
        } else {
          entry.value.checkImage(decoder)
          root.image = entry.value
        }
      }),
    Field(
      .app, { $0.app = $1 }, .text, applies: .application,
      doc: "`module:attribute` of the application; the module with the application of Celery."),
    Field(
      .server, { $0.server = $1 }, .mapping(ServerDeclaration.shape, ServerDeclaration.init), applies: .server,
      doc: "The Python web server."),
    Field(
      .entrypoint, { $0.entrypoint = $1 }, .entrypoint, applies: .code,
      doc:
        "Precedes `start` and replaces the ENTRYPOINT of the image; `[]` removes it. The image's own command then does "
        + "not run."),
    Field(
      .start, { $0.start = $1 }, .command, applies: .code,
      doc:
        "What runs. Default: the image's own command where `image` or a hand-written Dockerfile is given and none of "
        + "`app`, `server` and `workers`; nothing behind an `entrypoint` that starts a server or a worker by itself; else "
        + "by type."),
    Field(.release, { $0.release = $1 }, .command, applies: .web, doc: "Runs once per deploy, before traffic."),
    Field(
      .checks, { $0.checks = $1 }, .mapping(ChecksDeclaration.shape, ChecksDeclaration.init), applies: .code,
      doc: "What a pipeline runs in `root` before anything is deployed: `install`, then `lint`, then `test`."),
    Field(
      .workers, { $0.workers = $1 }, .workers, applies: [.web, .worker],
      doc: "Processes per replica, or `auto`; emits `WEB_CONCURRENCY`."),
    Field(
      .pools, phrase: "a mapping from stores to pools", schema: ValueSchemas.map(PoolDeclaration.shape.schema),
      applies: .code,
      doc: "Client pools; emits `DB_POOL_SIZE`, `DB_MAX_OVERFLOW` or `REDIS_POOL_SIZE`. A finished image or a "
        + "hand-written Dockerfile gets them only under the names of `as`.",
      decode: { root, entry, decoder in
        root.pools = decoder.named(entry.value) { item in
          let pool = PoolDeclaration()
          pool.node = item.value
          decoder.decode(item.value, as: PoolDeclaration.shape, into: pool, owner: "pool `\(item.key)`")
          return pool
        }
      }),
  ]

  private static let processFields: [Field<ServiceDeclaration>] = [
    Field(
      .needs, phrase: "a list of services, or a mapping to started, healthy or done",
      schema: ValueSchemas.any(
        ValueSchemas.textList, ValueSchemas.map(ValueSchemas.words(["started", "healthy", "done"]))),
      doc: "Explicit startup edges.",
      decode: { root, entry, decoder in root.needs = decoder.needs(entry.value) }),
    Field(
      .volumes, phrase: "a mapping from paths to sizes", schema: ValueSchemas.map(VolumeDeclaration.schema),
      applies: .code,
      doc: "A size is a volume of this service; a name is one of the top level.",
      decode: { root, entry, decoder in
        root.volumes = decoder.named(entry.value) { item in
          VolumeDeclaration.isPath(item, decoder) ? VolumeDeclaration.read(item.value, decoder) : nil
        }
      }),
    Field(
      .mounts, phrase: "a mapping from container paths to directories of the repository, or keep",
      schema: ValueSchemas.map(MountDeclaration.schema), applies: .code,
      doc:
        "In environments of `kind: local`: directories of the working tree in the container, writable, so that edits "
        + "take effect without a build. `keep` leaves what the image has at that path.",
      decode: { root, entry, decoder in
        root.mounts = decoder.named(entry.value) { MountDeclaration.read($0, decoder) }
      }),
    Field(
      .scale, { $0.scale = $1 }, .mapping(ScaleDeclaration.shape, ScaleDeclaration.init),
      applies: [.web, .worker, .scheduler, .cron, .job],
      doc: "Replicas."),
    Field(.restart, { $0.restart = $1 }, .restart, applies: .code, doc: "`on-failure`, `always` or `never`."),
    Field(.schedule, { $0.schedule = $1 }, .cron, applies: .cron, doc: "Five fields, UTC."),
    Field(.singleton, { $0.singleton = $1 }, .bool, applies: [.worker, .cron], doc: "At most one replica, ever."),
    Field(
      .use, { $0.useList = $1 }, .texts, applies: .code, doc: "Shared variables and secrets that the service gets."),
    Field(
      .useRemoved, { $0.useRemovedList = $1 }, .texts, applies: .code,
      doc: "Names of an inherited `use` that are not wanted."),
    Field(
      .secrets, phrase: "a mapping from names to secrets", schema: SecretDeclaration.mapSchema, applies: .code,
      doc:
        "Secrets of this service: declared as at the top level, and handed to it as by `use`. Stores read them where "
        + "`init`, `image` or `files` is set.",
      decode: { _, _, _ in }),
    Field(
      .variables, phrase: "a mapping from names to values", schema: VariableDeclaration.mapSchema,
      applies: .code, doc: "Variables of the service.",
      decode: { root, entry, decoder in root.variables = decoder.variables(entry.value) }),
  ]

  private static let storeFields: [Field<ServiceDeclaration>] = [
    Field(
      .flavor, phrase: "the name of a server", schema: ValueSchemas.words(StoreEngines.flavored.map(\.flavor)),
      applies: .flavored,
      doc: "Which server speaks the protocol, for types that have several: \(flavorWords). Default: the server of "
        + "`image`.",
      decode: { root, entry, decoder in
        let servers = StoreEngines.flavored.filter { $0.name == root.type.name }
        root.flavor = FieldType<String>.word(servers.map(\.flavor)).read(entry.value, decoder)
          .map { Located($0, entry.value) }
      }),
    Field(
      .version, { $0.version = $1 }, .version, applies: [.data, .managed], doc: "Version of the server; the image tag."),
    Field(
      .databaseOf, { $0.databaseOf = $1 }, .text, applies: [.hosting, .hosted],
      doc: "A database with a role and password of its own in the server of that service; no container."),
    Field(
      .database, { $0.database = $1 }, .databaseName, applies: [.namedDatabase, .hosted],
      doc: "Name of the database. Default `app`; with `database_of` the service's name."),
    Field(
      .vhost, { $0.vhost = $1 }, .spaceName, applies: .virtualHosts,
      doc: "The virtual host that services use. Default: the server's own, `/`."),
    Field(
      .bucket, { $0.bucket = $1 }, .bucketName, applies: .buckets,
      doc: "Name of the bucket. Default: the service's name."),
    Field(
      .management, { $0.management = $1 }, .bool, applies: .console,
      doc: "A web console beside the server, at the port `management`. Default `false`."),
    Field(
      .replicaSet, { $0.replicaSet = $1 }, .setName, applies: .grouped,
      doc: "Name of the replica set that the server is the one member of: transactions and change streams need one. "
        + "Default: a server alone."),
    Field(
      .user, { $0.user = $1 }, .databaseName, applies: [.role, .hosted],
      doc: "The role that services log in as. Default: the database's name."),
    Field(
      .external, phrase: "a mapping of the parts of an address",
      schema: ExternalStoreDeclaration.schema, applies: [.data, .managed],
      doc: "The address of a server that is run elsewhere: it is not deployed, and its outputs consist of these parts. "
        + "The keys depend on the type: `host`, `port`, `user`, `database`, `password`, `tls` of a database, "
        + "`endpoint`, `bucket`, `region`, `access_key_id`, `secret_access_key` of `s3`; see the page of stores. "
        + "Passwords and keys are names of secrets. Of the other keys only `version` and `tuning.max_connections` have "
        + "an effect.",
      decode: { root, entry, decoder in
        guard let engine = root.type.engine else { return }
        root.external = ExternalStoreDeclaration.read(entry.value, decoder, of: engine).map { Located($0, entry.value) }
      }),
    Field(
      .tuning, phrase: "a mapping of settings", schema: ["type": "object"], applies: [.tuned, .managed],
      doc: "Settings of the server; `auto` everywhere by default.",
      decode: { root, entry, decoder in decoder.tuning(entry.value, into: root) }),
    Field(
      .pooler, { $0.pooler = $1 }, .pooler, applies: .pooled,
      doc: "PgBouncer in front: `url` and `host` lead to it, `unpooled_url` past it."),
    Field(
      .backup, { $0.backup = $1 }, .mapping(BackupDeclaration.shape, BackupDeclaration.init), applies: .dumped,
      doc: "When dumps are made and how long they are kept."),
    Field(
      .extensions, { $0.extensionList = $1 }, .texts, applies: .extensible, doc: "Extensions to create."),
    Field(
      .initFiles, { $0.initList = $1 }, .paths, applies: .initialized,
      doc: "`.sql` and `.sh` files, run at the first start."),
  ]

  private static let proxyFields: [Field<ServiceDeclaration>] = [
    Field(
      .routes, phrase: "a mapping from paths, or hosts and paths, to services",
      schema: RouteDeclaration.mapSchema, applies: .proxy,
      doc: "Which service answers a path: `/api`, `app.example.com/`, `app.example.com/api`. Paths match in whole "
        + "segments, and the longest one wins. A host is a domain of the proxy, or of the service of that route. A route "
        + "to a disabled service is omitted.",
      decode: { root, entry, decoder in
        root.routes = decoder.named(entry.value) { RouteDeclaration.read($0, decoder) }
      }),
    Field(
      .body, { $0.body = $1 }, .bytes, applies: .proxy,
      doc: "The largest body of a request; larger ones are answered with 413. Default 10MiB."),
    Field(
      .headers, { $0.headers = $1 }, .bool, applies: .proxy,
      doc: "Adds `X-Content-Type-Options` and, with TLS, `Strict-Transport-Security` to answers, and removes `Server`. "
        + "Default `true`."),
    Field(
      .tls, { $0.tls = $1 }, .word(Proxy.Encryption.allCases.map(\.rawValue)), applies: .proxy,
      doc: "`acme`: certificates of a public authority; `internal`: of the proxy's own authority, for a local network; "
        + "`off`: plain HTTP. Default `acme` with own domains, else `off`."),
  ]

  // Lists are stored without their own place.
  fileprivate var useList: Located<[Located<String>]>? {
    get { nil }
    set { use = newValue?.value ?? [] }
  }
  fileprivate var useRemovedList: Located<[Located<String>]>? {
    get { nil }
    set { useRemoved = newValue?.value ?? [] }
  }
  fileprivate var extensionList: Located<[Located<String>]>? {
    get { nil }
    set { extensions = newValue?.value ?? [] }
  }
  fileprivate var initList: Located<[Located<String>]>? {
    get { nil }
    set { initFiles = newValue?.value ?? [] }
  }
}

extension VariableDeclaration {
  /// Short or long form.
  package static let schema: JSONValue = ValueSchemas.any(
    ValueSchemas.scalar, ["type": "array", "items": ValueSchemas.scalar], shape.schema)

  /// Variables by their names, of which those with the mark may have no value.
  package static let mapSchema: JSONValue = [
    "type": "object", "additionalProperties": schema,
    "patternProperties": ["\\?$": ValueSchemas.any(schema, ["type": "null"])],
  ]
}

extension ConfigNode {
  /// Reports a text that no image can have; one with references is not known yet.
  fileprivate func checkImage(_ decoder: Decoder) {
    guard let text, !isNull, !ReferenceText.mayContain(text), !reportsInterpolation(in: text, decoder),
      case .failure(let problem) = ImageReference.parse(text)
    else { return }
    decoder.report(.malformedLiteral, at: span, problem.message, label: problem.label) {
      $0.help = ["write `[registry/]name[:tag]`, such as `ghcr.io/example/api:1.2`"]
      if let scalar, let replacement = problem.replacement {
        $0.help = [replacement.title]
        $0.fixes = [
          FixIt(replacement.title, replacement.applicability, [.init(span, scalar.spelled(replacement.text))])
        ]
      }
    }
  }

  /// E0315 for every reference in it: no process reads it, so that a reference would be written out as it stands.
  package func refuseReferences(_ decoder: Decoder) {
    if let text = scalar?.text, ReferenceText.mayContain(text) { _ = staticText(expected: "a value", decoder) }
    for item in items { item.refuseReferences(decoder) }
    for entry in entries where !entry.value.isRemoved {
      decoder.path.append(entry.key)
      entry.value.refuseReferences(decoder)
      decoder.path.removeLast()
    }
  }

  /// The entries of a mapping as named nodes.
  package var namedNodes: [Named<ConfigNode>] {
    entries.filter { !$0.value.isRemoved }.map { Named($0.key, $0.keySpan, $0.value) }
  }
}
