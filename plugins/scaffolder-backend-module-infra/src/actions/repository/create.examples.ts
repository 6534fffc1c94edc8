import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Create a private repository from the workspace',
    example: stringify({
      steps: [
        {
          id: 'repository',
          name: 'Create the repository',
          action: 'infra:repository:create',
          input: {
            repoUrl: 'github.com?owner=shop&repo=checkout',
            description: 'The checkout service',
          },
        },
      ],
    }),
  },
  {
    description:
      'Create one whose main branch takes reviewed pull requests only, with topics and a webhook',
    example: stringify({
      steps: [
        {
          id: 'repository',
          name: 'Create the repository',
          action: 'infra:repository:create',
          input: {
            repoUrl: '${{ parameters.repoUrl }}',
            topics: ['service', 'payments'],
            requiredApprovals: 1,
            webhooks: [{ url: 'https://ci.example.com/hooks', events: ['push', 'pull_request'] }],
          },
        },
      ],
    }),
  },
];
