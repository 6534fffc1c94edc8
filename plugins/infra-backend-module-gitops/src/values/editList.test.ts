import { parse } from 'yaml';
import { editList } from './editList';
import type { Entry, EntryChange } from './entry';

const PATH = 'src/helm/values.yaml';

const entry = (name: string, cpu = 2, teamId = 'team-1'): Entry => ({
  name,
  teamId,
  resourceQuota: { cpu, memory: `${cpu * 2}Gi` },
});

const put = (name: string, cpu?: number, teamId?: string): EntryChange => ({
  put: entry(name, cpu, teamId),
});
const remove = (name: string): EntryChange => ({ remove: name });

const edit = (text: string | undefined, ...changes: EntryChange[]) => {
  const { text: edited, refusals } = editList(text, PATH, 'namespaces', changes);
  expect([...refusals.values()]).toEqual([]);
  return edited;
};

const ALPHA = [
  '  - name: alpha',
  '    teamId: team-1',
  '    resourceQuota:',
  '      cpu: 2',
  '      memory: 4Gi',
  '',
].join('\n');

describe('a list that has nothing yet', () => {
  it.each([
    ['a missing file', undefined, `namespaces:\n${ALPHA}`],
    ['an empty file', '', `namespaces:\n${ALPHA}`],
    ['nothing but comments', '# to be filled\n', `# to be filled\nnamespaces:\n${ALPHA}`],
    ['a missing key', 'other:  1 # mine\n', `other:  1 # mine\nnamespaces:\n${ALPHA}`],
    ['a file without a newline at its end', 'other: 1', `other: 1\nnamespaces:\n${ALPHA}`],
    ['an empty list', 'namespaces: []\nother: 1\n', `namespaces:\n${ALPHA}other: 1\n`],
    ['an empty list with a comment', 'namespaces: [] # all\n', `namespaces: # all\n${ALPHA}`],
    ['a null', 'namespaces: null\nother: 1\n', `namespaces:\n${ALPHA}other: 1\n`],
    ['a tilde', 'namespaces: ~', `namespaces:\n${ALPHA}`],
    ['no value', 'namespaces:\nother: 1\n', `namespaces:\n${ALPHA}other: 1\n`],
    ['an indented map', '  a: 1\n', `  a: 1\n  namespaces:\n${ALPHA.replace(/^(?=.)/gm, '  ')}`],
  ])('%s', (_, before, after) => {
    expect(edit(before, put('alpha'))).toBe(after);
  });

  it('stays as it is when what is not there is removed', () => {
    expect(edit('namespaces: []\n', remove('alpha'))).toBeUndefined();
    expect(edit(undefined, remove('alpha'))).toBeUndefined();
  });
});

const FILE = `# Values of the chart
global:   {a: 1,   b: "two"}

namespaces:
- name: alpha   # the first
  teamId: team-1
  resourceQuota: &small
    cpu:    2
    memory: '4Gi'
  labels: {owner: alice}


# beta is special
- teamId: team-1
  name: "beta"
  resourceQuota: *small

tail: |+
  keep

  this

`;

describe('a list with entries', () => {
  it('gets a further entry in its own indentation, and every other byte stays', () => {
    const after = edit(FILE, put('gamma')) ?? '';
    const added =
      '- name: gamma\n  teamId: team-1\n  resourceQuota:\n    cpu: 2\n    memory: 4Gi\n';
    expect(after).toBe(FILE.replace('*small\n', `*small\n${added}`));
  });

  it('loses an entry, and nothing else', () => {
    const after = edit(FILE, remove('beta'));
    expect(after).toBe(
      FILE.replace('- teamId: team-1\n  name: "beta"\n  resourceQuota: *small\n', ''),
    );
  });

  it('is left alone where it says already what is wanted', () => {
    expect(edit(FILE, put('alpha', 2), put('beta', 2))).toBeUndefined();
  });

  it('has only the values written that differ', () => {
    const text = FILE.replace('&small', '').replace('*small', '{cpu: 1, memory: 1Gi}');
    expect(edit(text, put('alpha', 8))).toBe(
      text.replace('cpu:    2', 'cpu:    8').replace("'4Gi'", '16Gi'),
    );
  });

  it('keeps what others took over from an entry that changes', () => {
    const after = edit(FILE, put('alpha', 8)) ?? '';
    expect(parse(after).namespaces).toEqual([
      {
        name: 'alpha',
        teamId: 'team-1',
        resourceQuota: { cpu: 8, memory: '16Gi' },
        labels: { owner: 'alice' },
      },
      { name: 'beta', teamId: 'team-1', resourceQuota: { cpu: 2, memory: '4Gi' } },
    ]);
    expect(after).toContain('# beta is special');
    expect(after).toContain('# Values of the chart');
  });

  it('keeps what others took over from an entry that goes', () => {
    const after = edit(FILE, remove('alpha')) ?? '';
    expect(parse(after).namespaces).toEqual([
      { name: 'beta', teamId: 'team-1', resourceQuota: { cpu: 2, memory: '4Gi' } },
    ]);
    expect(after).toContain('&small');
  });

  it('becomes an empty list again', () => {
    const one = `namespaces: # all\n${ALPHA}tail: 1\n`;
    expect(edit(one, remove('alpha'))).toBe('namespaces: [] # all\ntail: 1\n');
  });

  it('matches names exactly', () => {
    expect(edit(FILE, remove('alph'), remove('alpha '), remove('ALPHA'))).toBeUndefined();
  });

  it('takes the last of several changes of one name', () => {
    expect(edit(FILE, put('gamma'), remove('gamma'))).toBeUndefined();
    expect(parse(edit(FILE, remove('beta'), put('beta', 4)) ?? '').namespaces[1]).toMatchObject({
      resourceQuota: { cpu: 4, memory: '8Gi' },
    });
  });

  it('drops a second entry of the same name', () => {
    const twice = `namespaces:\n${ALPHA}${ALPHA}`;
    expect(edit(twice, put('alpha'))).toBe(`namespaces:\n${ALPHA}`);
    expect(edit(twice, remove('alpha'))).toBe('namespaces: []\n');
  });

  it('is edited in its own form where it stands in one line', () => {
    const after = edit('{"a": 1, "namespaces": [{"name": "beta"}]}\n', put('alpha')) ?? '';
    expect(parse(after)).toEqual({ a: 1, namespaces: [{ name: 'beta' }, entry('alpha')] });
  });

  it('keeps the ends of lines of another system', () => {
    const after = edit('# x\r\nnamespaces:\r\n  - name: beta\r\n', put('alpha')) ?? '';
    expect(after.startsWith('# x\r\nnamespaces:\r\n  - name: beta\r\n  - name: alpha\r\n')).toBe(
      true,
    );
    expect(after.replace(/\r\n/g, '')).not.toContain('\n');
  });

  it('quotes what Helm would take for something else', () => {
    const after = edit('namespaces: []\n', put('yes'), put('1e3'), put('0777')) ?? '';
    expect(after).toContain('name: "yes"');
    expect(parse(after, { version: '1.1' }).namespaces.map(({ name }: Entry) => name)).toEqual([
      'yes',
      '1e3',
      '0777',
    ]);
  });
});

describe('what cannot be edited is refused in a sentence', () => {
  it.each([
    ['a: [', `${PATH} is not valid YAML (line 1: `],
    ['- a\n- b\n', `${PATH} is not a map of keys and values`],
    ['namespaces: {a: 1}\n', `namespaces in ${PATH} is not a list`],
    ['namespaces: none\n', `namespaces in ${PATH} is not a list`],
    ['a: 1\n---\nb: 1\n', `${PATH} has several YAML documents`],
    ['namespaces: []\nnamespaces: []\n', `${PATH} has namespaces more than once`],
  ])('%j', (text, message) => {
    expect(() => edit(text, put('alpha'))).toThrow(message);
  });

  it("does not take another team's entry over, and makes the other changes", () => {
    const { text, refusals } = editList(FILE, PATH, 'namespaces', [
      put('alpha', 2, 'team-2'),
      put('gamma'),
    ]);
    expect(refusals.get(0)?.message).toContain('it belongs to the team team-1');
    expect(refusals.size).toBe(1);
    expect(text).toContain('name: gamma');
    expect(text).toContain('alpha   # the first');
  });
});
