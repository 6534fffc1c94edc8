import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Fetch the default branch of a repository',
    example: stringify({
      steps: [
        {
          id: 'source',
          name: 'Fetch the code',
          action: 'infra:repository:clone',
          input: { repoUrl: '${{ parameters.repoUrl }}' },
        },
      ],
    }),
  },
];
