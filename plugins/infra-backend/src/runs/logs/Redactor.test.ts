import { Redactor } from './Redactor';

const redactorOf = (...secrets: string[]) => {
  const redactor = new Redactor();
  secrets.forEach(secret => redactor.add(secret));
  return redactor;
};

describe('Redactor', () => {
  it('hides every occurrence of a secret', () => {
    expect(redactorOf('hunter2').clean('hunter2 and xhunter2x')).toBe('*** and x***x');
  });

  it('hides a secret that contains another as a whole', () => {
    expect(redactorOf('abc', 'abcdef').clean('abcdef abc')).toBe('*** ***');
  });

  it('hides each line of a secret of several', () => {
    const key = '-----BEGIN KEY-----\nMIIE\nqkw3\n-----END KEY-----\n';
    expect(redactorOf(key).clean('line: MIIE\nqkw3')).toBe('line: ***\n***');
  });

  it('leaves what every line may have in common', () => {
    expect(redactorOf('{\n"password": "x1"\n}').clean('{ } "password": "x1"')).toBe('{ } ***');
  });

  it('cleans every text of a summary, and leaves the rest', () => {
    const summary = {
      create: 2,
      urls: ['https://bot:hunter2@git'],
      of: { hunter2: null, ok: true },
    };
    expect(redactorOf('hunter2').cleanAll(summary)).toEqual({
      create: 2,
      urls: ['https://bot:***@git'],
      of: { '***': null, ok: true },
    });
  });

  it('does not take blanks for a secret', () => {
    expect(redactorOf('', ' ', '\n').clean('a b\nc')).toBe('a b\nc');
  });

  it('takes characters of regular expressions as they are', () => {
    expect(redactorOf('a.b*$&').clean('a.b*$& axbb')).toBe('*** axbb');
  });
});
