import { packPlan, unpackPlan } from './artifact';
import { plannedChanges, secretsOfPlan, summaryOf, withoutSecrets } from './changes';
import { type PlanJson, planJsonSchema } from './planJson';

const planOf = (change: object, further: object = {}): PlanJson =>
  planJsonSchema.parse({
    resource_changes: [{ address: 'a.b', type: 'a', change: { actions: ['update'], ...change } }],
    ...further,
  });
const attributesOf = (change: object) => plannedChanges(planOf(change))[0].attributes;

describe('plannedChanges', () => {
  it.each([
    [['create'], 'create'],
    [['read'], 'read'],
    [['update'], 'update'],
    [['delete'], 'destroy'],
    [['delete', 'create'], 'replace'],
    [['create', 'delete'], 'replace'],
  ])('takes %j for %s', (actions, action) => {
    expect(plannedChanges(planOf({ actions, before: {}, after: {} }))).toMatchObject([{ action }]);
  });

  it('leaves out what stays, and actions that nobody knows yet', () => {
    for (const actions of [['no-op'], [], ['levitate']]) {
      expect(plannedChanges(planOf({ actions }))).toEqual([]);
    }
  });

  it('tells of things that are not looked after any more', () => {
    expect(plannedChanges(planOf({ actions: ['forget'] }))).toMatchObject([
      { action: 'update', attributes: [{ path: '(state)', before: 'managed' }] },
    ]);
  });

  it('names what differs, part by part', () => {
    const attributes = attributesOf({
      before: { same: 1, tags: { a: 'x', b: 'y' }, rules: [{ port: 1 }, { port: 2 }], gone: 'z' },
      after: {
        same: 1,
        tags: { a: 'x', c: '' },
        rules: [{ port: 1 }, { port: 3 }, {}],
        none: null,
      },
    });
    expect(attributes).toEqual([
      { path: 'tags.b', before: 'y' },
      { path: 'tags.c', after: '' },
      { path: 'rules[1].port', before: 2, after: 3 },
      { path: 'rules[2]', after: {} },
      { path: 'gone', before: 'z' },
    ]);
  });

  it('knows what is known only afterwards, however deep', () => {
    const attributes = attributesOf({
      before: { id: 'old', nested: { list: ['a'] } },
      after: { nested: { list: ['a'] } },
      after_unknown: { id: true, nested: { list: [false, true], extra: true } },
    });
    expect(attributes).toEqual([
      { path: 'id', before: 'old', unknown: true },
      { path: 'nested.list[1]', unknown: true },
      { path: 'nested.extra', unknown: true },
    ]);
  });

  it('shows nothing of what is sensitive on either side', () => {
    const attributes = attributesOf({
      before: { password: 'p-before', user: { name: 'u', key: 'k-before' }, list: ['l-before'] },
      after: { password: 'p-after', user: 'u', list: ['l-after'] },
      before_sensitive: { user: { key: true }, list: [true] },
      after_sensitive: { password: true },
    });
    expect(attributes).toEqual([
      { path: 'password', sensitive: true },
      { path: 'user', before: { name: 'u', key: '(sensitive)' }, after: 'u' },
      { path: 'list[0]', sensitive: true },
    ]);
  });

  it('says what makes another thing of it', () => {
    const attributes = attributesOf({
      actions: ['delete', 'create'],
      before: { size: 1, disk: [{ type: 'a' }] },
      after: { size: 2, disk: [{ type: 'b' }] },
      replace_paths: [['disk', 0]],
    });
    expect(attributes).toEqual([
      { path: 'size', before: 1, after: 2 },
      { path: 'disk[0].type', before: 'a', after: 'b', forcesReplacement: true },
    ]);
  });

  it('cuts very long texts', () => {
    const [{ after }] = attributesOf({ before: {}, after: { text: 'x'.repeat(100_000) } });
    expect(`${after}`.length).toBeLessThan(5_000);
  });
});

describe('secretsOfPlan', () => {
  const plan = planOf(
    {
      before: { note: 'with variable-secret in it', key: 'marked-secret' },
      after: { note: 'plain', copy: { of: ['marked-secret'] } },
      before_sensitive: { key: true },
      after_sensitive: {},
    },
    {
      variables: {
        token: { value: 'variable-secret' },
        size: { value: 12345 },
        tiny: { value: 'x' },
      },
      configuration: {
        root_module: {
          variables: { token: { sensitive: true }, tiny: { sensitive: true }, size: {} },
        },
      },
      output_changes: {
        login: { actions: ['update'], after: { user: 'output-secret' }, after_sensitive: true },
        open: { actions: ['update'], after: 'open-to-all', after_sensitive: false },
      },
    },
  );

  it('has what is sensitive and long enough, and nothing else', () => {
    expect(secretsOfPlan(plan).sort()).toEqual([
      'marked-secret',
      'output-secret',
      'variable-secret',
    ]);
  });

  it('are hidden where the program lost sight of them', () => {
    const changes = withoutSecrets(plannedChanges(plan), secretsOfPlan(plan));
    expect(changes[0].attributes).toEqual([
      { path: 'note', before: '(sensitive)', after: 'plain' },
      { path: 'key', sensitive: true },
      { path: 'copy.of[0]', after: '(sensitive)' },
    ]);
    expect(summaryOf(plan, changes)).toEqual({ update: 1, outputs: 2 });
  });
});

describe('packPlan', () => {
  it('gives back every byte', () => {
    const files = new Map([
      ['plan', Buffer.from([0, 255, 10, 13])],
      ['.terraform.lock.hcl', Buffer.alloc(0)],
      ['ä', Buffer.from('text')],
    ]);
    expect(new Map(unpackPlan(packPlan(files)))).toEqual(files);
  });
});
