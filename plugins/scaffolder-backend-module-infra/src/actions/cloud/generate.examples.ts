import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Write a configuration for storage and a topic',
    example: stringify({
      steps: [
        {
          id: 'infrastructure',
          name: 'Write the configuration',
          action: 'infra:cloud:generate',
          input: {
            cloud: 'aws',
            projectName: '${{ parameters.name }}',
            environment: 'production',
            region: 'eu-central-1',
            capabilities: ['storage', 'messaging'],
            services: { messaging: 'sns' },
            targetPath: 'infrastructure',
            tags: { owner: '${{ parameters.team }}' },
          },
        },
      ],
    }),
  },
  {
    description: 'For whatever the code needs that was rewritten before',
    example: stringify({
      steps: [
        {
          id: 'infrastructure',
          name: 'Write the configuration',
          action: 'infra:cloud:generate',
          input: {
            cloud: '${{ parameters.cloud }}',
            projectName: '${{ parameters.name }}',
            capabilities: '${{ steps.code.output.capabilities }}',
            replace: true,
          },
        },
      ],
    }),
  },
];
