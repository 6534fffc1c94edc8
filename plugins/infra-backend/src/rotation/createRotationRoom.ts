import type { Commons, Room } from '../lib/room';
import { KeyRotation } from './KeyRotation';
import { SEALED_COLUMNS } from './sealedColumns';
import { SealedRecords } from './SealedRecords';

/** Keeps every sealed record under the current master key. */
export function createRotationRoom(commons: Commons): Room {
  const { knex, encryptor, logger, metrics, scheduler } = commons;
  const records = new SealedRecords(knex, encryptor);
  const rotation = new KeyRotation({
    columns: SEALED_COLUMNS,
    ...{ records, encryptor, logger, metrics },
  });
  return {
    mount() {},
    start: () => rotation.start(scheduler),
    stop: () => rotation.stop(),
  };
}
