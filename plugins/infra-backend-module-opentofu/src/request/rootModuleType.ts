import type { BuiltInResourceType } from '@bailiwick/backstage-plugin-infra-node';
import type { OpenTofuSettings } from '../settings';

const DOCUMENTATION = `
A root module is a whole configuration of OpenTofu or Terraform in a folder of a git repository, carried out once, without a resource type of its own.

- The branch or tag is looked up when the request is made. What is approved and carried out is the commit that it stood for then, whatever becomes of the branch. To follow it, change the resource and take the newest commit.
- Values are given for the module's own variables. A variable that the module calls sensitive takes the name of a secret.
- The state is kept with the portal: a backend or a \`cloud\` block of the module is left aside.
- Credentials of providers come from integrations.
`.trim();

/** A module that is carried out as it stands in its repository. */
export const rootModuleType = ({
  chosenBy,
}: Pick<OpenTofuSettings['rootModules'], 'chosenBy'>): BuiltInResourceType => {
  const who = chosenBy === 'teams' ? {} : { restricted: true };
  const amount = { type: 'integer', minimum: 0, default: 0, restricted: true };
  return {
    name: 'root-module',
    title: 'Root module',
    description:
      'A configuration of OpenTofu or Terraform from a git repository, as it stands there',
    documentation: DOCUMENTATION,
    labels: { platform: 'opentofu' },
    provisioner: 'opentofu',
    provisionerSettings: { source: { kind: 'request' } },
    parents: [],
    siteRequired: false,
    driftCheckHours: 24,
    approval: {
      steps: [{ title: 'Department', approvers: { role: 'dept_admin' }, needed: 1 }],
      order: 'sequential',
      kinds: ['create', 'change', 'destroy'],
    },
    policies: [
      {
        name: 'quota-needs-a-site',
        expression: '(cost.cpu == 0 && cost.ramGb == 0) || site != null',
        message: 'Name the site whose quota it takes',
      },
    ],
    version: '1',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['repository'],
      properties: {
        repository: {
          type: 'string',
          title: 'Repository',
          description: 'Address of the git repository, beginning with http:// or https://.',
          minLength: 1,
          maxLength: 2000,
          ...who,
        },
        ref: {
          type: 'string',
          title: 'Branch or tag',
          description: 'The default branch if left out.',
          maxLength: 200,
          ...who,
        },
        folder: {
          type: 'string',
          title: 'Folder',
          description: 'Where in the repository the module is; the top if left out.',
          maxLength: 500,
          ...who,
        },
        commit: {
          type: 'string',
          title: 'Commit',
          description: 'What the branch or tag stands for; the newest if left out.',
          maxLength: 64,
          ...who,
        },
        values: {
          type: 'object',
          title: 'Values',
          description: 'For the variables of the module.',
          default: {},
          secrets: true,
        },
        cpu: {
          ...amount,
          title: 'Cores',
          description: 'What it takes from the quota of the team.',
        },
        ramGb: {
          ...amount,
          title: 'Memory in GiB',
          description: 'What it takes from the quota of the team.',
        },
      },
    },
    cost: ({ variables }) => ({
      cpu: Number(variables.cpu ?? 0),
      ramGb: Number(variables.ramGb ?? 0),
    }),
  };
};
