import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { DEFAULT_RUN_OPTIONS, readRunOptions } from './options';

const read = (runs?: JsonObject) =>
  readRunOptions(new ConfigReader(runs === undefined ? {} : { infra: { runs } }));

describe('readRunOptions', () => {
  it('has a default for everything', () => {
    expect(read()).toEqual(DEFAULT_RUN_OPTIONS);
    expect(read({})).toEqual(DEFAULT_RUN_OPTIONS);
  });

  it('takes over what is set', () => {
    const options = read({
      worker: false,
      leaseDuration: '1m',
      compensation: { longestPause: { minutes: 1 } },
      provisioners: { gitops: { concurrency: 3, timeout: '10m' } },
    });
    expect(options).toMatchObject({
      worker: false,
      leaseMs: 60_000,
      compensation: { firstMs: 2_000, longestMs: 60_000 },
      provisioners: { gitops: { concurrency: 3, timeoutMs: 600_000 } },
    });
  });

  it.each([
    [{ concurrency: 0 }, 'infra.runs.concurrency must be a whole number, at least 1'],
    [{ timeout: { seconds: 0 } }, 'infra.runs.timeout must be longer than nothing'],
    [{ heartbeat: '20s' }, 'infra.runs.heartbeat must be at most half of infra.runs.leaseDuration'],
    [
      { compensation: { firstPause: { seconds: -1 } } },
      'infra.runs.compensation.firstPause must be longer than nothing',
    ],
    [
      { provisioners: { gitops: { concurrency: 1.5 } } },
      'infra.runs.provisioners.gitops.concurrency must be a whole number, at least 1',
    ],
  ])('refuses %j and names the key', (runs, message) => {
    expect(() => read(runs)).toThrow(message);
  });
});
