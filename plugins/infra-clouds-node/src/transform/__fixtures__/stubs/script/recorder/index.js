// One store of objects in memory, whoever is asked, and a log of what was done to it in neutral words and in the provider's own.
const fs = require('node:fs');
const { DatabaseSync } = require('node:sqlite');

const objects = new Map();
const log = [];
const native = [];
const tables = new DatabaseSync(':memory:');
let connected = false;
const at = (bucket, key) => `${bucket}/${key}`;

exports.called = (name, ...args) => native.push([name, ...args]);
exports.put = (bucket, key, path) => {
  objects.set(at(bucket, key), fs.readFileSync(path));
  log.push(['upload', bucket, path, key]);
};
exports.read = (bucket, key) => objects.get(at(bucket, key));
exports.got = (bucket, key) => log.push(['download', bucket, key]);
exports.drop = (bucket, key) => {
  log.push(['delete', bucket, key]);
  return objects.delete(at(bucket, key));
};
exports.names = (bucket, prefix) => {
  log.push(['list_objects', bucket, prefix]);
  return [...objects.keys()]
    .filter(key => key.startsWith(at(bucket, prefix)))
    .map(key => key.slice(bucket.length + 1))
    .sort();
};
exports.send = (queue, body) => {
  log.push(['send', queue, body]);
  objects.set(at('queue', queue), [...(objects.get(at('queue', queue)) ?? []), body]);
};
exports.take = (queue, most) => {
  log.push(['receive', queue, most]);
  return (objects.get(at('queue', queue)) ?? []).splice(0, most);
};
exports.database = () => {
  if (!connected) log.push(['connect']);
  connected = true;
};
/** Answers the rows, and how many a statement changed, or null. */
exports.run = (sql, values) => {
  if (sql === 'lose the connection') {
    connected = false;
    throw new Error('the connection is lost');
  }
  log.push(['statement', sql, values]);
  const statement = tables.prepare(sql);
  const named = Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value]));
  if (/select|returning/.test(sql)) return { rows: statement.all(named), rowCount: null };
  const { changes } = statement.run(named);
  return { rows: [], rowCount: /^create/.test(sql) ? null : changes };
};
process.on('exit', () => fs.writeFileSync(process.env.RECORD, JSON.stringify({ log, native })));
