import type { Run, Workflow } from '@bailiwick/backstage-plugin-infra-common';
import { type Aws, type Git, startAws, startGit } from '@bailiwick/sandbox';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  describeDeployment,
  MIRROR,
  openScripts,
  type Scripts,
  titledForDeployment,
  until,
} from './__testUtils__';
import { openPortal, type Portal } from './__testUtils__/openPortal';
import { startWorker, type Worker } from './__testUtils__/startWorker';
import { findProgram } from './tool';

jest.setTimeout(300_000);

const RUNS = { leaseDuration: { seconds: 5 }, heartbeat: { seconds: 1 } };
const DOCKERFILE = 'FROM scratch\nCOPY hello /hello\nENTRYPOINT ["/hello"]\n';

describeDeployment(titledForDeployment('Code on its way to a cloud'), () => {
  let portal: Portal;
  let aws: Aws;
  let git: Git;
  let scripts: Scripts;
  let repository: string;
  let integrations: string[];
  let temporary: string;
  const workers: Worker[] = [];

  /** In front of the real buildah: what has pushed waits while the gate is closed. */
  const builder = async () => {
    const program = await findProgram('buildah');
    const gate = join(scripts.folder, 'hold-push');
    const reached = join(scripts.folder, 'reached-push');
    return scripts.write(
      'buildah',
      `${program} "$@" || exit $?
        case " $* " in *" push "*) [ ! -e ${gate} ] || { : > ${reached}; while [ -e ${gate} ]; do sleep 0.05; done; };; esac`,
    );
  };

  const nextWorker = async () => {
    temporary = join(scripts.folder, `worker-${workers.length}`);
    await mkdir(temporary);
    const secret = { BACKEND_SECRET: 'of-the-backend' };
    workers.push(
      await startWorker(portal.orders, { runs: RUNS }, { TMPDIR: temporary, ...secret }),
    );
  };

  beforeAll(async () => {
    [aws, git, scripts] = await Promise.all([startAws(), startGit(), openScripts()]);
    const cliConfigFile = join(scripts.folder, 'terraformrc');
    const mirror = `filesystem_mirror {\n    path = ${JSON.stringify(MIRROR)}\n  }`;
    await writeFile(cliConfigFile, `provider_installation {\n  ${mirror}\n}\n`);
    const files = { Dockerfile: DOCKERFILE, hello: 'first', 'api/Dockerfile': DOCKERFILE };
    repository = await git.createRepository('apps', 'shop', { files, private: true });
    portal = await openPortal({
      infra: {
        opentofu: { cliConfigFile },
        runs: { ...RUNS, worker: false },
        deployments: {
          ...{ builder: 'buildah', program: await builder(), isolation: 'chroot' },
          repositories: [`${git.url}/apps`],
          internalHosts: [new URL(aws.url).host],
        },
      },
    });
    const integration = async (name: string, type: string, values: Record<string, string>) => {
      const body = { name, type, unitId: portal.team.id, values };
      return (await portal.as('tess').createIntegration({ body })).id;
    };
    integrations = [
      await integration('acme', 'aws-access-key', {
        account_id: aws.account,
        access_key_id: aws.accessKeyId,
        secret_access_key: aws.secretAccessKey,
        endpoint_url: aws.url,
      }),
      await integration('code', 'git-host', {
        ...{ url: git.url, username: 'robot', token: git.token },
      }),
    ];
    await nextWorker();
  });
  afterAll(async () => {
    await Promise.all(workers.map(each => each.kill()));
    await portal?.stop();
    await Promise.all([aws, git].map(each => each?.stop()));
    await scripts?.remove();
  });

  const tess = () => portal.as('tess');
  const workflow = (id: string): Promise<Workflow> => tess().getWorkflow({ params: { id } });
  const reaches = async (id: string, stage: string, status: string): Promise<Workflow> => {
    for (;;) {
      const found = await workflow(id);
      const now = found.deployment?.stages.find(({ name }) => name === stage);
      if (now?.status === status) return found;
      if (found.status === 'stopped') throw new Error(`It stopped: ${found.reason}`);
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  };
  const approve = async (id: string) => {
    const { items } = await portal.as('dora').listApprovals({ query: { limit: 10 } });
    const body = { digest: items.find(({ resource }) => resource.id === id)?.digest };
    await portal.as('dora').actOnResource({ params: { id, action: 'approve' }, body });
  };
  /** An approval can be given once there is a plan to approve. */
  const approveOncePlanned = async (id: string) => {
    await portal.settled(id);
    await approve(id);
  };
  const logOf = async (runId: string): Promise<string> => {
    const { items } = await tess().listRunLogs({
      params: { id: runId },
      query: { limit: 1000 },
    });
    return items.map(({ phase, text }) => `${phase}: ${text}`).join('\n');
  };

  const stops = async (id: string): Promise<Workflow> => {
    for (;;) {
      const found = await workflow(id);
      if (found.status === 'stopped') return found;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  };

  let resourceId: string;

  it('is built, pushed, approved, applied, looked at until it is well, and reported', async () => {
    const begun = await tess().createWorkflow({
      body: {
        kind: 'deployment',
        service: {
          ...{ type: 'aws-lambda', name: 'web', unitId: portal.team.id, integrations },
          variables: { environment: 'dev', allow_public_access: true, force_destroy: true },
        },
        source: { repository, ref: 'main' },
        check: { timeoutSeconds: 1 },
      },
    });
    resourceId = begun.deployment!.resourceId;
    aws.faults.set({ functions: { 'checkout-web-dev': 500 } });
    await reaches(begun.id, 'request', 'approval_pending');
    await approveOncePlanned(resourceId);
    const changing = await reaches(begun.id, 'deploy', 'approval_pending');
    const { commit } = changing.deployment!.source;
    const { outputs: before } = await tess().getResource({ params: { id: resourceId } });
    expect(before).not.toHaveProperty('url');
    await approveOncePlanned(resourceId);
    const stopped = await stops(begun.id);
    expect(stopped.reason).toMatch(
      /did not answer with 200 to 399 within 1 seconds\. It answered with 500: .* To go back, restore the revision before/,
    );
    aws.faults.reset();
    await tess().resumeWorkflow({ params: { id: begun.id } });
    const done = await reaches(begun.id, 'report', 'done');

    const { report, stages } = done.deployment!;
    const { outputs, variables } = await tess().getResource({ params: { id: resourceId } });
    const image = expect.stringMatching(
      new RegExp(`^${before.repository_url}@sha256:[0-9a-f]{64}$`),
    );
    expect(variables.image_uri).toEqual(image);
    expect(report).toMatchObject({
      ...{ commit, image, address: outputs.url, revision: 2 },
      deployedBy: 'user:default/tess',
    });
    // The function of the stand-in says which image it was given.
    const answer = await (await fetch(`${outputs.url}`)).json();
    expect(answer).toMatchObject({ image: report!.image });

    const runs = stages.flatMap(({ runId }) => runId ?? []);
    const logs = await Promise.all(runs.map(logOf));
    expect(runs).toHaveLength(4);
    const built = logs[1];
    expect(built).toContain('build: STEP 1/3: FROM scratch');
    expect(built).toMatch(/push: The image is .*@sha256:/);
    const password = Buffer.from('AWS:').toString('base64').slice(0, 5);
    for (const log of logs) {
      for (const secret of [aws.secretAccessKey, git.token, password, 'of-the-backend']) {
        expect(log).not.toContain(secret);
      }
    }
    // Nothing of a run stays: neither credentials nor layers.
    expect((await readdir(temporary)).filter(name => name.startsWith('infra-run-'))).toEqual([]);
  });

  it('survives the death of a worker between the push and the note of it', async () => {
    const commit = await git.commit('apps', 'shop', { hello: 'second' });
    await scripts.write('hold-push', '');
    await tess().actOnResource({
      params: { id: resourceId, action: 'build' },
      body: { input: { repository, commit } },
    });
    await until(() =>
      scripts.read('reached-push').then(
        () => true,
        () => false,
      ),
    );
    const pushed = JSON.stringify(aws.state.repositories);
    expect(pushed).toContain(commit);
    await workers.at(-1)!.kill();
    await rm(join(scripts.folder, 'hold-push'));
    await nextWorker();
    let run: Run;
    do {
      await new Promise(resolve => setTimeout(resolve, 200));
      run = (await tess().listRuns({ params: { id: resourceId } })).items[0];
    } while (run.status === 'queued' || run.status === 'in_progress');
    expect(run).toMatchObject({ action: 'build', status: 'done', attempt: 2, commit });
    expect(await logOf(run.id)).toContain(`${commit} is in the registry already`);
    expect(run.summary?.image).toMatch(/@sha256:[0-9a-f]{64}$/);
    // It was pushed once: the tag of a commit is immutable.
    expect(JSON.stringify(aws.state.repositories)).toBe(pushed);
  });
});
