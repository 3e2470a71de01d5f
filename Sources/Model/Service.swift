package import Diagnostics
package import IR
package import Syntax

/// One service as written, after overlays and `extends`.
package final class ServiceDeclaration {
  package let name: String
  package let nameSpan: Span
  package let node: ConfigNode
  package let type: ServiceType
  /// The type was not written, or is not one we know: port and health are not asked about.
  package let isTypeGuessed: Bool
  /// The keys that are written, with the places of their values.
  package var written = WrittenKeys<Span>()

  package var enabled: Located<Bool>?
  package var extends: Located<String>?
  package var root: Located<String>?
  package var build: Located<BuildDeclaration>?
  package var image: ConfigNode?
  package var app: Located<String>?
  package var server: Located<ServerDeclaration>?
  package var entrypoint: Located<CommandDeclaration>?
  package var start: Located<CommandDeclaration>?
  package var release: Located<CommandDeclaration>?
  package var workers: Located<WorkerCount>?
  package var pools: [Named<PoolDeclaration>] = []
  package var port: Located<Int>?
  package var ports: [Named<PortDeclaration>] = []
  package var exposure: Located<PublicDeclaration>?
  package var routes: [Named<RouteDeclaration>] = []
  package var body: Located<Int>?
  package var headers: Located<Bool>?
  package var tls: Located<String>?
  package var health: Located<HealthDeclaration>?
  package var objectives: Located<ObjectivesDeclaration>?
  package var metrics: Located<MetricsDeclaration>?
  package var checks: Located<ChecksDeclaration>?
  package var needs: [Named<Located<String?>>] = []
  package var resources: Located<ResourcesDeclaration>?
  package var volumes: [Named<VolumeDeclaration>] = []
  package var mounts: [Named<MountDeclaration>] = []
  package var scale: Located<ScaleDeclaration>?
  package var restart: Located<RestartDeclaration>?
  package var schedule: Located<CronSchedule>?
  package var stopGrace: Located<Int>?
  package var use: [Located<String>] = []
  package var useRemoved: [Located<String>] = []
  /// Those that it declares for itself; `use` has their names as well.
  package var secrets: [Named<SecretDeclaration>] = []
  package var variables: [Named<VariableDeclaration>] = []
  /// The secrets that variables of it defined by a generator, once they were taken out of `variables`; nil before that.
  /// Environments share a declaration that none of them overrides, so each finds them here.
  package var generated: [Named<SecretDeclaration>]?
  package var flavor: Located<String>?
  package var version: Located<String>?
  package var databaseOf: Located<String>?
  package var external: Located<ExternalStoreDeclaration>?
  package var database: Located<String>?
  package var vhost: Located<String>?
  package var replicaSet: Located<String>?
  package var bucket: Located<String>?
  package var management: Located<Bool>?
  package var user: Located<String>?
  package var tuning: Located<[Named<TuningValue>]>?
  package var tuningExtra: [Named<Located<String>>] = []
  /// The nodes of the values under `tuning:`, by setting.
  package var tuningNodes: [String: ConfigNode] = [:]
  package var pooler: Located<PoolerDeclaration>?
  package var backup: Located<BackupDeclaration>?
  package var outputs: [Named<OutputDeclaration>] = []
  package var region: Located<String>?
  package var files: [Named<FileDeclaration>] = []
  package var extensions: [Located<String>] = []
  package var initFiles: [Located<String>] = []
  package var singleton: Located<Bool>?
  package var options: [Named<ConfigNode>] = []
  package var raw: [Named<ConfigNode>] = []

  package init(name: String, nameSpan: Span, node: ConfigNode, type: ServiceType, isTypeGuessed: Bool) {
    self.name = name
    self.nameSpan = nameSpan
    self.node = node
    self.type = type
    self.isTypeGuessed = isTypeGuessed
  }
}

package enum WorkerCount: Hashable, Sendable {
  case auto
  case count(Int)
}

/// A command as written.
package enum CommandDeclaration {
  case text(SyntaxNode)
  case words([SyntaxNode])
}

package enum PublicDeclaration: Hashable, Sendable {
  case no
  case platform
  case domains([String])
  case tcp
}

package final class BuildDeclaration {
  package var builder: Located<String>?
  package var dockerfile: Located<String>?
  package var args: [Named<VariableDeclaration>] = []
  package var secrets: [Located<String>] = []
  package var python: Located<String>?
  package var node: Located<String>?
  package var packages: [Located<String>] = []
  package var watch: [Located<String>] = []
  package var target: Located<String>?
  package var imageOf: Located<String>?
  package var push: Located<String>?
  package var command: Located<String>?
  package var output: Located<String>?
  package var collectstatic: Located<CollectStatic>?
  package var toolchain: Located<ToolchainDeclaration>?
  package var installFiles: [Located<String>] = []
  package var installsProject: Located<Bool>?
  package var workspace: Located<String>?
  package var extras: [Located<String>] = []
  package var package: Located<String>?
  package var buildPackages: [Located<String>] = []
  package var registries: [RegistryDeclaration] = []
  package var isStandalone: Located<Bool>?

  /// The names of all secrets that a build is given, by whatever key.
  package var allSecrets: [Located<String>] { secrets + registries.compactMap(\.secret) }

  package init() {}
}

/// `toolchain`: the name of a package manager, and its version.
package final class ToolchainDeclaration {
  package var tool: Located<String>?
  package var version: Located<String>?

  package init() {}
}

/// An entry of `registries`: a registry of private packages and the secret that authenticates there.
package final class RegistryDeclaration {
  package var secret: Located<String>?
  package var host: Located<String>?
  package var name: Located<String>?
  package var user: Located<String>?

  package init() {}
}

/// Whether static files are collected while the image is made.
package enum CollectStatic: Hashable, Sendable {
  case no
  /// With placeholder values for these variables.
  case with([String])

  /// The default: the settings of every new project require this variable.
  package static let standard = CollectStatic.with(["SECRET_KEY"])
}

package final class ServerDeclaration {
  package var kind: Located<String>?
  package var gracefulTimeout: Located<Int>?
  package var keepalive: Located<Int>?
  package var workerClass: Located<String>?
  package var timeout: Located<Int>?
  package var maxRequests: Located<Int>?
  package var maxRequestsJitter: Located<Int>?
  package var threads: Located<Int>?
  package var extra: [Named<Located<String>>] = []

  package init() {}
}

package final class PoolDeclaration {
  package var node: ConfigNode?
  package var size: Located<Int>?
  package var overflow: Located<Int>?
  package var sizeName: Located<String>?
  package var overflowName: Located<String>?
  package var timeout: Located<Int>?
  package var recycle: Located<Int>?
  package var prePing: Located<Bool>?

  package init() {}
}

package final class HealthDeclaration {
  package var isNone = false
  package var path: ConfigNode?
  package var command: Located<CommandDeclaration>?
  package var port: Located<PortChoice>?
  package var timeout: Located<Int>?
  package var within: Located<Int>?
  package var interval: Located<Int>?
  package var startPeriod: Located<Int>?
  package var retries: Located<Int>?

  package init() {}
}

package final class ResourcesDeclaration {
  package var cpu: Located<Int>?
  package var memory: Located<Int>?
  package var storage: Located<Int>?
  package var reserve: Located<ReserveDeclaration>?

  package init() {}
}

/// `resources.reserve`: what is kept free for a container, in thousandths of a CPU and in bytes.
package final class ReserveDeclaration {
  package var cpu: Located<Int>?
  package var memory: Located<Int>?

  package init() {}
}

package final class ScaleDeclaration {
  package var replicas: Located<Int>?
  package var autoscale: Located<AutoscaleDeclaration>?

  package init() {}
}

package final class AutoscaleDeclaration {
  package var min: Located<Int>?
  package var max: Located<Int>?
  package var cpu: Located<Int>?
  package var memory: Located<Int>?

  package init() {}
}

package final class RestartDeclaration {
  package var policy: Located<String>?
  package var maxRetries: Located<Int>?

  package init() {}
}

package final class PoolerDeclaration {
  package var mode: Located<String>?
  package var size: Located<Int>?
  package var clients: Located<Int>?
  package var image: Located<String>?

  package init() {}

  /// A mapping that only says how large it is means the mode that poolers are mostly used in.
  package var effectiveMode: String { mode?.value ?? "transaction" }
}

package final class BackupDeclaration {
  package var schedule: Located<CronSchedule>?
  package var keep: Located<Int>?
  package var destination: Located<BackupDestinationDeclaration>?

  package init() {}
}

/// Where copies of dumps lie outside of the deployment.
package final class BackupDestinationDeclaration {
  package var url: Located<String>?
  package var endpoint: Located<String>?
  package var secret: Located<String>?

  package init() {}
}

/// One output of an external service.
package final class OutputDeclaration {
  package var type: Located<ValueType>?
  package var value: ConfigNode?
  package var secret: Located<String>?

  package init() {}
}

package enum VolumeDeclaration {
  case own(bytes: Int)
  case shared(name: String, isReadOnly: Bool)
}

/// An entry of `mounts`.
package enum MountDeclaration {
  /// A directory of the repository.
  case directory(String)
  /// What the image has at the path.
  case keep
}

package enum FileDeclaration {
  case repository(String)
  case secret(String)
  /// A file of the repository in which references are resolved.
  case template(Located<String>)
  /// A text in which references are resolved.
  case text(ConfigNode)
}

/// A value under `tuning:`.
package enum TuningValue: Hashable, Sendable {
  case auto
  case bytes(Int)
  case percent(Int)
  case integer(Int)
  case milliseconds(Int)
  case text(String)
  case boolean(Bool)
  case list([String])
}
