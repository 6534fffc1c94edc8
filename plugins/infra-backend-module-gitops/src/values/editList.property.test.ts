import fc from 'fast-check';
import { parse } from 'yaml';
import { editList } from './editList';
import type { Entry, EntryChange } from './entry';

const NAMES = ['alpha', 'beta-1', 'b', '7', 'on', 'team-payments-shop', 'null'];

const PLAIN = { noNullPrototype: true } as const;

const entryOf: fc.Arbitrary<Entry> = fc.record(
  {
    name: fc.constantFrom(...NAMES),
    teamId: fc.constant('team-1'),
    resourceQuota: fc.record(
      {
        cpu: fc.integer({ min: 1, max: 64 }),
        memory: fc.integer({ min: 1, max: 512 }).map(amount => `${amount}Gi`),
      },
      PLAIN,
    ),
  },
  PLAIN,
);

const changeOf: fc.Arbitrary<EntryChange> = fc.oneof(
  entryOf.map(put => ({ put })),
  fc.constantFrom(...NAMES).map(remove => ({ remove })),
);

/** Pieces of files as people write them; each is whole lines and valid beside any other. */
const PIECES = [
  '# a comment\n',
  '\n',
  '\n\n\n',
  'KEY: 1\n',
  'KEY:   "two"   # why\n',
  'KEY: {a: 1,   b: [x,y]}\n',
  'KEY:\n- a\n-   b\n',
  'KEY:\n    deep:\n        - x: 1\n          y: 2 # z\n',
  'KEY: |\n  some\n    text\n\n  more\n',
  'KEY: |+\n  kept\n\n',
  "KEY: >-\n  folded\n  text with 'quotes'\n",
  'KEY: &KEY {shared: true}\nother-KEY: *KEY\n',
  'KEY:\n  <<: {a: 1}\n  b: ~\n',
  'KEY: 0x1F\n',
  'KEY: émoji 🚀\n',
  '? KEY\n: explicit\n',
];

const HEADS = [
  '',
  'namespaces: []\n',
  'namespaces:\n',
  'namespaces: ~ # nothing yet\n',
  'namespaces:\n  - name: old\n    teamId: team-9 # theirs\n    labels: [a,   b]\n',
  'namespaces:\n# first\n- teamId: team-9\n  name: old\n  note: |\n    lines\n\n    of text\n# last\n',
  'namespaces:\n    -   name: old\n\n\n    # between\n    -   {name: older, teamId: team-9}\n',
  'namespaces: [{name: old, teamId: team-9}]\n',
];

/** A file with the list somewhere between other keys; `KEY` becomes a name of its own for each piece. */
const fileOf = fc
  .record({
    before: fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }),
    list: fc.constantFrom(...HEADS),
    after: fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }),
  })
  .map(({ before, list, after }) => {
    const unique = (pieces: string[], prefix: string) =>
      pieces.map((piece, index) => piece.replaceAll('KEY', `${prefix}${index}`)).join('');
    return { before: unique(before, 'pre'), list, after: unique(after, 'post') };
  });

const isOurs = (item: { name: unknown }) => NAMES.includes(String(item.name));

describe('any file, after any sequence of changes', () => {
  it('parses, says what was asked for, and says of everything else what it said', () => {
    fc.assert(
      fc.property(
        fileOf,
        fc.array(fc.array(changeOf, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
        ({ before, list, after }, batches) => {
          const start = before + list + after;
          const { namespaces: foreign, ...others } = parse(start) ?? {};
          const wanted = new Map<string, Entry>();
          let text = start;
          for (const batch of batches) {
            const edit = editList(text, 'values.yaml', 'namespaces', batch);
            expect(edit.refusals.size).toBe(0);
            text = edit.text ?? text;
            for (const change of batch) {
              if ('put' in change) wanted.set(change.put.name, change.put);
              else wanted.delete(change.remove);
            }
            const { namespaces, ...rest } = parse(text) ?? {};
            expect(rest).toEqual(others);
            const items = (namespaces ?? []) as { name: unknown }[];
            expect(items.filter(item => !isOurs(item))).toEqual(foreign ?? []);
            expect(items.filter(isOurs).length).toBe(wanted.size);
            for (const entry of wanted.values()) expect(items).toContainEqual(entry);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('has every byte that was not ours, in its order', () => {
    fc.assert(
      fc.property(fileOf, fc.array(changeOf, { maxLength: 12 }), (file, changes) => {
        fc.pre(!file.list.includes('[{')); // this form has no lines of its own
        const { before, list, after } = file;
        let text = before + list + after;
        for (const change of changes) {
          text = editList(text, 'values.yaml', 'namespaces', [change]).text ?? text;
        }
        expect(text.startsWith(before)).toBe(true);
        expect(text.slice(before.length)).toContain(after);
        for (const line of list.split('\n').slice(1)) expect(text).toContain(line);
      }),
      { numRuns: 400 },
    );
  });

  it('is what it was once everything that was added is removed again', () => {
    fc.assert(
      fc.property(fileOf, fc.array(entryOf, { minLength: 1, maxLength: 6 }), (file, entries) => {
        fc.pre(file.list !== '' && !file.list.includes('[{'));
        const start = file.before + file.list + file.after;
        const edit = (text: string, changes: EntryChange[]) =>
          editList(text, 'values.yaml', 'namespaces', changes).text ?? text;
        const added = edit(
          start,
          entries.map(put => ({ put })),
        );
        const removed = edit(
          added,
          entries.map(({ name }) => ({ remove: name })),
        );
        const withoutKey = (text: string) => text.replace(/^namespaces:.*\n/m, '');
        expect(withoutKey(removed)).toBe(withoutKey(start));
      }),
      { numRuns: 200 },
    );
  });
});
