package import IR

/// A package manager: how it is brought into an image, what it reads, and the commands that install what a lock file
/// names. It is independent of the service type, so that a worker is built with the tool of the web server beside it.
/// Adding one is a file and an entry of `Toolchains.all`; nothing outside asks for a tool's name.
package struct Toolchain: Sendable {
  /// The language whose packages it installs.
  package enum Language: String, Sendable, CaseIterable {
    case python
    case node
    case go
  }

  /// The word that a topology uses.
  package let name: String
  package let language: Language
  /// Other words for it, which are corrected to its name.
  package var aliases: [String] = []
  /// Files that name the dependencies; messages name the first.
  package var manifests: [String]
  /// Files that fix the versions, the usual one first; they tell which tool a project uses. Empty: it has none.
  package var locks: [String]
  /// The text that a lock of this tool contains where another tool has a lock of the same name.
  package var lockMark: String?
  /// The version where the topology names none; nil: the one in the image of the language.
  package var version: String?
  /// Commands that bring a version of the tool into an image of the language.
  package var setup: @Sendable (String) -> [String] = { _ in [] }
  /// The image that has tool and language, in place of that of the language alone.
  package var base: (@Sendable (String) -> String)?
  /// What it reads from its environment while it installs.
  package var environment: [Recipe.Pair] = []
  /// Where it keeps what it has downloaded.
  package var cache: Recipe.Cache
  /// The cache of `setup`, where that is another program's.
  package var setupCache: Recipe.Cache?
  /// What is copied and run to install.
  package var install: @Sendable (InstallInput) -> InstallPlan
  /// What runs a script of the manifest: `npm run build`.
  package var script: @Sendable (String) -> String = { $0 }
  /// Programs on a command line that use what the tool installs: `npm`, `npx`.
  package var programs: [String] = []
  /// The start command where the topology has none; nil: the type determines it.
  package var start: [String]?
  /// Commands that remove after a build what only the build needs; empty: the last stage copies selectively.
  package var prune: @Sendable (InstallInput) -> [String] = { _ in [] }
  /// The command that makes a lock file: `uv lock`.
  package var makesLock: String?
  /// The variables in which it reads a secret of `build.registries`, as words of a shell between double quotes; none: its
  /// configuration names the variable of the secret.
  package var registry: @Sendable (RegistryInput) -> [Recipe.Pair] = { _ in [] }

  /// Without this key of `build.registries` it does not find the secret; nil: files of the project can name the secret's
  /// variable.
  package var registryKey: RegistryKey?

  package enum RegistryKey: String, Sendable {
    case host
    case name
  }

  /// A server of private packages.
  package struct RegistryInput: Sendable {
    /// The variable that holds the secret while the image is built.
    package let secret: String
    /// Nil: the configuration of the tool has it.
    package let host: String?
    /// Its name in the configuration of the tool; nil: it has none.
    package let name: String?
    /// The name that goes with the secret.
    package let user: String

    package init(secret: String, host: String?, name: String?, user: String) {
      self.secret = secret
      self.host = host
      self.name = name
      self.user = user
    }

    /// `https://user:$SECRET@host`; nil: no host is known.
    var address: String? { host.map { "https://\(user):$\(secret)@\($0)" } }

    /// The name as a part of a variable's: `ACME_CORE`.
    var variable: String? { name.map { $0.uppercased().replacing("-", with: "_").replacing(".", with: "_") } }
  }

  package init(
    _ name: String, _ language: Language, manifests: [String], locks: [String], cache: Recipe.Cache,
    install: @escaping @Sendable (InstallInput) -> InstallPlan
  ) {
    self.name = name
    self.language = language
    self.manifests = manifests
    self.locks = locks
    self.cache = cache
    self.install = install
  }
}

/// What an installation is made of.
package struct InstallInput: Hashable, Sendable {
  /// `build.install_files`: paths from the directory that is installed in.
  package var files: [String]
  /// The project is installed as a package of its own, after its sources are there.
  package var isProject: Bool
  /// `build.extras`.
  package var extras: [String]
  /// The directory of the service below the one with the lock; nil: they are the same.
  package var member: String?

  package init(files: [String] = [], isProject: Bool = false, extras: [String] = [], member: String? = nil) {
    self.files = files
    self.isProject = isProject
    self.extras = extras
    self.member = member
  }

  /// A file of the service itself: `apps/api/go.mod` in a workspace.
  func own(_ name: String) -> String { member.map { $0 + "/" + name } ?? name }

  /// A file of the directory with the lock, and that of the member.
  func both(_ name: String) -> [String] { member == nil ? [name] : [name, own(name)] }

  /// Each extra after a flag: ` --extra prod`.
  func flags(_ flag: String) -> String { extras.map { " \(flag) \($0)" }.joined() }
}

/// The commands of an installation.
package struct InstallPlan: Hashable, Sendable {
  /// Manifest and lock, copied before the first command.
  package var manifests: [String]
  /// The same for files that need not be there.
  package var optional: [String]
  /// The file whose change causes the dependencies to be installed again.
  package var decisive: String
  /// Commands before the sources are copied, so that the layer is kept until the lock changes.
  package var dependencies: [String]
  /// Commands after the sources are copied.
  package var project: [String]

  package init(
    _ manifests: [String], lock: String? = nil, optional: [String] = [], dependencies: [String], project: [String] = []
  ) {
    self.manifests = manifests + (lock.map { [$0] } ?? [])
    self.optional = optional
    decisive = lock ?? optional.first ?? manifests[0]
    self.dependencies = dependencies
    self.project = project
  }
}

/// The tool of a service, with its version.
package struct ToolChoice: Hashable, Sendable {
  package let name: String
  private let written: String?

  /// - Parameter version: nil: that of the tool.
  package init(_ tool: Toolchain, version: String? = nil) {
    name = tool.name
    written = version
  }

  package var tool: Toolchain { Toolchains.named(name) ?? .pip }

  /// Nil where the tool comes with the image of its language.
  package var version: String? { written ?? tool.version }

  /// The commands that bring it into an image.
  package var setup: [String] { version.map { tool.setup($0) } ?? [] }

  /// The image with the tool in it; nil: that of the language.
  package var base: String? { tool.base.flatMap { make in version.map(make) } }
}
