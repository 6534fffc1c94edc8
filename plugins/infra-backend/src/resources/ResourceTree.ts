import type { Position } from '@bailiwick/backstage-plugin-infra-common';
import type { Knex } from 'knex';

/** How far from a resource its relatives are looked for, and how many are shown at most. */
const DEPTH = 20;
const MOST = 500;

interface Edge {
  parentId: string;
  childId: string;
}

export interface TreeNode extends Position {
  id: string;
  name: string;
  type: string;
  stale: boolean;
  unitAncestorIds: string[];
}

/** What rests upon what, over all levels. */
export class ResourceTree {
  constructor(private readonly knex: Knex) {}

  async around(
    id: string,
    direction: 'up' | 'down' | 'both',
  ): Promise<{ nodes: TreeNode[]; edges: Edge[] }> {
    const ways = direction === 'both' ? (['up', 'down'] as const) : [direction];
    const found = (await Promise.all(ways.map(way => this.#edges(id, way)))).flat();
    const edges = [
      ...new Map(found.map(edge => [`${edge.parentId} ${edge.childId}`, edge])).values(),
    ];
    const ids = [...new Set([id, ...edges.flatMap(edge => [edge.parentId, edge.childId])])];
    const nodes = await this.knex('resources')
      .join('units', 'units.id', 'resources.unit_id')
      .whereIn('resources.id', ids)
      .orderBy(['resources.name', 'resources.id'])
      .select<TreeNode[]>(
        ...['resources.id', 'resources.name', 'type', 'state', 'status', 'stale'],
        'units.ancestor_ids AS unitAncestorIds',
      );
    return { nodes, edges };
  }

  async #edges(id: string, way: 'up' | 'down'): Promise<Edge[]> {
    const [from, to] = way === 'up' ? ['resource_id', 'parent_id'] : ['parent_id', 'resource_id'];
    const { rows } = await this.knex.raw<{ rows: Edge[] }>(
      `WITH RECURSIVE walk AS (
         SELECT resource_id, parent_id, 1 AS depth FROM resource_parents WHERE :from: = :id
         UNION
         SELECT edge.resource_id, edge.parent_id, walk.depth + 1
         FROM resource_parents AS edge JOIN walk ON edge.:from: = walk.:to:
         WHERE walk.depth < :depth)
       SELECT DISTINCT parent_id AS "parentId", resource_id AS "childId" FROM walk LIMIT :most`,
      { id, from, to, depth: DEPTH, most: MOST },
    );
    return rows;
  }
}
