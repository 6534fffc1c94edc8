const recorder = require('recorder');

const run = (sql, parameters) => {
  recorder.database();
  return recorder.run(sql, parameters ?? []);
};
exports.connect = async () => recorder.database();
exports.query = async ({ sql, parameters }) => run(sql, parameters).rows;
exports.execute = async ({ sql, parameters }) => run(sql, parameters).rowCount ?? 0;
