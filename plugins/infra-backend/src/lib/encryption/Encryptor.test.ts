import { ConfigReader } from '@backstage/config';
import { randomBytes } from 'node:crypto';
import { Encryptor, readEncryptor } from './Encryptor';

const oldKey = { id: 'old', key: randomBytes(32) };
const newKey = { id: 'new', key: randomBytes(32) };

describe('Encryptor', () => {
  const encryptor = new Encryptor([oldKey]);

  it('opens what it sealed, under the same name only', () => {
    const sealed = encryptor.seal('s3cret', 'secret/1');
    expect(sealed.includes('s3cret')).toBe(false);
    expect(encryptor.open(sealed, 'secret/1').toString()).toBe('s3cret');
    expect(() => encryptor.open(sealed, 'secret/2')).toThrow(/does not open with the key old/);
  });

  it('seals the same value differently each time', () => {
    expect(encryptor.seal('a', 'x').equals(encryptor.seal('a', 'x'))).toBe(false);
  });

  it('notices every changed byte', () => {
    const sealed = encryptor.seal('value', 'x');
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed[index] ^= 1;
      expect(() => encryptor.open(changed, 'x')).toThrow();
    }
  });

  it('wraps again under a new key, and then does without the old one', () => {
    const sealed = encryptor.seal('value', 'x');
    const both = new Encryptor([newKey, oldKey]);
    expect(both.open(sealed, 'x').toString()).toBe('value');
    const again = both.rewrap(sealed, 'x');
    expect(both.keyIdOf(again)).toBe('new');
    expect(new Encryptor([newKey]).open(again, 'x').toString()).toBe('value');
    expect(() => new Encryptor([newKey]).open(sealed, 'x')).toThrow(/The key old is missing/);
  });

  it('tells a wrong key under the right name', () => {
    const sealed = encryptor.seal('value', 'x');
    const wrong = new Encryptor([{ id: 'old', key: randomBytes(32) }]);
    expect(() => wrong.open(sealed, 'x')).toThrow(/the key is not the one that sealed it/);
  });
});

describe('infra.encryption.keys', () => {
  const logger = { warn: jest.fn() };
  const read = (keys: { id: string; secret: string }[]) =>
    readEncryptor(new ConfigReader({ infra: { encryption: { keys } } }), logger);
  const secret = randomBytes(32).toString('base64');

  it('seals with the first', () => {
    expect(
      read([
        { id: 'b', secret },
        { id: 'a', secret },
      ]).currentKeyId,
    ).toBe('b');
  });

  it.each([
    [[{ id: 'a', secret: 'short' }], /keys\[0\]\.secret must be 32 bytes in base64/],
    [[{ id: 'ä', secret }], /keys\[0\]\.id must be/],
    [
      [
        { id: 'a', secret },
        { id: 'a', secret },
      ],
      /has the id a twice/,
    ],
  ])('refuses %#', (keys, message) => {
    expect(() => read(keys)).toThrow(message);
  });

  it('may be missing, until something is to be sealed', () => {
    const none = read([]);
    expect(logger.warn).toHaveBeenCalled();
    expect(() => none.seal('x', 'y')).toThrow(/Set infra.encryption.keys/);
  });
});
