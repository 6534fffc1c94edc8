import { type Git, startGit } from '@bailiwick/sandbox';
import { describeTerraform } from './__testUtils__';
import { openPortal, type Portal } from './__testUtils__/openPortal';

jest.setTimeout(120_000);

const moduleOf = (said: string) => `
  variable "name" {
    type = string
  }
  resource "terraform_data" "this" {
    input = "${said} \${var.name}"
  }
  output "said" {
    value = terraform_data.this.output
  }`;

describeTerraform('A branch that moves (terraform must be installed)', () => {
  let git: Git;
  let portal: Portal;
  beforeAll(async () => {
    git = await startGit();
    portal = await openPortal();
  });
  afterAll(async () => {
    await portal.stop();
    await git.stop();
  });

  it('changes nothing of what was approved, nor of what is made from that version later', async () => {
    const url = await git.createRepository('platform', 'moving', {
      files: { 'main.tf': moduleOf('agreed') },
    });
    const ada = portal.as('ada');
    const source = { kind: 'git', url, ref: 'main' };
    const { proposal } = await ada.importResourceType({
      body: { provisioner: 'opentofu', source, name: 'moving' },
    });
    const steps = [{ title: 'Department', approvers: { role: 'dept_admin' } as const }];
    await ada.createResourceType({ body: { ...proposal, approval: { steps } } });

    const variables = { name: 'shop' };
    const { id } = await portal.request('moving', 'first', { variables });
    expect(await portal.settled(id)).toMatchObject({ status: 'approval_pending' });
    const moved = await git.commit('platform', 'moving', { 'main.tf': moduleOf('slipped in') });
    const agree = async (resourceId: string) => {
      const { items } = await portal.as('dora').listApprovals({ query: { resourceId, limit: 1 } });
      await portal.as('dora').actOnResource({
        params: { id: resourceId, action: 'approve' },
        body: { digest: items[0].digest },
      });
      return portal.settled(resourceId);
    };
    expect(await agree(id)).toMatchObject({
      ...{ state: 'provisioned', status: 'done' },
      outputs: { said: 'agreed shop' },
    });
    expect((await portal.lastRun(id)).log).not.toContain(moved);

    await portal.as('tess').actOnResource({ params: { id, action: 'plan' } });
    await portal.settled(id);
    const look = await portal.lastRun(id);
    expect(await portal.as('tess').getRunPlan({ params: { id: look.id } })).toMatchObject({
      changes: [],
    });

    const later = await portal.request('moving', 'second', { variables });
    await portal.settled(later.id);
    expect(await agree(later.id)).toMatchObject({ outputs: { said: 'agreed shop' } });
  });
});
