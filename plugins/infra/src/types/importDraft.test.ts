import { resourceTypeDefinitionSchema } from '@bailiwick/backstage-plugin-infra-common';
import { definitionOf, draftOf } from './importDraft';

const proposal = resourceTypeDefinitionSchema.parse({
  name: 'bucket',
  title: 'Bucket',
  provisioner: 'opentofu',
  versions: [
    {
      version: '1.0.0',
      schema: {
        type: 'object',
        required: ['region'],
        properties: {
          region: { type: 'string', title: 'Region', frozen: true },
          key: { type: 'string', sensitive: true },
        },
      },
      settings: { source: { kind: 'git', url: 'https://git.test/x.git', commit: 'abc' } },
    },
  ],
});

const draft = draftOf(proposal, 'Approval');

describe('definitionOf', () => {
  it('is what was proposed while nothing is changed', () => {
    expect(definitionOf(proposal, draft)).toEqual({ definition: proposal, problems: [] });
  });

  it('takes numbers for numbers, and everything else for expressions', () => {
    const { definition } = definitionOf(proposal, { ...draft, cpu: '4', ramGb: ' variables.gb ' });
    expect(definition?.cost).toEqual({ cpu: 4, ramGb: 'variables.gb' });
  });

  it('asks the role that was chosen', () => {
    const { definition } = definitionOf(proposal, {
      ...draft,
      asksApproval: true,
      approver: 'field_admin',
      autoApprove: 'cost.cpu <= 4',
    });
    expect(definition?.approval).toEqual({
      steps: [{ title: 'Approval', approvers: { role: 'field_admin' }, needed: 1 }],
      order: 'sequential',
      kinds: ['create', 'change', 'destroy'],
      autoApprove: 'cost.cpu <= 4',
    });
  });

  it('sets and takes away what an administrator says of a variable, and leaves the rest', () => {
    const { definition } = definitionOf(proposal, {
      ...draft,
      variables: {
        region: { title: '', restricted: true, frozen: false },
        key: { title: 'Key', restricted: false, frozen: false },
      },
    });
    expect(definition?.versions[0].schema.properties).toEqual({
      region: { type: 'string', restricted: true },
      key: { type: 'string', sensitive: true, title: 'Key' },
    });
  });

  it.each([
    [{ name: 'Bucket' }, '/name'],
    [{ title: ' ' }, '/title'],
    [{ version: '' }, '/versions/0/version'],
    [{ cpu: '' }, '/cost/cpu'],
    [{ asksApproval: true, stepTitle: '' }, '/approval/steps/0/title'],
  ])('says of %j where it is wrong', (change, pointer) => {
    const { definition, problems } = definitionOf(proposal, { ...draft, ...change });
    expect(definition).toBeUndefined();
    expect(problems.map(problem => problem.pointer)).toContain(pointer);
  });
});
