import { relativesOf, type TreeNode } from './relatives';

const node = (id: string): TreeNode => ({
  id,
  name: id,
  type: 'project',
  state: 'provisioned',
  status: 'done',
  stale: false,
});
const edge = (parentId: string, childId: string) => ({ parentId, childId });

const listed = (edges: ReturnType<typeof edge>[], direction: 'up' | 'down', id = 'web') => {
  const ids = [...new Set(edges.flatMap(({ parentId, childId }) => [parentId, childId]))];
  return relativesOf({ nodes: ids.map(node), edges }, id, direction).map(
    one => `${one.level} ${one.node.id}`,
  );
};

describe('relativesOf', () => {
  const edges = [edge('net', 'db'), edge('db', 'web'), edge('web', 'dns'), edge('dns', 'probe')];

  it('goes up to everything that it rests upon', () => {
    expect(listed(edges, 'up')).toEqual(['1 db', '2 net']);
  });

  it('goes down to everything that rests upon it', () => {
    expect(listed(edges, 'down')).toEqual(['1 dns', '2 probe']);
  });

  it('lists what is reached on two ways once', () => {
    const diamond = [
      edge('net', 'db'),
      edge('net', 'cache'),
      edge('db', 'web'),
      edge('cache', 'web'),
    ];
    expect(listed(diamond, 'up')).toEqual(['1 db', '2 net', '1 cache']);
  });

  it('comes to an end although the edges go round', () => {
    expect(listed([edge('a', 'web'), edge('web', 'a')], 'up')).toEqual(['1 a']);
  });

  it('leaves out what may not be read', () => {
    expect(relativesOf({ nodes: [node('web')], edges: [edge('db', 'web')] }, 'web', 'up')).toEqual(
      [],
    );
  });
});
