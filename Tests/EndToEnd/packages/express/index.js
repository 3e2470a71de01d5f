// A stand-in for Express 5 where its real package cannot be had: Debian's Express 4 with what the example needs of 5. A
// promise that a handler returns and that is rejected goes to the error handlers.
const express = require("express");
const Layer = require("express/lib/router/layer");

const handle = Layer.prototype.handle_request;
Layer.prototype.handle_request = function (request, response, next) {
  const handler = this.handle;
  if (handler.length > 3) return handle.call(this, request, response, next);
  try {
    Promise.resolve(handler(request, response, next)).catch((error) => next(error ?? new Error("rejected")));
  } catch (error) {
    next(error);
  }
};

// As in 5: no body, no object.
const { raw } = express;
express.raw = (options) => {
  const parse = raw(options);
  return (request, response, next) =>
    parse(request, response, (error) => {
      if (!request._body) request.body = undefined;
      next(error);
    });
};

module.exports = express;
