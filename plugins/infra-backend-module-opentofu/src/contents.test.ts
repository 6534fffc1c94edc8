import { contentsOf } from './contents';

const PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"].west';

describe('contentsOf', () => {
  it('tells addresses and providers, and nothing of what is in them', () => {
    const state = {
      version: 4,
      terraform_version: '1.11.4',
      outputs: { password: { value: 'hunter2', sensitive: true } },
      resources: [
        {
          ...{ mode: 'managed', type: 'aws_db_instance', name: 'main', provider: PROVIDER },
          instances: [{ attributes: { password: 'hunter2' } }],
        },
        {
          ...{ module: 'module.net', mode: 'managed', type: 'aws_subnet', name: 'a' },
          provider: PROVIDER,
          instances: [
            { index_key: 'x', attributes: {} },
            { index_key: 1, attributes: {} },
          ],
        },
        { ...{ mode: 'data', type: 'aws_ami', name: 'base', provider: PROVIDER }, instances: [{}] },
      ],
    };
    const shown = contentsOf(state);
    expect(shown).toMatchObject({
      toolVersion: '1.11.4',
      resources: [
        { address: 'aws_db_instance.main', provider: 'registry.terraform.io/hashicorp/aws' },
        { address: 'module.net.aws_subnet.a["x"]' },
        { address: 'module.net.aws_subnet.a[1]' },
        { address: 'data.aws_ami.base', mode: 'data' },
      ],
    });
    expect(JSON.stringify(shown)).not.toContain('hunter2');
  });

  it('of nothing is nothing', () => {
    expect(contentsOf(undefined)).toEqual({ resources: [] });
  });
});
