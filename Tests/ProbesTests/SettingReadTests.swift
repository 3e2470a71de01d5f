import Diagnostics
import Files
import Model
import Testing

@testable import Probes

/// What is read of code about its environment: names, whether they are demanded, type, format, secrecy.
@Suite struct SettingReadTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let files: [(path: String, text: String)]
    let reads: [String]

    var testDescription: String { what }

    init(_ what: String, _ path: String, _ text: String, _ reads: String...) {
      self.what = what
      files = [(path, text)]
      self.reads = reads
    }

    init(_ what: String, files: [(path: String, text: String)], _ reads: String...) {
      self.what = what
      self.files = files
      self.reads = reads
    }
  }

  /// `NAME|OTHER! type format secret`: `!` is a demand.
  private static func words(_ read: SettingRead) -> String {
    var words = [read.names.joined(separator: "|") + (read.isRequired ? "!" : "")]
    if let type = read.type { words.append("\(type)") }
    switch read.format {
    case .separated?: words.append("csv")
    case .json?: words.append("json")
    case .either?: words.append("either")
    case .text?: words.append("text")
    case nil: break
    }
    if read.isSecret { words.append("secret") }
    return words.joined(separator: " ")
  }

  @Test(arguments: pydantic + python + javaScript + schemas + others)
  func read(_ sample: Case) throws {
    var facts = CodeFacts()
    for (path, text) in sample.files {
      let ending = path.split(separator: ".").last ?? ""
      let language = try #require(CodeLanguage(ending: String(ending)))
      facts.read(RepositoryReader.File(path: path, bytes: Array(text.utf8)), language)
    }
    facts.settle { name in sample.files.contains { $0.text.contains(name + "(") && !$0.text.contains("class " + name) }
    }
    #expect(facts.reads.map(Self.words) == sample.reads)
  }

  /// Brackets that are nested deeply or never closed are read in linear time: each of these would take minutes.
  @Test(arguments: ["env(\"A\", ", "z.object({ a: ", "convict({ a: ", "@field_validator(\"a\")\ndef f(", "[", "({["])
  func unclosedBrackets(_ opening: String) {
    for ending in ["py", "ts"] {
      var facts = CodeFacts()
      let text = String(repeating: opening, count: 40_000)
      guard let language = CodeLanguage(ending: ending) else { continue }
      facts.read(RepositoryReader.File(path: "a.\(ending)", bytes: Array(text.utf8)), language)
      #expect(facts.reads.isEmpty, "\(ending): \(facts.reads.count)")
    }
  }

  @Test("what reads a secret of the environment is shown, and what holds one is not")
  func linesOfCode() {
    let hidden = { (line: String) in
      LineSecrets.find(around: 0..<0, in: Array(line.utf8)).map {
        String(decoding: Array(line.utf8)[$0], as: UTF8.self)
      }
    }
    #expect(hidden("SECRET_KEY=os.environ[\"SECRET_KEY\"]") == [])
    #expect(hidden("SECRET_KEY=os.environ[\"SECRET_KEY\"] or 'hunter2'") == ["hunter2"])
    #expect(hidden("ENV SECRET_KEY=hunter2") == ["hunter2"])
    #expect(hidden("ENV SECRET_KEY=hunter2(a") == ["hunter2(a"])
  }

  private static func settings(_ body: String, before: String = "") -> String {
    before + "class Settings(BaseSettings):\n"
      + body.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 + "\n" }.joined()
  }

  // MARK: - pydantic

  static let pydantic: [Case] = [
    Case(
      "names and defaults", "a.py",
      settings(
        "\"\"\"A docstring: str\"\"\"\n# no: str\nname: str\ncity: str = \"x\"\nzip: Optional[str] = None\nn: int"),
      "NAME! string", "CITY string", "ZIP string", "N! int"),
    Case(
      "a prefix", "a.py",
      settings(
        "model_config = SettingsConfigDict(env_prefix=\"SHOP_\")\nname: str\nother: str = Field(alias=\"OTHER\")"),
      "SHOP_NAME! string", "OTHER! string"),
    Case(
      "a prefix as the class has it", "a.py", "class Settings(BaseSettings, env_prefix=\"A_\"):\n    b: bool\n",
      "A_B! bool"),
    Case(
      "several names", "a.py",
      settings(
        "a: str = Field(validation_alias=AliasChoices(\"A_URL\", \"B_URL\"))\nb: str = Field(..., env=[\"C\", \"D\"])\nc: str = Field(alias=alias_of())"
      ),
      "A_URL|B_URL! string", "C|D! string"),
    Case(
      "the case of fields", "a.py", settings("model_config = {\"case_sensitive\": True}\nname: str\nCITY: str"),
      "name! string", "CITY! string"),
    Case(
      "secrets and addresses", "a.py",
      settings("key: SecretStr\ndb: PostgresDsn\nq: RedisDsn | None = None"), "KEY! string secret",
      "DB! url<postgresql|postgresql+*|postgres|postgres+*>", "Q url<redis|redis+*|rediss|rediss+*>"),
    Case(
      "nested models", "a.py",
      "class Pool(BaseModel):\n    size: int = 5\nclass DB(BaseModel):\n    host: str\n    pool: Pool = Pool()\n"
        + settings("model_config = SettingsConfigDict(env_nested_delimiter=\"__\", env_prefix=\"X_\")\ndb: DB"),
      "X_DB json", "X_DB__HOST|X_DB! string", "X_DB__POOL|X_DB", "X_DB__POOL__SIZE|X_DB__POOL|X_DB int"),
    Case(
      "a model without a delimiter is JSON", "a.py",
      "class DB(BaseModel):\n    host: str\n" + settings("db: DB"), "DB! json"),
    Case(
      "enumerations are texts", "a.py",
      "class Mode(str, Enum):\n    A = \"a\"\n" + settings("mode: Mode\nlevel: Literal[\"a\", \"b\"]"),
      "MODE!", "LEVEL! enum(a, b)"),
    Case(
      "classes of other files",
      files: [
        (
          "a.py",
          "class Base(BaseSettings):\n    class Config:\n        env_prefix = \"A_\"\n    name: str\n    city: str\n"
        ),
        ("b.py", "from a import Base\nclass Settings(Base):\n    city: str = \"x\"\n    zip: str\n"),
      ], "A_NAME! string", "A_CITY string", "A_ZIP! string"),
    Case(
      "a class that others are made of, and used",
      files: [
        ("a.py", "class Base(BaseSettings):\n    name: str\n"),
        ("b.py", "class Settings(Base):\n    model_config = SettingsConfigDict(env_prefix=\"B_\")\n"),
        ("c.py", "base = Base()\n"),
      ], "NAME! string", "B_NAME! string"),
    Case(
      "classes for environments", "a.py",
      "class Base(BaseSettings):\n    a: str\n    b: str\nclass Development(Base):\n    a: Annotated[str, Field(\"x\")]\nclass Production(Base):\n    c: str\n",
      "A string", "B! string", "A string", "C string"),
    Case("no settings", "a.py", "class A(BaseModel):\n    name: str\n"),
    Case(
      "values from elsewhere", "a.py",
      settings("name: str\ntags: list[str]\n@classmethod\ndef settings_customise_sources(cls, *a):\n    return a"),
      "NAME string", "TAGS list<string>"),
    Case(
      "lists", "a.py",
      settings(
        "a: list[str] = []\nb: set[int]\nc: Dict[str, str] = {}\nd: Optional[List[str]] = None\ne: list[str] | str = []\nf: Json[list[str]]\ng: Any = None"
      ),
      "A list<string> json", "B! list<int> json", "C json json", "D list<string> json", "E either", "F! json json", "G"),
    Case(
      "NoDecode", "a.py",
      settings(
        "a: Annotated[list[str], NoDecode] = []\nb: Annotated[list[str], NoDecode] = []\nc: Annotated[list[str], NoDecode, BeforeValidator(lambda v: v.split(\",\"))]\n"
          + "@field_validator(\"a\", mode=\"before\")\n@classmethod\ndef split(cls, v):\n    return v.split(\",\")"),
      "A list<string> csv", "B list<string> text", "C! list<string> csv"),
    Case(
      "validators come too late", "a.py",
      settings(
        "a: list[str] = []\n@field_validator(\"a\", mode=\"before\")\ndef split(cls, v):\n    return v.split(\",\")"),
      "A list<string> json"),
    Case(
      "but not in a union", "a.py",
      settings(
        "a: list[str] | None = None\n@validator(\"a\", pre=True)\ndef split(cls, v):\n    return v.split(\",\")"),
      "A list<string> either"),
    Case(
      "decoding switched off", "a.py",
      settings(
        "model_config = SettingsConfigDict(enable_decoding=False)\na: list[str] = []\nb: Annotated[list[str], ForceDecode] = []"
      ),
      "A list<string> text", "B list<string> json"),
    Case(
      "names of annotations", "a.py",
      settings(
        "a: Words = []",
        before:
          "def split(v):\n    return v.split(\",\")\n\nWords = Annotated[list[str], NoDecode, BeforeValidator(split)]\n"
      ),
      "A list<string> csv"),
  ]

  // MARK: - Python

  static let python: [Case] = [
    Case(
      "os", "a.py",
      "a = os.environ[\"A_B\"]\nb = int(os.getenv(\"B\", \"1\"))\nc = os.environ.get(\"C\", \"\").split(\",\")\nd = json.loads(os.environ[\"D\"])\ne = (os.getenv(\"E\") or \"\").split(\",\")\nf = os.getenv(\"F\").split(\";\")",
      "A_B!", "B int", "C list<string> csv", "D! json json", "E list<string> csv", "F"),
    Case(
      "blocks that need not run", "a.py",
      "if USE_S3:\n    a = os.environ[\"A\"]\nelse:\n\n    b = os.environ[\"B\"]\ndef f():\n    c = os.environ[\"C\"]\n    if c:\n        d = g(\n            os.environ[\"D\"])\nif __name__ == \"__main__\":\n    e = os.environ[\"E\"]\nf = os.environ[\"F\"]\n",
      "A", "B", "C!", "D", "E!", "F!"),
    Case(
      "a name in between", "a.py", "hosts = os.getenv(\"HOSTS\")\nx = [h.strip() for h in hosts.split(\",\")]",
      "HOSTS list<string> csv"),
    Case(
      "decouple", "a.py",
      "from decouple import config, Csv\na = config(\"A\")\nb = config(\"B\", default=True, cast=bool)\nc = config(\"C\", cast=Csv())\nd = config(\"D\", default=\"\", cast=lambda v: [s for s in v.split(\",\")])",
      "A!", "B bool", "C! list<string> csv", "D list<string> csv"),
    Case(
      "starlette", "a.py",
      "from starlette.config import Config\nconfig = Config(\".env\")\na = config(\"A\", cast=Secret)\nb = config(\"B\", cast=CommaSeparatedStrings, default=\"\")",
      "A! string secret", "B list<string> csv"),
    Case(
      "django-environ", "a.py",
      "import environ\nenv = environ.Env(DEBUG=(bool, False))\na = env(\"A\")\nb = env.list(\"B\", default=[])\nc = env.json(\"C\")\nd = env.db()\ne = env.cache(default=\"x\")\nf = env.db(\"F_URL\")\ng = env.bool(\"DEBUG\")",
      "DEBUG bool", "A!", "B list<string> csv", "C! json json", "DATABASE_URL! url", "CACHE_URL url", "F_URL! url",
      "DEBUG bool"),
    Case(
      "environs with prefixes", "a.py",
      "from environs import Env\nenv = Env()\nwith env.prefixed(\"A_\"):\n    b = env.str(\"B\")", "B string"),
  ]

  // MARK: - JavaScript

  static let javaScript: [Case] = [
    Case(
      "process.env", "a.ts",
      "const a = process.env.A!; const b = process.env.B ?? \"x\"; const c = (process.env.C || \"\").split(\",\");\nconst d = JSON.parse(process.env.D!); const e = Number(process.env.E); const f = process.env.F!.split(\",\");",
      "A!", "B", "C list<string> csv", "D! json json", "E float", "F! list<string> csv"),
    Case(
      "others", "a.ts",
      "Bun.env.A; Deno.env.get(\"B\"); Deno.env.get(\"C\")!; import.meta.env.VITE_D; const { E, F = \"x\" } = process.env;",
      "A", "B", "C!", "VITE_D", "E", "F"),
    Case(
      "the configuration of Prisma", "prisma.config.ts", "export default { datasource: { url: env(\"DB_URL\") } }",
      "DB_URL!"),
    Case("an env of something else", "a.ts", "const x = env(\"A\"); c.env.B; meta.env.C;"),
  ]

  static let schemas: [Case] = [
    Case(
      "zod", "a.ts",
      "const schema = z.object({ A: z.string().url(), B: z.coerce.number().default(3), C: z.string().optional(), D: z.enum([\"a\", \"b\"]), E: z.string().transform((s) => s.split(\",\")), F: shared, G: z.coerce.boolean(), h: z.string() });\nexport const env = schema.parse(process.env);",
      "A! url", "B float", "C", "D! enum(a, b)", "E! list<string> csv", "F", "G"),
    Case("zod of something else", "a.ts", "const schema = z.object({ A: z.string() });\nschema.parse(body);"),
    Case("zod at once", "a.ts", "const env = z.object({ A: z.string() }).safeParse(process.env);", "A!"),
    Case(
      "t3-env", "env.mjs",
      "export const env = createEnv({ server: { A: z.string().min(1) }, client: { NEXT_PUBLIC_B: z.string() }, runtimeEnv: { A: process.env.A, NEXT_PUBLIC_B: process.env.NEXT_PUBLIC_B } });",
      "A", "NEXT_PUBLIC_B", "A!", "NEXT_PUBLIC_B!"),
    Case(
      "envalid", "a.js",
      "const env = cleanEnv(process.env, { A: str(), B: port({ default: 3000 }), C: json({ devDefault: {} }), D: bool() });",
      "A!", "B port", "C! json json", "D! bool"),
    Case(
      "envsafe", "a.js", "export const env = envsafe({ A: envsafeStr(), B: url({ default: \"x\" }) });", "A!", "B url"),
    Case(
      "convict", "a.js",
      "convict({ db: { host: { format: String, default: \"x\", env: \"DB_HOST\" }, hosts: { format: Array, default: [], env: \"HOSTS\" }, key: { default: \"\", env: \"KEY\", sensitive: true }, port: { format: \"port\", default: 1, env: \"P\" } } });",
      "DB_HOST", "HOSTS list<string> csv", "KEY secret", "P port"),
  ]

  // MARK: - Go, Prisma

  static let others: [Case] = [
    Case(
      "os.Getenv", "a.go",
      "func main() {\n\ta := os.Getenv(\"A\") // os.Getenv(\"NO\")\n\tb, ok := os.LookupEnv(`B`)\n\tc, ok := os.LookupEnv(\"C\")\n}",
      "A", "C"),
    Case(
      "envconfig", "a.go",
      "type C struct {\n\tURL string `envconfig:\"DATABASE_URL\" required:\"true\"`\n\tPort int `envconfig:\"PORT\" default:\"8080\"`\n\tTags []string `envconfig:\"TAGS\"`\n}",
      "DATABASE_URL! string", "PORT int", "TAGS list<string> csv"),
    Case(
      "env", "a.go",
      "type C struct {\n\tA string `env:\"A_B,required\"`\n\tB bool `env:\"B\" envDefault:\"true\"`\n\tC []int `env:\"C\" envSeparator:\";\"`\n\tD string `env:\"D,notEmpty\" json:\"d\"`\n\tE string `env:\"E\" env-required:\"true\"`\n}",
      "A_B! string", "B bool", "C list<int>", "D! string", "E! string"),
    Case(
      "viper", "a.go",
      "func main() {\n\tviper.SetEnvPrefix(\"shop\")\n\tviper.AutomaticEnv()\n\tx := viper.GetString(\"database.url\")\n}",
      "SHOP_DATABASE_URL"),
    Case(
      "a schema of Prisma", "schema.prisma",
      "// url = env(\"NO\")\ndatasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n  directUrl = env(\"DIRECT_URL\")\n}\n",
      "DATABASE_URL! url<postgresql|postgres|prisma|prisma+postgres>",
      "DIRECT_URL url<postgresql|postgres|prisma|prisma+postgres>"),
  ]
}
