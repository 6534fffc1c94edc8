import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Destroy a resource and wait until its quota is free again',
    example: stringify({
      steps: [
        {
          id: 'destroy',
          name: 'Destroy the project',
          action: 'infra:resource:destroy',
          input: {
            resourceId: '${{ parameters.resourceId }}',
            comment: 'The trial is over',
          },
        },
      ],
    }),
  },
];
