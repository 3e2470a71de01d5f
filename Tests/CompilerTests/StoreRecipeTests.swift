import Compiler
import Diagnostics
import Emit
import Engines
import IR
import Model
import Testing

/// Each recipe is a service that compiles for every target, and is found by what people write.
@Suite struct StoreRecipeTests {
  /// The service and one that reads all of its outputs.
  static func topology(_ recipe: StoreRecipe, targets: [String]) -> String {
    let service = recipe.lines(service: "store").map { "  " + $0 }.joined(separator: "\n")
    let variables = recipe.outputs.enumerated().map { "VALUE_\($0): $<<store.\($1.name)>>" }
    return """
      infracc: 1
      project: shop
      targets: [\(targets.joined(separator: ", "))]
      services:
      \(service)
        api: { type: worker, image: "example/api:1.0", variables: { \(variables.joined(separator: ", ")) } }
      """
  }

  private static let names = StoreRecipes.all.map(\.name)

  @Test("nothing is wrong with it, but for what a target cannot keep", arguments: names)
  func compiles(name: String) throws {
    let recipe = try #require(StoreRecipes.named(name))
    let checked = Checked(Self.topology(recipe, targets: DeployTarget.builtIn.map(\.name)))
    // Railway runs no command for health and starts without an order; nothing but processes is in a Procfile; what users
    // their images have is not known to Kubernetes.
    #expect(Set(checked.codes).subtracting(["W0903", "W0904", "W0905", "W0919"]) == [], "\(checked.report)")
    let store = try #require(checked.service("store"))
    #expect(store.category == .store && store.port == recipe.port)
    #expect(store.ports.map(\.port) == recipe.ports.map(\.port))
    #expect(store.volumes.map(\.path) == (recipe.volume.map { [$0] } ?? []))
    #expect(checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files.count > 3)
  }

  @Test("the word for it is no type, and the help is the recipe", arguments: names)
  func isSuggested(name: String) throws {
    let recipe = try #require(StoreRecipes.named(name))
    let checked = Checked("infracc: 1\nproject: shop\nservices:\n  x: { type: \(name) }\n")
    let help = try #require(checked.first("E0210")).help.joined()
    #expect(
      help.contains("type: store") && help.contains(recipe.image) && help.contains(String(recipe.port)), "\(help)")
  }

  @Test("an image is found under each of its names", arguments: names)
  func isFound(name: String) throws {
    let recipe = try #require(StoreRecipes.named(name))
    for repository in recipe.repositories {
      for image in [repository, repository + ":1.2", repository + ":1@sha256:0", "docker.io/" + repository + ":1"] {
        #expect(StoreRecipes.of(image)?.name == name, "\(image)")
      }
      #expect(StoreRecipes.of(repository + "-exporter:1") == nil)
      #expect(StoreRecipes.of("example.com/" + repository) == nil)
    }
  }

  @Test("the names of recipes are those of no type") func areUnique() {
    for recipe in StoreRecipes.all { #expect(ServiceTypes.named(recipe.name) == nil, "\(recipe.name)") }
    #expect(Set(Self.names).count == Self.names.count)
  }
}
