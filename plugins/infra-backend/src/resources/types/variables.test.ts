import type { Variables } from '@bailiwick/backstage-plugin-infra-common';
import fc from 'fast-check';
import { VariableRules } from './variables';
import { findSchemaProblems, type VariableSchema } from './variableSchema';

const scalar = fc.oneof(
  fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: -5, max: 5 }) }),
  fc.record({ type: fc.constant('string'), maxLength: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ type: fc.constant('boolean') }),
  fc.record({
    type: fc.constant('string'),
    enum: fc.constant(['a', 'b']),
    default: fc.constant('a'),
  }),
  fc.record({ type: fc.constant('integer'), default: fc.integer({ min: 0, max: 3 }) }),
);

const property = fc.oneof(
  scalar,
  fc.record({ type: fc.constant('array'), items: scalar }),
  fc
    .tuple(scalar, fc.boolean(), fc.boolean(), fc.boolean())
    .map(([schema, restricted, frozen, unique]) => ({ ...schema, restricted, frozen, unique })),
  fc.record({ type: fc.constant('string'), sensitive: fc.constant(true) }),
);

const NAMES = ['a', 'b', 'c', 'd'];

const schema: fc.Arbitrary<VariableSchema> = fc
  .record({
    properties: fc.dictionary(fc.constantFrom(...NAMES), property, { maxKeys: 4 }),
    required: fc.subarray(NAMES),
  })
  .map(({ properties, required }) => ({
    type: 'object',
    additionalProperties: false,
    properties,
    required: required.filter(name => name in properties),
  }));

const value = fc.oneof(
  fc.integer({ min: -6, max: 6 }),
  fc.constantFrom('a', 'b', '', 'abcdef'),
  fc.boolean(),
  fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
  fc.constant({ $secret: 'db' }),
);

const given = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 4 });

describe('variables that were accepted', () => {
  it('are accepted again, unchanged, by whoever asks', () => {
    let accepted = 0;
    fc.assert(
      fc.property(schema, given, fc.boolean(), (rules, wish, isAdministrator) => {
        expect(findSchemaProblems(rules)).toEqual([]);
        const checked = new VariableRules(rules);
        const first = checked.check(wish as Variables, { isAdministrator });
        if (first.problems.length > 0) return;
        accepted += 1;
        expect(checked.check(first.variables, { isAdministrator })).toEqual(first);
        const later = { previous: first.variables, provisioned: true, isAdministrator: false };
        expect(checked.check(first.variables, later)).toEqual(first);
        expect(checked.uniqueValues(first.variables)).toEqual(
          checked.uniqueValues(structuredClone(first.variables)),
        );
      }),
      { numRuns: 200 },
    );
    expect(accepted).toBeGreaterThan(10);
  });
});

describe('variables', () => {
  it('are not changed by the check', () => {
    const rules = new VariableRules({
      type: 'object',
      properties: { a: { type: 'object', properties: { b: { type: 'integer', default: 1 } } } },
    });
    const wish = { a: {} };
    expect(rules.check(wish).variables).toEqual({ a: { b: 1 } });
    expect(wish).toEqual({ a: {} });
  });

  it('from parents are those of the right type and output', () => {
    const rules = new VariableRules({
      type: 'object',
      properties: { id: { type: 'string', from: 'network.net.id' }, x: { type: 'string' } },
      required: ['id'],
    });
    expect(rules.uses('network', ['net.id'])).toBe(true);
    expect(rules.uses('network', ['id'])).toBe(false);
    const parents = [
      { type: 'cluster', outputs: { 'net.id': 'wrong' } },
      { type: 'network', outputs: { 'net.id': 'right' } },
    ];
    const resolved = rules.resolveFrom({ x: 'y' }, parents);
    expect(resolved).toEqual({ x: 'y', id: 'right' });
    expect(rules.unresolved(resolved)).toEqual([]);
    expect(rules.unresolved(rules.resolveFrom({}, []))).toEqual([
      { variable: 'id', from: 'network.net.id' },
    ]);
  });
});
