import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;
const LONGEST_ID = 64;

/** Bytes at the beginning of a sealed record that hold everything but the data. */
export const LONGEST_HEAD = 2 + LONGEST_ID + WRAPPED_BYTES;

interface MasterKey {
  id: string;
  key: Buffer;
}

function encrypt(key: Buffer, plain: Buffer, context: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(context);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, context: Buffer): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([
    decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)),
    decipher.final(),
  ]);
}

const doesNotOpen = ({ id }: MasterKey, cause: unknown) =>
  new Error(
    `A record does not open with the key ${id}: it was changed, belongs elsewhere, or the key is not the one that sealed it`,
    { cause },
  );

const missingKeys = () =>
  new Error('Set infra.encryption.keys: secrets, states and plans are stored encrypted only');

/**
 * Envelope encryption: every record under a data key of its own (AES-256-GCM), which is wrapped by a master key that the record names. So a
 * rotation wraps data keys again and touches no data.
 *
 * A sealed record is: format (1 byte), length of the key's id (1 byte), the id, the wrapped data key, the data. `context` names what
 * is sealed, such as `secret/<id>`; a record opens under that name only, so nobody can put one in the place of another.
 */
export class Encryptor {
  private readonly keys: ReadonlyMap<string, Buffer>;

  /** @param masterKeys - the first one seals; all open */
  constructor(private readonly masterKeys: readonly MasterKey[]) {
    this.keys = new Map(masterKeys.map(({ id, key }) => [id, key]));
  }

  /** Id of the master key that seals now; undefined where none is configured. */
  get currentKeyId(): string | undefined {
    return this.masterKeys[0]?.id;
  }

  /** @throws Error where no key is configured */
  seal(plain: Buffer | string, context: string): Buffer {
    const [master] = this.masterKeys;
    if (!master) throw missingKeys();
    const dataKey = randomBytes(KEY_BYTES);
    const id = Buffer.from(master.id);
    return Buffer.concat([
      Buffer.from([FORMAT, id.length]),
      id,
      encrypt(master.key, dataKey, Buffer.from(context)),
      encrypt(dataKey, Buffer.from(plain), Buffer.from(context)),
    ]);
  }

  /** @throws Error that names the key where it is not configured, or says that the record was changed */
  open(sealed: Buffer, context: string): Buffer {
    const { wrapped, data, master } = this.split(sealed);
    try {
      const dataKey = decrypt(master.key, wrapped, Buffer.from(context));
      return decrypt(dataKey, data, Buffer.from(context));
    } catch (cause) {
      throw doesNotOpen(master, cause);
    }
  }

  /** Ids of the configured master keys that seal nothing any more. */
  get olderKeyIds(): string[] {
    return this.masterKeys.slice(1).map(({ id }) => id);
  }

  /** How long the part is that {@link rewrap} replaces; at most {@link LONGEST_HEAD} bytes. */
  headLength(sealed: Buffer): number {
    return 2 + sealed[1] + WRAPPED_BYTES;
  }

  /** Id of the master key that a record needs. */
  keyIdOf(sealed: Buffer): string {
    return sealed.subarray(2, 2 + sealed[1]).toString();
  }

  /**
   * The record with its data key wrapped by the current master key; the data stays as it is. The head alone can be given as well, and
   * then the new head is answered.
   *
   * @throws Error as {@link open} does
   */
  rewrap(sealed: Buffer, context: string): Buffer {
    const { wrapped, data, master } = this.split(sealed);
    const [current] = this.masterKeys;
    let dataKey: Buffer;
    try {
      dataKey = decrypt(master.key, wrapped, Buffer.from(context));
    } catch (cause) {
      throw doesNotOpen(master, cause);
    }
    const id = Buffer.from(current.id);
    return Buffer.concat([
      Buffer.from([FORMAT, id.length]),
      id,
      encrypt(current.key, dataKey, Buffer.from(context)),
      data,
    ]);
  }

  private split(sealed: Buffer): { wrapped: Buffer; data: Buffer; master: MasterKey } {
    if (sealed[0] !== FORMAT) throw new Error(`Unknown format ${sealed[0]} of a sealed record`);
    const start = 2 + sealed[1];
    const id = this.keyIdOf(sealed);
    const key = this.keys.get(id);
    if (!key) {
      throw new Error(
        `The key ${id} is missing in infra.encryption.keys: records are sealed with it`,
      );
    }
    return {
      wrapped: sealed.subarray(start, start + WRAPPED_BYTES),
      data: sealed.subarray(start + WRAPPED_BYTES),
      master: { id, key },
    };
  }
}

/**
 * Reads `infra.encryption.keys`. A secret of 32 bytes in base64 is taken as it is; no other is strong enough.
 *
 * @throws Error that names the setting and the rule
 */
export function readEncryptor(config: Config, logger: Pick<LoggerService, 'warn'>): Encryptor {
  const entries = config.getOptionalConfigArray('infra.encryption.keys') ?? [];
  const keys = entries.map((entry, index) => {
    const at = `infra.encryption.keys[${index}]`;
    const id = entry.getString('id');
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(id)) {
      throw new Error(`${at}.id must be 1 to 64 letters, digits and . _ -`);
    }
    const key = Buffer.from(entry.getString('secret'), 'base64');
    if (key.length !== KEY_BYTES) {
      throw new Error(`${at}.secret must be ${KEY_BYTES} bytes in base64: openssl rand -base64 32`);
    }
    return { id, key };
  });
  const ids = keys.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) throw new Error(`infra.encryption.keys has the id ${twice} twice`);
  if (keys.length === 0) {
    logger.warn(
      'Without infra.encryption.keys nothing can be stored that must be encrypted: secrets, states, plans',
    );
  }
  return new Encryptor(keys);
}

/** Tells two values apart without keeping them. */
export const fingerprint = (value: string | Buffer): string =>
  createHash('sha256').update(value).digest('hex');
