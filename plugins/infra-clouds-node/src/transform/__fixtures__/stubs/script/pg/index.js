const { EventEmitter } = require('node:events');
const recorder = require('recorder');

/** Keeps one connection, and asks for the password when it makes a new one. */
exports.Pool = class Pool extends EventEmitter {
  constructor({ password, ssl, allowExitOnIdle }) {
    super();
    if (ssl.ca.toString() !== 'certificates' || !allowExitOnIdle) throw new Error('not as wanted');
    Object.assign(this, { password, open: false });
  }
  async connect() {
    if (this.listenerCount('error') === 0) throw new Error('an error would end the program');
    if (!this.open) recorder.called('pg.connect', await this.password());
    recorder.database();
    this.open = true;
    return { release() {} };
  }
  async query(sql, values) {
    await this.connect();
    recorder.called('pool.query', sql);
    try {
      return recorder.run(sql, values);
    } catch (error) {
      this.open = false;
      throw error;
    }
  }
};
