const fs = require("fs");
const { greeting } = require("greeter");

if (process.env.NODE_ENV !== "production") throw new Error("NODE_ENV is not production");
if (fs.existsSync("node_modules/compiler")) throw new Error("the image has what only the build needs");
require("http")
  .createServer((request, response) => {
    response.statusCode = request.url === "/health" ? 200 : 404;
    response.end(greeting);
  })
  .listen(process.env.PORT);
process.on("SIGTERM", () => process.exit(0));
