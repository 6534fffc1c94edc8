import {
  formatPosition,
  isAtRest,
  type NamedAction,
  type ResourceType,
  type Role,
} from '@bailiwick/backstage-plugin-infra-common';
import type { Provisioner } from '@bailiwick/backstage-plugin-infra-node';
import { z } from 'zod';
import { type Actor, Authority } from '../access';
import type { ResourceRecord } from './types';
import type { KnownType } from './types/KnownType';

type InputSchema = ResourceType['versions'][number]['schema'];
type Offering = Pick<KnownType, 'provisioner' | 'settings'>;
type Actions = NonNullable<Provisioner['actions']>;
type Views = NonNullable<Provisioner['views']>;

/** What is for resources of just this type. */
const applying = <Offer extends Actions[string] | Views[string]>(
  offers: Readonly<Record<string, Offer>> | undefined,
  settings: unknown,
): [string, Offer][] =>
  Object.entries(offers ?? {}).filter(([, { appliesTo }]) => appliesTo?.(settings) ?? true);

export const actionsOf = ({ provisioner, settings }: Offering) =>
  applying(provisioner.actions, settings);

export const viewsOf = ({ provisioner, settings }: Offering) =>
  applying(provisioner.views, settings);

const whoMay = (role: Role | undefined) =>
  role === undefined
    ? 'Only a lead of the team or an administrator may do this'
    : `Only a ${role.replace('_', ' ')} or an administrator may do this`;

/** Whether the actor has the role that an offer asks for. */
export const hasRole = (actor: Actor, role: Role, { unit }: ResourceRecord): boolean => {
  const authority = new Authority(actor);
  return authority.isAdministrator || authority.hasWithin(role, unit);
};

/** Why a named action cannot be taken now; undefined where it can. */
export function refusalOfAction(
  { role, unavailable }: Pick<Actions[string], 'role' | 'unavailable'>,
  record: ResourceRecord,
  mayUse: boolean,
): { who: boolean; reason: string } | undefined {
  if (!mayUse) return { who: true, reason: whoMay(role) };
  if (unavailable !== undefined) return { who: false, reason: unavailable };
  const rests = isAtRest(record) && record.status !== 'approval_pending';
  if (record.state === 'provisioned' && rests) return undefined;
  return { who: false, reason: `Not possible while the resource is ${formatPosition(record)}` };
}

/** The actions of a resource with whether each can be taken. */
export const listNamedActions = (
  type: Offering,
  record: ResourceRecord,
  mayUse: (role: Role | undefined) => boolean,
): NamedAction[] =>
  actionsOf(type).map(([action, offer]) => {
    const refusal = refusalOfAction(offer, record, mayUse(offer.role));
    const { title } = offer;
    return refusal
      ? { action, title, allowed: false, reason: refusal.reason }
      : { action, title, allowed: true };
  });

/** What the REST API shows of the offers of a type. */
export function showOffers(type: Offering): Pick<ResourceType, 'actions' | 'views'> {
  const actions = actionsOf(type).map(([name, { title, description, dangerous, input }]) => ({
    ...{ name, title, description, dangerous: dangerous ?? false },
    ...(input ? { input: z.toJSONSchema(input, { io: 'input' }) as InputSchema } : {}),
  }));
  const views = viewsOf(type).map(([name, { title, description }]) => ({
    ...{ name, title, description },
  }));
  return {
    ...(actions.length > 0 ? { actions } : {}),
    ...(views.length > 0 ? { views } : {}),
  };
}
