// A stand-in for Next.js where its real package cannot be had: `next build` and `next start` for one page, its layout,
// client components and route handlers. It puts its output where Next does (.next/standalone/server.js, .next/static),
// replaces NEXT_PUBLIC_… while building, and renders on request. React itself is real.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const STATIC = ".next/static";
const SERVER = ".next/server/server.js";
const esbuild = path.join(__dirname, "esbuild");

/** All files below a folder, as paths from here. */
function files(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? files(path.join(folder, entry.name)) : [path.join(folder, entry.name)]));
}

/** `app/api/prices/[symbol]/route.js` answers `/api/prices/[symbol]`. */
const address = (file) => "/" + path.relative("app", path.dirname(file));

const isClient = (file) => /^\s*["']use client["']/.test(fs.readFileSync(file, "utf8"));

function bundle(entry, output, options) {
  const publics = Object.entries(process.env).filter(([name]) => name.startsWith("NEXT_PUBLIC_"));
  const defines = publics.map(([name, value]) => `--define:process.env.${name}=${JSON.stringify(value)}`);
  const jsx = ["--loader:.js=jsx", "--jsx-factory=jsx", "--jsx-fragment=Fragment", `--inject:${__dirname}/jsx.js`];
  const common = ["--bundle", "--log-level=warning", '--define:process.env.NODE_ENV="production"'];
  execFileSync(esbuild, [entry, `--outfile=${output}`, ...common, ...jsx, ...defines, ...options], { stdio: "inherit" });
}

function build() {
  const config = fs.existsSync("next.config.js") ? require(path.resolve("next.config.js")) : {};
  const sources = files("app").filter((file) => file.endsWith(".js"));
  const routes = sources.filter((file) => path.basename(file) === "route.js");
  const clients = sources.filter(isClient);
  fs.rmSync(".next", { recursive: true, force: true });
  fs.mkdirSync(STATIC, { recursive: true });

  const imports = (list, name) => list.map((file, i) => `import * as ${name}${i} from "../${file}";`).join("\n");
  const islands = clients.map((file, i) => `islands.set(client${i}.default, ${JSON.stringify(file)});`).join("\n");
  fs.writeFileSync(
    ".next/server-entry.js",
    `import { islands } from "next/jsx.js";
import { serve } from "next/serve.js";
import * as layout from "../app/layout.js";
import * as page from "../app/page.js";
${imports(clients, "client")}
${imports(routes, "route")}
${islands}
serve(layout, page, [${routes.map((file, i) => `[${JSON.stringify(address(file))}, route${i}]`).join(", ")}]);
`,
  );
  fs.writeFileSync(
    ".next/client-entry.js",
    `import { hydrateRoot } from "react-dom/client";
${imports(clients, "client")}
const modules = { ${clients.map((file, i) => `${JSON.stringify(file)}: client${i}.default`).join(", ")} };
for (const place of document.querySelectorAll("[data-island]")) {
  hydrateRoot(place, jsx(modules[place.dataset.island], JSON.parse(place.dataset.props)));
}
`,
  );
  bundle(".next/server-entry.js", SERVER, ["--platform=node", "--format=cjs"]);
  bundle(".next/client-entry.js", `${STATIC}/client.js`, ["--minify", "--define:process.env={}"]);
  if (config.output === "standalone") {
    fs.mkdirSync(".next/standalone/.next", { recursive: true });
    fs.copyFileSync(SERVER, ".next/standalone/server.js");
    fs.copyFileSync("package.json", ".next/standalone/package.json");
  }
  console.log(`stand-in for next: 1 page, ${routes.length} routes, ${clients.length} client components`);
}

function start(words) {
  const value = (option, other) => (words.includes(option) ? words[words.indexOf(option) + 1] : other);
  process.env.HOSTNAME = value("--hostname", "0.0.0.0");
  process.env.PORT = value("--port", process.env.PORT ?? "3000");
  require(path.resolve(SERVER));
}

const [command, ...words] = process.argv.slice(2);
if (command === "build") build();
else if (command === "start") start(words);
else {
  console.error(`the stand-in for next knows build and start, not ${command}`);
  process.exit(1);
}
