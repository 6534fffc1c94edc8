import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Wait at most two minutes for what an earlier step requested',
    example: stringify({
      steps: [
        {
          id: 'ready',
          name: 'Wait for the namespace',
          action: 'infra:resource:wait',
          input: { resourceId: '${{ steps.project.output.resourceId }}', timeoutSeconds: 120 },
        },
      ],
    }),
  },
];
