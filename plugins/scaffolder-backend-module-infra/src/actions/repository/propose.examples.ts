import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Rewrite the code of a repository for a cloud, and propose that',
    example: stringify({
      steps: [
        {
          id: 'source',
          name: 'Fetch the code',
          action: 'infra:repository:clone',
          input: { repoUrl: '${{ parameters.repoUrl }}' },
        },
        {
          id: 'code',
          name: 'Rewrite it',
          action: 'infra:code:transform',
          input: { cloud: 'aws', path: 'source' },
        },
        {
          id: 'proposal',
          name: 'Propose it',
          action: 'infra:repository:propose',
          input: {
            repoUrl: '${{ parameters.repoUrl }}',
            branch: 'move-to-aws',
            title: 'Move to AWS',
          },
        },
      ],
    }),
  },
];
