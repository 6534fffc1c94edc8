exports.database = require('./database');
exports.messaging = require('./messaging');
exports.storage = require('./storage');
