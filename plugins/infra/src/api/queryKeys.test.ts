import { keysTouchedBy, queryKeys } from './queryKeys';

describe('keysTouchedBy', () => {
  it('a change of quota touches the figures, the tree and what is checked against them', () => {
    expect(keysTouchedBy({ subject: 'quota', id: 'u' })).toEqual([
      queryKeys.quota,
      queryKeys.allocations,
      queryKeys.dryRun,
    ]);
  });

  it('a change of one resource leaves the others alone', () => {
    expect(keysTouchedBy({ subject: 'resource', id: 'r' })).toEqual([
      queryKeys.resourceLists,
      queryKeys.approvals,
      queryKeys.workflows,
      queryKeys.resource('r'),
    ]);
  });

  it('a run touches itself and its resource, whose runs are kept beneath it', () => {
    const keys = keysTouchedBy({ subject: 'run', id: 'run', resourceId: 'r' });
    expect(keys).toContainEqual(queryKeys.run('run'));
    expect(keys).toContainEqual(queryKeys.resource('r'));
    expect(queryKeys.runs('r').slice(0, 3)).toEqual(queryKeys.resource('r'));
  });

  it('an approval touches its resource, which says whether one is open', () => {
    expect(keysTouchedBy({ subject: 'approval', id: 'a', resourceId: 'r' })).toEqual([
      queryKeys.approvals,
      queryKeys.resource('r'),
    ]);
  });

  it.each([
    ['resourceType', queryKeys.resourceTypes],
    ['integration', queryKeys.integrations],
    ['secret', queryKeys.secrets],
    ['blueprint', queryKeys.blueprints],
    ['schedule', queryKeys.schedules],
  ] as const)('a change of a %s touches what is kept of them', (subject, key) => {
    expect(keysTouchedBy({ subject })).toEqual([key]);
  });

  it('a workflow and a batch touch themselves and their lists', () => {
    expect(keysTouchedBy({ subject: 'workflow', id: 'w' })).toEqual([
      queryKeys.workflowLists,
      queryKeys.workflow('w'),
    ]);
    expect(keysTouchedBy({ subject: 'batch', id: 'b' })).toEqual([
      queryKeys.batchLists,
      queryKeys.batch('b'),
    ]);
  });

  it('takes what it does not know for nothing', () => {
    expect(keysTouchedBy({ subject: 'weather' as never })).toEqual([]);
  });
});
