import { parse } from 'yaml';
import { editEntryFile } from './editEntryFile';

const PATH = 'namespaces/alpha.yaml';
const ALPHA = { name: 'alpha', teamId: 'team-1', resourceQuota: { cpu: 2, memory: '4Gi' } };

describe('a file of its own', () => {
  it.each([undefined, '', '# made by hand\n'])('is begun from %j', text => {
    const written = editEntryFile(text, PATH, ALPHA) ?? '';
    expect(parse(written)).toEqual(ALPHA);
    expect(written.startsWith(text ?? '')).toBe(true);
  });

  it('keeps keys, comments and order of others, and is written only where it differs', () => {
    const text =
      '# of the team\nlabels: {a: 1}\nresourceQuota:\n  pods: 10 # enough\n  cpu: 1\nname: alpha\n';
    const written = editEntryFile(text, PATH, ALPHA) ?? '';
    expect(parse(written)).toEqual({
      ...ALPHA,
      labels: { a: 1 },
      resourceQuota: { pods: 10, cpu: 2, memory: '4Gi' },
    });
    expect(written).toContain('# of the team');
    expect(written).toContain('pods: 10 # enough');
    expect(written.indexOf('labels')).toBeLessThan(written.indexOf('resourceQuota'));
    expect(editEntryFile(written, PATH, ALPHA)).toBeUndefined();
  });

  it.each([
    ['name: beta\n', 'is the file of "beta", not of "alpha"'],
    ['name: alpha\nteamId: team-2\n', 'belongs to the team team-2'],
    ['- 1\n', 'is not a map'],
    ['a: [\n', 'is not valid YAML'],
  ])('is refused as %j', (text, message) => {
    expect(() => editEntryFile(text, PATH, ALPHA)).toThrow(message);
  });
});
