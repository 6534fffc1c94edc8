import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Move the code of a repository to another cloud',
    example: stringify({
      steps: [
        {
          id: 'fetch',
          name: 'Fetch the code',
          action: 'fetch:plain',
          input: { url: '${{ parameters.source }}' },
        },
        {
          id: 'code',
          name: 'Rewrite it',
          action: 'infra:code:transform',
          input: { cloud: '${{ parameters.cloud }}' },
        },
      ],
    }),
  },
  {
    description: 'Rewrite one folder, and stop on everything that somebody should look at',
    example: stringify({
      steps: [
        {
          id: 'code',
          name: 'Rewrite it',
          action: 'infra:code:transform',
          input: { cloud: 'aws', path: 'services/api', failOn: 'warning' },
        },
      ],
    }),
  },
];
