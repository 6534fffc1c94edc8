import { ConfigReader } from '@backstage/config';
import { readDeploymentSettings } from './deploymentSettings';

const read = (deployments: object) =>
  readDeploymentSettings(new ConfigReader({ infra: { deployments: { ...deployments } } }));

const repositories = ['https://git.example/apps'];

describe('readDeploymentSettings', () => {
  it('builds nothing unless it is told how', () => {
    const none = { repositories: [], internalHosts: [] };
    expect(readDeploymentSettings(new ConfigReader({}))).toEqual(none);
    expect(read({ internalHosts: ['Registry.Local:5000'] })).toEqual({
      ...none,
      internalHosts: ['registry.local:5000'],
    });
  });

  it('has defaults for a builder', () => {
    expect(read({ builder: 'buildah', repositories }).builder).toEqual({
      ...{ kind: 'buildah', program: 'buildah', storageDriver: 'vfs', timeoutMs: 1_800_000 },
      ...{ isolation: undefined, platform: undefined },
    });
  });

  it.each([
    [{ builder: 'kaniko', repositories }, 'builder must be buildah, podman or docker'],
    [{ builder: 'buildah' }, 'repositories must say what may be built'],
    [{ builder: 'buildah', repositories: ['git@x:y'] }, 'repositories must be http:// or https://'],
    [{ builder: 'buildah', repositories, program: './b' }, 'program must be the name'],
    [{ builder: 'buildah', repositories, isolation: 'none' }, 'isolation must not be "none"'],
    [{ builder: 'docker', repositories, isolation: 'oci' }, 'isolation is nothing that docker'],
    [{ builder: 'docker', repositories, platform: '-x' }, 'platform must not be "-x"'],
    [{ builder: 'buildah', repositories, timeout: { seconds: 0 } }, 'timeout must be more than'],
    [{ internalHosts: ['http://x'] }, 'internalHosts has "http://x"'],
  ])('refuses %j', (deployments, message) => {
    expect(() => read(deployments)).toThrow(`infra.deployments.${message}`);
  });
});
