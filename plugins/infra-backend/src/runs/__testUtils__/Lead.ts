import {
  type ActionResult,
  formatPosition,
  type Resource,
  type Run,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Actor } from '../../access';
import type { RequestedAction } from '../../resources';
import { type RunHouse, SITE } from './openRunHouse';
import { noCredentials } from './quietServices';
import { until } from './waiting';

/** A team with quota at the site, and somebody who leads it. */
export interface Team {
  id: string;
  lead: Actor;
}

/** Grows an org tree in an empty database: a centre, a field, a department and as many teams as there are names. */
export async function plantTeams(
  { knex, organisation }: RunHouse,
  names: readonly string[],
  cpu = 100,
): Promise<Team[]> {
  const author = { ref: 'user:default/root' };
  const { units } = organisation;
  const grow = (kind: string, name: string, parentId?: string) =>
    units.create(author, { kind, name, parentId });
  const center = await grow('center', 'Centre');
  const field = await grow('field', 'Field', center.id);
  const department = await grow('department', 'Department', field.id);
  const teams: Team[] = [];
  for (const name of names) {
    const unit = await grow('team', name, department.id);
    const limit_amounts = JSON.stringify({ cpu, ramGb: cpu });
    await knex('quotas').insert({ unit_id: unit.id, site: SITE, limit_amounts });
    teams.push({
      id: unit.id,
      lead: {
        ref: `user:default/lead-of-${name.toLowerCase()}`,
        kind: 'user',
        credentials: noCredentials,
        bindings: [{ role: 'team_lead', unitId: unit.id, unit, source: 'manual' }],
        memberOf: async () => [],
        requestId: `request-of-${name}`,
      },
    });
  }
  return teams;
}

const RESTLESS = ['queued', 'in_progress', 'pending'];

/** What a test does with resources, as the lead of a team. */
export class Lead {
  constructor(
    private readonly house: Pick<
      RunHouse,
      'authorizedResources' | 'readable' | 'authorizedRuns' | 'runs' | 'knex'
    >,
    readonly team: Team,
  ) {}

  request(name: string, size = 2, more: { type?: string; parents?: string[] } = {}) {
    return this.house.authorizedResources.create(this.team.lead, {
      type: 'thing',
      name,
      unitId: this.team.id,
      site: SITE,
      variables: { size },
      ...more,
    });
  }

  act(id: string, action: RequestedAction): Promise<ActionResult> {
    return this.house.authorizedResources.act(this.team.lead, id, action, {});
  }

  get(id: string): Promise<Resource> {
    return this.house.readable.get(this.team.lead, id);
  }

  /** The resource once nothing more happens to it. */
  settled(id: string): Promise<Resource> {
    return until(async () => {
      const resource = await this.get(id);
      return RESTLESS.includes(resource.status) ? undefined : resource;
    });
  }

  /** The resource once it is at `state/status`. */
  at(id: string, position: string): Promise<Resource> {
    return until(async () => {
      const resource = await this.get(id);
      return formatPosition(resource) === position ? resource : undefined;
    });
  }

  /** Runs of the resource, the oldest first. */
  async runs(id: string): Promise<Run[]> {
    const { items } = await this.house.authorizedRuns.list(this.team.lead, id, { limit: 200 });
    return items.reverse();
  }

  /** Texts of a run's log. */
  async log(runId: string): Promise<string[]> {
    const lines = await this.house.runs.logLines(runId, 0, 5000);
    return lines.map(({ text }) => text);
  }

  /** Cores that the team uses, by the counter of its quota. */
  async used(): Promise<number> {
    const row = await this.house.knex('quotas').where({ unit_id: this.team.id }).first();
    return row.used_amounts.cpu ?? 0;
  }
}
