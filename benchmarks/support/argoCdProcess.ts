import { startArgoCd } from '@bailiwick/sandbox';

/** What the bench asks for: how many of the applications are to change. */
export type ArgoCdOrder = { change: number };

async function serve(applications: number): Promise<void> {
  const argocd = await startArgoCd();
  argocd.addSyntheticApplications(applications);
  let round = 0;
  process.on('message', ({ change }: ArgoCdOrder) => {
    round += 1;
    for (let index = 0; index < change; index++) {
      const number = (index * 97 + round * 13) % applications;
      const name = `synthetic-${`${number + 1}`.padStart(5, '0')}`;
      argocd.addApplication({ name, health: round % 2 === 0 ? 'Progressing' : 'Suspended' });
    }
    process.send?.('changed');
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.(JSON.stringify({ url: argocd.url, token: argocd.token }));
}

void serve(Number(process.argv[2]));
