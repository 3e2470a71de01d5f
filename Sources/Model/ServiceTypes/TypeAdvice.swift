import Engines

/// What to take for a framework, a language or a server that has no type of its own.
struct TypeAdvice {
  let type: ServiceType
  let text: String

  /// - Parameter word: what was written as the type.
  static func of(_ word: String) -> TypeAdvice? { table[ServiceName.fold(word)] }

  private static let table: [String: TypeAdvice] = {
    var table: [String: TypeAdvice] = [:]
    func add(_ words: [String], _ type: ServiceType, _ text: (String) -> String) {
      for word in words { table[word] = TypeAdvice(type: type, text: text(word)) }
    }
    add(
      [
        "rails", "laravel", "php", "spring", "java", "dotnet", "rust", "ruby", "phoenix", "elixir", "remix", "nuxt",
        "sveltekit", "streamlit", "deno",
      ], .web
    ) { _ in
      "write `type: web` with `port:` and `build: { dockerfile: Dockerfile }`, or `type: worker` without a port"
    }
    for recipe in StoreRecipes.all {
      add([recipe.name], .store) { _ in
        "describe it: `type: store`, `image: \(recipe.image)`, `port: \(recipe.port)`"
          + (recipe.volume.map { ", `volumes: { \($0): 10GiB }`" } ?? "")
      }
    }
    add(["nginx", "caddy", "traefik", "haproxy", "httpd", "apache"], .web) { word in
      "run its image: `type: web`, `image: \(word)`, `port: 80`; finished files alone are `type: static`"
    }
    add(["container", "docker", "image", "service", "app", "compose"], .web) { _ in
      "write `type: web` for what listens on a port, `type: worker` otherwise, with `image:` or a Dockerfile"
    }
    return table
  }()
}
