const express = require("express");

const app = express();
const secret = process.env.SESSION_SECRET || "keyboard cat";
const api = `${process.env.CATALOG_URL}/v1`;

app.get("/health", (request, answer) => answer.json({ api, signed: Boolean(secret) }));
app.listen(3000, "localhost");
