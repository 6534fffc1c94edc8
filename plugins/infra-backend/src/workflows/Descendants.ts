import { conflict } from '@bailiwick/backstage-plugin-infra-node';
import type { Knex } from 'knex';
import type { NewStep } from './types';

/** One workflow has no more steps than this. */
const MOST = 1000;

interface Row {
  id: string;
  name: string;
  type: string;
  children: string[];
}

/**
 * A resource and everything alive that rests upon it over all levels, itself first; what is reached by several ways is there once. A
 * step comes after those of its living children.
 *
 * @throws InfraError CONFLICT where that is too much for one workflow
 */
export async function stepsToDestroy(knex: Knex, rootId: string): Promise<NewStep[]> {
  const { rows } = await knex.raw<{ rows: Row[] }>(
    `WITH RECURSIVE below AS (
       SELECT :rootId::uuid AS id
       UNION
       SELECT edge.resource_id FROM resource_parents AS edge JOIN below ON edge.parent_id = below.id)
     SELECT resources.id, name, type,
       ARRAY(SELECT child.id FROM resource_parents AS edge
         JOIN resources AS child ON child.id = edge.resource_id
         WHERE edge.parent_id = resources.id AND child.state <> 'destroyed' ORDER BY child.id) AS children
     FROM resources JOIN below USING (id)
     WHERE state <> 'destroyed'
     ORDER BY resources.id <> :rootId::uuid, name, resources.id
     LIMIT :most`,
    { rootId, most: MOST + 1 },
  );
  if (rows.length > MOST) {
    throw conflict(`More than ${MOST} resources rest upon it: destroy some of them first`);
  }
  return rows.map(({ id, name, type, children }) => ({
    ...{ resourceId: id, name, type },
    after: children,
  }));
}
