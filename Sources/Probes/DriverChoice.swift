package import Engines

/// What SQLAlchemy would choose for an address without a driver, and what is installed instead.
package struct DriverChoice {
  package let missing: String
  /// Drivers that are installed and work.
  package let installed: [String]

  /// Nil where the address works, or where nothing that would work is installed.
  init?(_ engine: StoreEngine.Scheme, isAsync: Bool, _ packages: PythonPackages) {
    func isInstalled(_ one: StoreEngine.Client) -> Bool { one.distributions.contains(where: packages.has) }
    let fits = engine.clients.filter { isInstalled($0) && (isAsync ? $0.isAsync : $0.isBlocking) }
    // From 2.1 on the scheme alone means another driver; which version there is must be certain.
    let isOld = packages.isPinned("sqlalchemy", below: (2, 1))
    for one in engine.clients where one.defaultSince != nil && isInstalled(one) {
      let isDefault = one.defaultSince == .always || !isOld
      if isDefault, isAsync ? one.isAsync : one.isBlocking { return nil }
    }
    guard let first = engine.clients.first(where: { $0.defaultSince == .always }), packages.isComplete, !fits.isEmpty
    else { return nil }
    missing = first.driver
    installed = fits.map(\.driver)
  }
}

extension CodeSurvey {
  /// The driver that an engine of the code takes for an address of a scheme that names none; nil where it works.
  package func choice(_ scheme: StoreEngine.Scheme, of client: Client) -> DriverChoice? {
    python.flatMap { DriverChoice(scheme, isAsync: client.isAsync, $0) }
  }
}
