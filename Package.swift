// swift-tools-version: 6.2
import PackageDescription

// The dependencies, and why each is here:
// - libyaml (Debian: libyaml-dev) scans YAML; driven by its event interface, imported by one file of `Syntax`.
// - libjsoncpp (Debian: libjsoncpp-dev) reads and writes all JSON, behind the C header of `JSONCppShim`.
// - libmd (Debian: libmd-dev) computes SHA-256 for file headers and the ownership manifest where the processor has no
//   instructions for it (CSHA256); 60 kB, no start-up cost, where swift-crypto would add a minute to every clean build.
// - CSpawn is no library: it declares what Swift's import of glibc leaves out and plug-ins are started with.
// - swift-argument-parser gives the command line its help, completions and usage errors.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

let package = Package(
  name: "infracc",
  products: [.executable(name: "infracc", targets: ["infracc"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CLibJSONCpp", pkgConfig: "jsoncpp", providers: [.apt(["libjsoncpp-dev"])]),
    .systemLibrary(name: "CSpawn"),
    .systemLibrary(name: "CLibMD", pkgConfig: "libmd", providers: [.apt(["libmd-dev"])]),
    .target(name: "CSHA256", dependencies: ["CLibMD"], cSettings: [.treatAllWarnings(as: .error)]),
    .target(
      name: "JSONCppShim", dependencies: ["CLibJSONCpp"],
      cxxSettings: [.treatAllWarnings(as: .error)]),
    module("JSON", ["JSONCppShim"]),
    module("Diagnostics", ["JSON"]),
    module("Syntax", ["CLibYAML", "Diagnostics"]),
    module("Files"),
    module("IR", ["JSON"]),
    module("Model", ["Syntax", "Diagnostics", "IR", "JSON"]),
    module("Analysis", ["Model", "Syntax", "Diagnostics", "Files", "IR", "JSON"]),
    module("Emit", ["IR", "JSON", "Diagnostics", "CSHA256"]),
    module("Output", ["Emit", "Files", "JSON", "Diagnostics"]),
    module("Plugins", ["CSpawn", "Emit"]),
    module("Report", ["IR"]),
    module("Migrate", ["Analysis", "Model", "Emit", "Diagnostics", "JSON"]),
    module(
      "Compiler", ["Analysis", "Model", "Syntax", "Diagnostics", "Files", "IR", "Emit", "Report", "JSON"]),
    .executableTarget(
      name: "infracc",
      dependencies: [
        "Analysis", "Compiler", "Diagnostics", "Emit", "Files", "IR", "JSON", "Migrate", "Model", "Output", "Plugins",
        "Report", "Syntax",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "infracc-dev", dependencies: ["Analysis", "Compiler", "Diagnostics", "Emit", "IR", "JSON", "Model"],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Diagnostics", "Emit", "IR", "JSON", "Model"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("JSONTests", ["JSON"]),
    tests("DiagnosticsTests", ["Diagnostics", "JSON"]),
    tests("SyntaxTests", ["Syntax", "Diagnostics"]),
    tests("ModelTests", ["Model", "IR", "JSON"]),
    tests("AnalysisTests", ["Analysis", "Model", "Syntax", "Diagnostics", "Files", "IR"]),
    tests("FilesTests", ["Files"]),
    tests("EmitTests", ["Emit", "CSHA256", "IR", "Diagnostics", "JSON"]),
    tests("PluginTests", ["Plugins", "Compiler", "Emit", "IR", "Diagnostics", "JSON"]),
    tests("OutputTests", ["Output", "Emit", "Diagnostics", "JSON"]),
    tests(
      "CompilerTests", ["Compiler", "Analysis", "Model", "Syntax", "Emit", "Files", "IR", "Diagnostics", "JSON"]),
    tests("MigrateTests", ["Migrate", "Compiler", "Emit", "IR", "Diagnostics", "JSON"]),
    tests(
      "CommandTests",
      [
        "infracc", "Compiler", "Diagnostics", "JSON",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    tests("OracleTests", ["Analysis", "Compiler", "Diagnostics", "Emit", "IR", "JSON", "Model"]),
  ],
  cxxLanguageStandard: .cxx17
)
