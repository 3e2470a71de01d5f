exports.greeting = "up";
