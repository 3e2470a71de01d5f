// The server of the stand-in: what .next/standalone/server.js and `next start` run.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { renderToString } from "react-dom/server";

/** The parameters of a route such as `/api/prices/[symbol]`, or null when the address is another one. */
function match(route, pathname) {
  const expected = route.split("/");
  const given = pathname.split("/");
  if (expected.length !== given.length) return null;
  const params = {};
  for (const [i, part] of expected.entries()) {
    if (part.startsWith("[")) params[part.slice(1, -1)] = decodeURIComponent(given[i]);
    else if (part !== given[i]) return null;
  }
  return params;
}

async function render(layout, page) {
  const html = renderToString(layout.default({ children: await page.default() }));
  const script = '<script src="/_next/static/client.js" defer></script></body>';
  return "<!DOCTYPE html>" + html.replace("</body>", script);
}

async function answer(request, layout, page, routes) {
  const { pathname } = new URL(request.url, "http://localhost");
  for (const [route, handlers] of routes) {
    const params = match(route, pathname);
    const handler = handlers[request.method];
    if (params && handler) {
      return handler(new Request(new URL(request.url, "http://localhost")), { params: Promise.resolve(params) });
    }
  }
  if (pathname === "/") return new Response(await render(layout, page), { headers: { "content-type": "text/html" } });
  if (pathname.startsWith("/_next/static/")) {
    const file = path.join(".next/static", path.basename(pathname));
    if (fs.existsSync(file)) {
      return new Response(fs.readFileSync(file), { headers: { "content-type": "text/javascript" } });
    }
  }
  return new Response("not found", { status: 404 });
}

export function serve(layout, page, routes) {
  const server = http.createServer(async (request, response) => {
    let result;
    try {
      result = await answer(request, layout, page, routes);
    } catch (reason) {
      console.error(reason);
      result = new Response("internal error", { status: 500 });
    }
    response.writeHead(result.status, Object.fromEntries(result.headers));
    response.end(Buffer.from(await result.arrayBuffer()));
  });
  const { HOSTNAME: host = "0.0.0.0", PORT: port = "3000" } = process.env;
  server.listen(Number(port), host, () => console.log(`ready on http://${host}:${port}`));
  // As Next does: open requests finish, then the process ends by itself.
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
    });
  }
}
