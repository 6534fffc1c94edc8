import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Request a project for the team Checkout and wait until its namespace is active',
    example: stringify({
      steps: [
        {
          id: 'project',
          name: 'Request the project',
          action: 'infra:resource:request',
          input: {
            type: 'project',
            name: 'shop',
            unit: 'group:default/team-checkout',
            site: 'ams1',
            variables: { slaType: 'bronze', performanceTier: 'regular' },
            wait: true,
          },
        },
      ],
    }),
  },
  {
    description: 'Request what the form asked for and go on at once',
    example: stringify({
      steps: [
        {
          id: 'project',
          name: 'Request the project',
          action: 'infra:resource:request',
          input: {
            name: '${{ parameters.name }}',
            unit: '${{ parameters.team }}',
            site: '${{ parameters.site }}',
            variables: '${{ parameters.variables }}',
          },
        },
      ],
    }),
  },
];
