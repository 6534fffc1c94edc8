import type { Unit } from '@bailiwick/backstage-plugin-infra-common';
import type { InfraBackend } from './startInfraBackend';
import type { Caller } from './testUsers';

/** Two fields; Commerce has two departments, and its Payments two teams. */
export interface SmallOrganisation {
  meridian: Unit;
  commerce: Unit;
  logistics: Unit;
  payments: Unit;
  storefront: Unit;
  fleet: Unit;
  checkout: Unit;
  risk: Unit;
  search: Unit;
  routing: Unit;
}

/** Creates a unit by REST, as `ada` unless somebody else is given. */
export async function createUnit(
  creator: Caller,
  kind: string,
  name: string,
  parent?: Unit,
): Promise<Unit> {
  const body = { kind, name, ...(parent ? { parentId: parent.id } : {}) };
  const answer = await creator.post('/units', body).expect(201);
  return answer.body as Unit;
}

/**
 * Builds the organisation, with people in the roles that the demo gives them: ada (centre), fred (Commerce), dora (Payments), tess
 * and mia (Checkout), tom (Risk), otto (Routing, in the other field).
 */
export async function buildSmallOrganisation(backend: InfraBackend): Promise<SmallOrganisation> {
  await backend.give('ada', 'center_admin');
  const ada = backend.as('ada');
  const meridian = await createUnit(ada, 'center', 'Meridian');
  const commerce = await createUnit(ada, 'field', 'Commerce', meridian);
  const logistics = await createUnit(ada, 'field', 'Logistics', meridian);
  const payments = await createUnit(ada, 'department', 'Payments', commerce);
  const storefront = await createUnit(ada, 'department', 'Storefront', commerce);
  const fleet = await createUnit(ada, 'department', 'Fleet', logistics);
  const checkout = await createUnit(ada, 'team', 'Checkout', payments);
  const risk = await createUnit(ada, 'team', 'Risk', payments);
  const search = await createUnit(ada, 'team', 'Search', storefront);
  const routing = await createUnit(ada, 'team', 'Routing', fleet);
  await backend.give('fred', 'field_admin', commerce.id);
  await backend.give('dora', 'dept_admin', payments.id);
  await backend.give('tess', 'team_lead', checkout.id);
  await backend.give('tom', 'team_lead', risk.id);
  await backend.give('mia', 'member', checkout.id);
  await backend.give('otto', 'team_lead', routing.id);
  return {
    ...{ meridian, commerce, logistics, payments, storefront, fleet },
    ...{ checkout, risk, search, routing },
  };
}
