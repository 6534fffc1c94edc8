import { devNull } from 'node:os';

const PROXIES = ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'].flatMap(name => [
  name,
  name.toUpperCase(),
]);

/** Of the backend's own environment a tool sees how to find programs and how to get out, and nothing else. */
const PASSED_ON = ['PATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR', ...PROXIES];

/** What every tool is run with; `home` is its home folder. */
export function baseEnvironment(home: string): Record<string, string> {
  const passed = PASSED_ON.flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(passed),
    HOME: home,
    LC_ALL: 'C.UTF-8',
    // Git, of which the tools make use for modules: no settings of the machine, no questions.
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
  };
}
