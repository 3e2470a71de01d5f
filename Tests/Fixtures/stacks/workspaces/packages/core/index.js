exports.healthy = 200;
