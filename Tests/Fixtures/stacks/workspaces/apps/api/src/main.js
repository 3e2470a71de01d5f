const { healthy } = require("core");

require("http")
  .createServer((request, response) => {
    response.statusCode = request.url === "/health" ? healthy : 404;
    response.end();
  })
  .listen(process.env.PORT);
process.on("SIGTERM", () => process.exit(0));
