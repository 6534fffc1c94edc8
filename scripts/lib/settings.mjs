/** Where things are and which ports they take. Every value can be set in the environment. */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** All that `npm start` keeps between two runs; `npm run reset` empties it. */
export const dataFolder = resolve(root, process.env.BAILIWICK_DATA_DIR ?? '.data');

export const logFolder = join(dataFolder, 'logs');

/** @typedef {'portal' | 'backend' | 'sandbox' | 'ldap' | 'postgres'} Part */

/** @type {Record<Part, { variable: string, port: number, what: string }>} */
export const parts = {
  portal: part('BAILIWICK_PORTAL_PORT', 3000, 'portal'),
  backend: part('BAILIWICK_BACKEND_PORT', 7007, 'backend'),
  sandbox: part('BAILIWICK_SANDBOX_PORT', 7100, 'sandbox'),
  ldap: part('BAILIWICK_LDAP_PORT', 7389, 'LDAP directory'),
  postgres: part('BAILIWICK_POSTGRES_PORT', 7432, 'PostgreSQL'),
};

/** @param {Part} name */
export const urlOf = name => `http://127.0.0.1:${parts[name].port}`;

function part(variable, fallback, what) {
  const text = process.env[variable] ?? `${fallback}`;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${variable} must be a port between 1 and 65535, not "${text}"`);
  }
  return { variable, port, what };
}
