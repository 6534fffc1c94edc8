import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Stop a template before it creates a repository whose project would not fit',
    example: stringify({
      steps: [
        {
          id: 'quota',
          name: 'Check the quota',
          action: 'infra:quota:check',
          input: {
            type: 'project',
            name: '${{ parameters.name }}',
            unit: '${{ parameters.team }}',
            site: '${{ parameters.site }}',
            variables: { slaType: 'gold', performanceTier: 'regular' },
          },
        },
      ],
    }),
  },
];
