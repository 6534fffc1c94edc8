import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitHouse, openGitHouse } from './__testUtils__/openGitHouse';
import { resourceOf, TestRun } from './__testUtils__/TestRun';

jest.setTimeout(180_000);

/** Lets nobody into the values whose name the pattern matches, and says so. */
const guard = (pattern: string) => `#!/bin/sh
while read old new ref; do
  name=$(git show "$new:src/helm/values.yaml" | grep -oE 'name: ${pattern}' | head -1)
  if [ -n "$name" ]; then echo "Policy 7 forbids $name"; exit 1; fi
done
`;

const PATIENT = { git: { seconds: 60 }, commit: { seconds: 120 } };

describe('a pre-receive hook of the git host', () => {
  let house: GitHouse;
  const hook = () => join(house.git.valuesFolder, 'hooks', 'pre-receive');
  const forbid = (pattern: string) => writeFile(hook(), guard(pattern), { mode: 0o755 });
  const names = async () => (await house.entries()).map(({ name }) => name).sort();
  const runsOf = (...all: string[]) => all.map(name => new TestRun(resourceOf(name)));
  const open = (changes = {}) =>
    house.open({ argocd: undefined, timeout: PATIENT, ...changes }).provisioner;

  beforeEach(async () => {
    house = await openGitHouse();
  });
  afterEach(() => house.stop());

  it.each([1, 3])('that declines %s of 40 changes holds up no other', async bad => {
    await forbid('checkout-bad');
    const good = Array.from({ length: 40 - bad }, (_, index) => `good-${index}`);
    const wicked = Array.from({ length: bad }, (_, index) => `bad-${index}`);
    // They are in the middle, so that what comes before and after them counts.
    const runs = runsOf(...good.slice(0, 20), ...wicked, ...good.slice(20));
    const provisioner = open();
    const ends = await Promise.allSettled(runs.map(run => provisioner.apply(run.context('apply'))));
    const failed = ends.flatMap((end, index) =>
      end.status === 'rejected' ? [`${runs[index].resource.name}: ${end.reason.message}`] : [],
    );
    expect(failed).toEqual(
      wicked.map(
        name =>
          `${name}: The change cannot be made: the git host does not take it, ` +
          `[remote rejected] (pre-receive hook declined): Policy 7 forbids name: checkout-bad`,
      ),
    );
    expect(await names()).toEqual(good.map(name => `checkout-${name}`).sort());
    expect((await house.messages()).length).toBeLessThanOrEqual(2 + bad * 6);

    for (const run of runs.filter(({ resource }) => resource.name.startsWith('bad'))) {
      await provisioner.compensate(run.context('apply', { stage: 'compensate' }));
    }
    expect(await names()).toHaveLength(40 - bad);
  });

  it('that declines the only change leaves it waiting, until another one proves that it is about this one', async () => {
    await forbid('checkout-bad');
    const [bad, good] = runsOf('bad', 'good');
    const provisioner = open();
    const declined = provisioner.apply(bad.context('apply'));
    declined.catch(() => undefined);
    while (!bad.log.some(line => /rejects every push: .*Policy 7/.test(line))) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await provisioner.apply(good.context('apply'));
    await expect(declined).rejects.toThrow(/Policy 7 forbids name: checkout-bad/);
    expect(await names()).toEqual(['checkout-good']);
  });

  it('that declines everything is nobody’s fault: all wait until it is mended', async () => {
    await forbid('checkout');
    const provisioner = open();
    const runs = runsOf(...Array.from({ length: 20 }, (_, index) => `patient-${index}`));
    const applied = Promise.all(runs.map(run => provisioner.apply(run.context('apply'))));
    while (!runs[0].log.some(line => /rejects every push/.test(line))) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect(await names()).toEqual([]);
    await rm(hook());
    await applied;
    expect(await names()).toHaveLength(20);
  });

  it('that declines to take something back is asked again once the engine does', async () => {
    const provisioner = open();
    const [kept, undone] = runsOf('kept', 'undone');
    await provisioner.apply(kept.context('apply'));
    await provisioner.apply(undone.context('apply'));
    await forbid('checkout-kept');
    const compensate = () =>
      provisioner.compensate(undone.context('apply', { stage: 'compensate' }));
    const back = open({ timeout: { ...PATIENT, commit: { seconds: 10 } } });
    const refused = back.compensate(undone.context('apply', { stage: 'compensate' }));
    await expect(refused).rejects.toThrow(/Policy 7 forbids/);
    await rm(hook());
    await compensate();
    expect(await names()).toEqual(['checkout-kept']);
  });
});
