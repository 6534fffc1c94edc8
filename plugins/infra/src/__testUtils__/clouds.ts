import type { Cloud, CloudAuthMethod, CloudRegion } from '@bailiwick/backstage-plugin-infra-common';

const region = (id: string, name: string, rest: Partial<CloudRegion> = {}): CloudRegion => ({
  ...{ id, name, recommended: false, lowCo2: false },
  ...rest,
});

/** A cloud that stores and queues, and can be signed in to in two ways. */
export const sketchCloud = (id: string, name: string, rest: Partial<Cloud> = {}): Cloud => ({
  ...{ id, name, description: `The ${name} cloud.`, homepage: `https://${id}.test` },
  capabilities: ['messaging', 'storage'],
  defaultRegion: 'north-1',
  regions: [
    region('north-1', 'North', { location: 'Oslo', zone: 'europe', recommended: true }),
    region('south-1', 'South', { location: 'Madrid', zone: 'europe', lowCo2: true }),
    region('west-1', 'West', { location: 'Denver', zone: 'north_america' }),
  ],
  services: [
    {
      ...{ id: 'buckets', name: 'Buckets', capability: 'storage' },
      description: 'Keeps files.',
      documentation: `https://${id}.test/buckets`,
      operations: ['upload', 'download'],
      pricing: { model: 'pay per use', unit: 'GB-month' },
      resourceType: `${id}-buckets`,
    },
    {
      ...{ id: 'queues', name: 'Queues', capability: 'messaging' },
      ...{ description: 'Keeps messages.', operations: ['publish'] },
    },
  ],
  authMethods: [
    {
      ...{ id: 'key', name: 'Access key', description: 'A key of a user.', recommended: false },
      ...{ complexity: 'simple', integrationType: `${id}-key` },
    },
    {
      ...{ id: 'federation', name: 'Federation', description: 'No key at all.' },
      ...{ recommended: true, complexity: 'advanced', integrationType: `${id}-federation` },
    },
  ],
  pricing: {
    ...{ currency: 'USD', lastUpdated: '2026-01-31', monthlyCost: 12.5 },
    parts: [
      {
        ...{ capability: 'storage', service: 'Buckets', monthlyCost: 12.5 },
        ...{ details: '500 GB', freeTier: '5 GB' },
      },
    ],
    recommendation: 'Small installations',
    notes: ['Traffic is not in it'],
  },
  diagnostics: [],
  ...rest,
});

/** The guide to a key, with a file among what is to be entered. */
export const sketchAuthMethod = (rest: Partial<CloudAuthMethod> = {}): CloudAuthMethod => ({
  ...{ id: 'key', cloud: 'stratus', name: 'Access key', description: 'A key of a user.' },
  ...{ recommended: false, complexity: 'simple', integrationType: 'stratus-key' },
  security: { riskLevel: 'medium', rotationDays: 90 },
  prerequisites: ['An account'],
  useCases: ['Trying it out'],
  requiredRoles: { storage: ['storage.admin'] },
  guide: {
    ...{ title: 'Connect Stratus', minutes: 5, difficulty: 'easy' },
    steps: [
      {
        title: 'Make a user',
        details: 'Read [this](https://stratus.test/users), not [that](ftp://stratus.test/x).',
        instructions: ['Open the console'],
        link: { url: 'https://stratus.test/console', title: 'Open the console' },
      },
      {
        ...{ title: 'Make a key', instructions: [], field: 'secret' },
        warning: 'It is shown once.',
      },
    ],
  },
  fields: [
    {
      ...{ name: 'account', type: 'text', label: 'Account number', pattern: '^[0-9]{3}$' },
      ...{ required: true, sensitive: false, help: 'Three digits.' },
    },
    { name: 'secret', type: 'text', label: 'Secret key', required: true, sensitive: true },
    {
      ...{ name: 'certificate', type: 'json_file', label: 'Certificate', accept: ['.json'] },
      ...{ required: false, sensitive: true },
    },
  ],
  faq: [{ question: 'How do I renew it?', answer: 'Make a **second** one.' }],
  troubleshooting: [{ problem: 'AccessDenied', solution: 'Add the role.' }],
  ...rest,
});
