import type { PlannedChange } from '@bailiwick/backstage-plugin-infra-common';
import { compilePolicies } from './policies';
import { compareVersions } from './TypeEntry';

const subject = {
  ...{ name: 'shop', unit: { slug: 'checkout' }, site: 'ams1' },
  ...{ variables: { size: 3 }, cost: { cpu: 3, ramGb: 6 } },
};

const change = (action: PlannedChange['action'], address = 'x'): PlannedChange => ({
  ...{ address, action, attributes: [] },
});

const policy = (expression: string, name = 'p') => ({ name, expression, message: `Not ${name}` });

describe('policies', () => {
  const policies = compilePolicies([
    policy('plan.destroy == 0 && plan.replace == 0', 'loss'),
    policy('plan.changes.all(one, one.address != "db")', 'db'),
    policy('cost.cpu < 4 && unit == "checkout"', 'price'),
  ]);

  it('that name the plan are held against plans only', () => {
    expect(policies.checkRequest(subject)).toEqual([]);
    expect(policies.checkPlan(subject, [change('create')])).toEqual([
      { name: 'loss', passed: true },
      { name: 'db', passed: true },
      { name: 'price', passed: true },
    ]);
    expect(policies.checkPlan(subject, [change('replace', 'db')])).toEqual([
      { name: 'loss', passed: false, message: 'Not loss' },
      { name: 'db', passed: false, message: 'Not db' },
      { name: 'price', passed: true },
    ]);
  });

  it('are broken where they fail, or give anything but true', () => {
    const odd = compilePolicies([policy('variables.colour == "red"'), policy('variables.size')]);
    const problems = odd.checkRequest(subject);
    expect(problems).toHaveLength(2);
    expect(problems[0].message).toMatch(
      /^Not p \(The expression variables.colour == "red" fails: /,
    );
    expect(problems[1]).toEqual({ pointer: '/policies/p', message: 'Not p' });
  });
});

describe('versions', () => {
  it.each([
    ['1.9.0', '1.10.0'],
    ['1.10.0-rc1', '1.10.0'],
    ['v1', '2'],
    ['2024-05', '2024-11'],
    ['blue', 'green'],
  ])('%s comes before %s', (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
  });
});
