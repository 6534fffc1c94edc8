import type { PostgresConnection } from '@bailiwick/sandbox';
import { openRunHouse } from './openRunHouse';
import { type Moment, ThingProvisioner } from './ThingProvisioner';

/** What a worker in a process of its own is told, as JSON in its only argument. */
export interface WorkerOrders {
  connection: PostgresConnection;
  directory: string;
  recovery?: 'resume' | 'stop';
  /** Where it stops for ever; it then writes `reached`. Without it the process works until it is ended. */
  moment?: Moment;
}

async function main(): Promise<void> {
  const { connection, directory, recovery, moment }: WorkerOrders = JSON.parse(process.argv[2]);
  const provisioner = new ThingProvisioner(directory);
  if (recovery) provisioner.recovery = recovery;
  const tell = (word: string) => process.stdout.write(`${word}\n`);
  if (moment) {
    provisioner.at(moment, async () => {
      tell('reached');
      await new Promise(() => {});
    });
  }
  const house = openRunHouse({ database: { connection }, provisioner });
  process.once('SIGTERM', () => void house.close());
  await house.start?.();
  tell('ready');
}

void main();
