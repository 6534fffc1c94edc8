import type {
  BuiltInResourceType,
  Provisioner,
  ProvisionerContext,
  RenderContext,
} from '@bailiwick/backstage-plugin-infra-node';
import { z } from 'zod';

/** Brings about nothing, and renders what it is given. */
export class RenderingProvisioner implements Provisioner<{}> {
  readonly settingsSchema = z.object({});
  readonly recovery = 'resume';
  readonly concurrency = 10;
  readonly canUpdate = true;
  /** What an apply does besides. */
  onApply: () => Promise<void> = async () => undefined;
  outputs: Record<string, string> = {};
  sensitiveOutputs: string[] = [];

  constructor(readonly id = 'paper') {}

  async apply(_context: ProvisionerContext<{}>) {
    await this.onApply();
    return { outputs: this.outputs, sensitiveOutputs: this.sensitiveOutputs };
  }

  async destroy() {}

  async render({ resource, withheld }: RenderContext<{}>) {
    const { big, ...variables } = resource.variables;
    if (variables.size === 13) throw new Error('Thirteen cannot be written down');
    return {
      files: {
        'main.json': `${JSON.stringify({ name: resource.name, variables, withheld }, null, 2)}\n`,
        ...(big ? { 'modules/big.tf': '# big\n' } : {}),
      },
    };
  }
}

const paper: BuiltInResourceType = {
  name: 'paper',
  title: 'Paper',
  version: '1',
  labels: {},
  provisioner: 'paper',
  parents: [],
  siteRequired: false,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      size: { type: 'integer', default: 1 },
      big: { type: 'boolean' },
      password: { sensitive: true },
    },
  },
  cost: () => ({ cpu: 0, ramGb: 0 }),
};

const approval: NonNullable<BuiltInResourceType['approval']> = {
  steps: [{ title: 'Department', approvers: { role: 'dept_admin' }, needed: 1 }],
  order: 'sequential',
  kinds: ['create', 'change', 'destroy'],
};

/** Without an approval, with one, and of a parent whose outputs it takes; `bound` names a workspace itself. */
export const paperTypes: BuiltInResourceType[] = [
  paper,
  { ...paper, name: 'guarded', approval },
  { ...paper, name: 'bound', workspace: 'iac' },
  {
    ...paper,
    name: 'leaf',
    parents: ['paper'],
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        address: { type: 'string', from: 'paper.address' },
        token: { type: 'string', from: 'paper.token' },
      },
    },
  },
  { ...paper, name: 'unwritten', provisioner: 'unwritten' },
];

/** As the other, but it cannot be rendered. */
export function unwritten(): Provisioner<{}> {
  const provisioner = new RenderingProvisioner('unwritten');
  Object.assign(provisioner, { render: undefined });
  return provisioner;
}
