import IR
import Model

/// The keys of `build:` that Railpack reads from variables while it builds. Names as in its documentation of environment
/// variables, Python, Node.js and static sites, 2026-08; lists are separated by spaces.
enum RailpackVariables {
  static func of(_ build: BuildDeclaration) -> [Variable] {
    var variables: [Variable] = []
    func add(_ key: ServiceKey, _ name: String, _ value: String?) {
      guard let value else { return }
      variables.append(
        Variable(name: name, phase: .build, value: .literal(value), origin: .key, reason: "`\(key.rawValue)`"))
    }
    add(.buildPython, "RAILPACK_PYTHON_VERSION", build.python?.value)
    add(.buildNode, "RAILPACK_NODE_VERSION", build.node?.value)
    let packages = build.packages.map(\.value)
    add(.buildPackages, "RAILPACK_DEPLOY_APT_PACKAGES", packages.isEmpty ? nil : packages.joined(separator: " "))
    let building = build.buildPackages.map(\.value)
    add(.buildBuildPackages, "RAILPACK_BUILD_APT_PACKAGES", building.isEmpty ? nil : building.joined(separator: " "))
    // The first is read where Node.js builds the site, the second where the files are there already; of the two
    // providers the one that finds a package.json comes first.
    add(.buildOutput, "RAILPACK_SPA_OUTPUT_DIR", build.output?.value)
    add(.buildOutput, "RAILPACK_STATIC_FILE_ROOT", build.output?.value)
    return variables
  }
}
