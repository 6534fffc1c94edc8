import type { AuditEntry, AuditQuery } from '@bailiwick/backstage-plugin-infra-common';
import type { Handlers } from '../contract';
import type { World } from '../World';
import { pageOf } from './paging';

const fits = (
  { subject, actor, event, time }: AuditEntry,
  { subjectKind, subjectId, from, to, ...query }: AuditQuery,
) =>
  (subjectKind === undefined || subject.kind === subjectKind) &&
  (subjectId === undefined || subject.id === subjectId) &&
  (query.actor === undefined || actor === query.actor) &&
  (query.event === undefined || event === query.event) &&
  (from === undefined || time >= from) &&
  (to === undefined || time < to);

export const auditHandlers = (world: World): Handlers => ({
  listAudit: ({ query }) =>
    pageOf(
      world.audit.filter(entry => fits(entry, query)),
      query,
    ),
});
