/// How the image of generated code is made, as data of the service type. What every image has (`EXPOSE`, the health
/// check, the start command, the values of the service's own keys) is not part of it.
package struct Recipe: Boxed, Hashable, Sendable {
  package struct Stage: Hashable, Sendable {
    package var name: String
    package var base: String
    package var steps: [Step]

    package init(_ name: String, base: String, steps: [Step]) {
      self.name = name
      self.base = base
      self.steps = steps
    }
  }

  package enum Step: Hashable, Sendable {
    case comment(String)
    case environment([Pair])
    case workdir(String)
    /// Copies from the sources: paths are relative to the directory that is built from.
    case copySources([String], to: String)
    /// The same, with files that need not be there.
    case copyManifests([String], optional: [String], to: String)
    case copyFrom(stage: String, path: String, to: String, owner: String?)
    /// Commands joined with `&&`.
    case run([String])
    /// Commands that fetch dependencies: the secrets of the build are mounted, and the cache where there may be one.
    case install([String], cache: Cache?)
    /// Commands that make the program: like `install`, with an `ARG` line for each build value in front and the check
    /// that it was given.
    case build([String], cache: Cache?)
    /// Where operating-system packages are installed, when there are any.
    case packages
    /// The same in a stage before the last one, with those that only the build needs.
    case buildPackages
    case user(String)
  }

  /// Where a package manager keeps what it has downloaded.
  package struct Cache: Hashable, Sendable {
    package var path: String
    /// Switches the cache off where none is mounted, so that it does not end up in a layer.
    package var off: Pair?
    /// Comments above the instruction where none is mounted.
    package var unmounted: [String] = []

    package init(path: String, off: Pair? = nil) {
      self.path = path
      self.off = off
    }
  }

  /// A registry of packages that needs a secret.
  package struct Registry: Hashable, Sendable {
    /// Id of the secret: `shared/NPM_TOKEN`.
    package var secret: String
    /// Variables for the tool, with values that the shell makes of the secret.
    package var exports: [Pair]

    package init(secret: String, exports: [Pair] = []) {
      self.secret = secret
      self.exports = exports
    }
  }

  /// A directory in a stage.
  package struct StageFolder: Hashable, Sendable {
    /// The name of the stage.
    package var stage: String
    /// In the stage, absolute.
    package var path: String

    package init(stage: String, path: String) {
      self.stage = stage
      self.path = path
    }
  }

  /// A directory whose content need not outlive the container.
  package struct Scratch: Hashable, Sendable {
    package var path: String
    /// User and group that it belongs to; nil: every user may write, as in `/tmp`.
    package var owner: Int?

    package init(_ path: String, owner: Int? = nil) {
      self.path = path
      self.owner = owner
    }
  }

  package struct Pair: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package struct Fields: Hashable, Sendable {
    package var stages: [Stage]
    /// Operating-system packages (`build.packages`), for the step `packages`.
    package var packages: [String] = []
    /// Those of the stages before the last one (`build.build_packages`).
    package var buildPackages: [String] = []
    /// Servers that packages come from, for the steps `install`.
    package var registries: [Registry] = []
    /// The stage with all dependencies, for the release command; nil: the last one has them.
    package var releaseStage: String?
    /// An empty directory to copy where the last stage has no shell that could make one; nil: it has a shell.
    package var emptyFolder: StageFolder?
    /// Variables of the final image that its programs read wherever they run: without an image they are set beside the
    /// command.
    package var settings: [Pair] = []
    /// Patterns for the ignore file, beside those that every service has.
    package var ignore: [String]
    /// Directories that the process must be able to write where the rest of the image is read-only.
    package var scratch: [Scratch] = [Scratch("/tmp")]
    /// The program that certainly is in the final image and can probe HTTP; nil: none.
    package var probe: HTTPProbe?
    /// Whether the final image has a shell, so that text with shell syntax can be run.
    package var hasShell = true
    /// The signal after which the process ends in peace.
    package var stopSignal = "SIGTERM"
  }

  package var box: Box<Fields>

  package enum HTTPProbe: String, Sendable, CaseIterable {
    case python
    case node
    case curl
    case bun
    /// A program of the image's own: `/probe /health`.
    case binary
  }

  package init(stages: [Stage], ignore: [String], probe: HTTPProbe?) {
    box = Box(Fields(stages: stages, ignore: ignore, probe: probe))
  }
}
