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
    module("Syntax", ["Diagnostics", "CLibYAML"]),
    module("Files"),
    module("IR", ["JSON"]),
    module("Tuning", ["IR"]),
    module("Engines", ["IR", "Tuning"]),
    module("Model", ["JSON", "Diagnostics", "Syntax", "IR", "Tuning", "Engines"]),
    module("Resolution", ["JSON", "Diagnostics", "Syntax", "IR", "Engines", "Model"]),
    module("Lowering", ["JSON", "Diagnostics", "Syntax", "IR", "Tuning", "Engines", "Model", "Resolution"]),
    module("Rules", ["Diagnostics", "Syntax", "IR", "Tuning", "Engines", "Model", "Resolution", "Lowering"]),
    module("Probes", ["JSON", "Diagnostics", "Syntax", "Files", "IR", "Engines", "Model", "Resolution", "Rules"]),
    module("Emit", ["JSON", "Diagnostics", "IR", "CSHA256"]),
    module("Output", ["JSON", "Diagnostics", "Files", "Emit"]),
    module("Plugins", ["Emit", "CSpawn"]),
    module("Report", ["JSON", "Diagnostics", "IR"]),
    module(
      "Secrets",
      ["JSON", "Diagnostics", "Syntax", "IR", "Model", "Resolution", "Rules", "Probes", "Emit"]),
    module(
      "Import",
      ["JSON", "Diagnostics", "Syntax", "Files", "IR", "Engines", "Model", "Resolution", "Rules", "Probes", "Emit"]),
    module(
      "Compiler",
      [
        "JSON", "Diagnostics", "Syntax", "Files", "IR", "Tuning", "Engines", "Model", "Resolution", "Lowering", "Rules",
        "Probes", "Import", "Emit", "Output", "Report", "Secrets",
      ]),
    .executableTarget(
      name: "infracc",
      dependencies: [
        "JSON", "Diagnostics", "Syntax", "Files", "IR", "Model", "Resolution", "Probes", "Emit", "Output", "Plugins",
        "Report", "Secrets", "Import", "Compiler",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "infracc-dev", dependencies: ["JSON", "Diagnostics", "IR", "Emit", "Compiler"],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["JSON", "Diagnostics", "IR", "Engines", "Model", "Emit"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    tests(
      "CommandTests",
      [
        "JSON", "Diagnostics", "Compiler", "infracc",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    tests(
      "CompilerTests",
      [
        "JSON", "Diagnostics", "Syntax", "Files", "IR", "Tuning", "Engines", "Model", "Resolution", "Lowering",
        "Rules", "Probes", "Emit", "Report", "Compiler",
      ]),
    tests("DiagnosticsTests", ["JSON", "Diagnostics"]),
    tests("EmitTests", ["JSON", "IR", "Emit", "CSHA256"]),
    tests("FilesTests", ["Files"]),
    tests("ImportTests", ["Diagnostics", "Files", "Syntax", "Import", "Compiler"]),
    tests("JSONTests", ["JSON"]),
    tests("MigrateTests", ["JSON", "Diagnostics", "IR", "Emit", "Files", "Import", "Probes", "Compiler"]),
    tests("ModelTests", ["Diagnostics", "IR", "Model"]),
    tests(
      "OracleTests",
      [
        "JSON", "Diagnostics", "Syntax", "Files", "IR", "Engines", "Model", "Tuning", "Resolution", "Probes", "Import",
        "Emit", "Compiler",
      ]),
    tests("OutputTests", ["Diagnostics", "Emit", "Output"]),
    tests("PluginTests", ["JSON", "Diagnostics", "IR", "Emit", "Plugins", "Compiler"]),
    tests("ProbesTests", ["Diagnostics", "Files", "Model", "Probes"]),
    tests("ReportTests", ["JSON", "Diagnostics", "IR", "Emit", "Report", "Compiler"]),
    tests("ResolutionTests", ["Diagnostics", "Syntax", "IR", "Model", "Resolution"]),
    tests("SecretsTests", ["Secrets"]),
    tests("SyntaxTests", ["Diagnostics", "Syntax"]),
    tests("TuningTests", ["IR", "Tuning"]),
  ],
  cxxLanguageStandard: .cxx17
)
