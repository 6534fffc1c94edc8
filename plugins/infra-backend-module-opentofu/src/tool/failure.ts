const STALE = /Saved plan is stale|Saved plan does not match the given state|plan file .*stale/i;
const LOCKED = /Error acquiring the state lock/;

const lastLines = (text: string) => text.trimEnd().split('\n').slice(-3).join('\n');

/** What a person is told of a call that failed: the first error that the tool reported, as one line. */
export function failureOf(command: string, exitCode: number, tail: string): Error {
  const text = tail.replace(/^[│╷╵ \t]+/gmu, '');
  if (STALE.test(text)) return new Error('The plan is outdated: plan and approve again');
  const found = text.indexOf('Error: ');
  const whole = found === -1 ? lastLines(text) : text.slice(found + 'Error: '.length);
  // Of the lock that it tried to take, and advice that helps nobody here.
  const [said] = whole.split('\nLock Info:');
  const reason = said
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .join('; ');
  const lock = LOCKED.test(text)
    ? ' Where no run goes on any more, the lock of a lost one can be taken away by the action unlock.'
    : '';
  return new Error(
    `${command} failed: ${reason || `it ended with ${exitCode}`}.${lock}`.replace(
      /\.\.(?= |$)/,
      '.',
    ),
  );
}
