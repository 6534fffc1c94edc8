import { groupPages, PAGE_GROUPS } from './groups';

const page = (path: string) => ({ path, title: path });

describe('groupPages', () => {
  it('puts together what belongs together, in the order of the groups', () => {
    const groups = groupPages(['audit', 'schedules', 'overview', 'resources'].map(page));
    expect(groups).toEqual([
      { id: 'overview', pages: [page('overview')] },
      { id: 'resources', pages: [page('resources'), page('schedules')] },
      { id: 'organisation', pages: [page('audit')] },
    ]);
  });

  it('loses no page that it does not know', () => {
    expect(groupPages([page('weather'), page('overview')])).toEqual([
      { id: 'overview', pages: [page('overview')] },
      { pages: [page('weather')] },
    ]);
  });

  it('has each path in one group only', () => {
    const paths = PAGE_GROUPS.flatMap(group => group.paths);
    expect(new Set(paths).size).toBe(paths.length);
  });
});
