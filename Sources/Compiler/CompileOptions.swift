package import Emit
package import Files
import Probes

/// What a run over a topology is asked for.
package struct CompileOptions {
  /// Whether a path relative to the topology exists. Nil: the file system is not looked at (`--no-fs`).
  package var fileExists: ((String) -> Bool)?
  /// Whether every service must say how its image is made.
  package var requiresImages = false
  /// The code beside the topology, for probes. Nil: it is not looked at (`--no-probe`).
  package var repository: FileAccess?
  /// Reads the code for probes, where that is begun already; it goes before `repository`.
  var reader: RepositoryReader?
  /// The files that services mount, read whatever else is not looked at: their contents decide what is written.
  package var mounted: FileAccess?
  /// Laid over every environment, after its own overlays and in this order.
  package var overlays: [Overlay] = []
  /// For targets that are not built in. Nil: there are none.
  package var plugins: PluginHost?

  /// Whether what environments have in common is worked out once. The result is the same without, as a test proves.
  package var sharesEnvironments = true
  /// From how many services on, over all environments, targets are asked by a second thread: below that it takes longer
  /// to start than it saves. The result is the same.
  package var secondThreadFrom = 100
  /// Findings of level info are only counted: no text of theirs is shown, so that nothing in them is masked.
  package var countsInfos = false
  /// Everything is built next: the files of the emitters are kept, which are asked for their findings in any case.
  package var keepsFiles = false

  /// Programs alone are wanted, for files that are not written: nothing is checked, and no target is asked what it lacks.
  var isTrial = false

  /// What an environment says, from elsewhere than the topology: the text of its mapping.
  package struct Overlay {
    /// How findings name it.
    package let path: String
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
  }

  package init(
    fileExists: ((String) -> Bool)? = nil, requiresImages: Bool = false, repository: FileAccess? = nil
  ) {
    self.fileExists = fileExists
    self.requiresImages = requiresImages
    self.repository = repository
  }
}
