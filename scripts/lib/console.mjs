/** What the scripts say on the terminal: one line per step, colour only where a person looks. */
const coloured = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);

export const say = {
  /** Something begins. */
  step: text => console.log(`${paint('36', '›')} ${text}`),
  /** Something went well. */
  done: text => console.log(`${paint('32', '✓')} ${text}`),
  /** Worth a look; nothing stops. */
  note: text => console.log(`${paint('33', '!')} ${text}`),
  /** The run stops here. */
  failure: text => console.error(`${paint('31', '✗')} ${text}`),
  plain: text => console.log(text),
};

/** Seconds since `start` (a `performance.now()`), as "3.4 s" or "2 min 5 s". */
export function elapsed(start) {
  const seconds = (performance.now() - start) / 1000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
