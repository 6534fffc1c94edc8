import {
  type Integration,
  type IntegrationType,
  SECRET_MASK,
} from '@bailiwick/backstage-plugin-infra-common';
import { idOf } from './ids';

export const integrationTypes: IntegrationType[] = [
  {
    type: 'git',
    title: 'Git host',
    description: 'For modules in private repositories.',
    canValidate: true,
    fields: [
      { name: 'url', title: 'Address', secret: false, required: true, pattern: 'https://.+' },
      { name: 'token', title: 'Token', secret: true, required: true },
      { name: 'ca', title: 'Certificate', secret: false, required: false, multiline: true },
    ],
  },
  {
    type: 'environment',
    title: 'Environment variables',
    canValidate: false,
    fields: [],
    otherFields: { title: 'Variable', secret: true, pattern: '[A-Z_]+' },
  },
];

export function sketchIntegration(number: number, rest: Partial<Integration> = {}): Integration {
  const now = new Date().toISOString();
  return {
    id: idOf(8, number),
    name: 'platform-git',
    type: 'git',
    values: { url: 'https://git.test', token: SECRET_MASK },
    createdBy: 'user:default/ada',
    createdAt: now,
    updatedAt: now,
    usedBy: 0,
    revision: 1,
    ...rest,
  };
}
