/**
 * Loaded into every process that the scripts start: standard input is a pipe from the starter, and its end
 * means that the starter is gone, were it by kill -9. Then this process ends as if asked to; and in any
 * case, since what it needs for an orderly end (PostgreSQL) may be gone as well.
 */
const { isMainThread } = require('node:worker_threads');

const LAST_SECONDS = 10;

function end() {
  setTimeout(() => process.exit(1), LAST_SECONDS * 1000).unref();
  process.kill(process.pid, 'SIGTERM');
}

// Worker threads load this as well, but have an empty input of their own.
if (isMainThread) process.stdin.on('end', end).on('error', end).resume().unref();
