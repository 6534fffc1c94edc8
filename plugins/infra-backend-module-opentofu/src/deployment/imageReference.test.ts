import { imageRepository, nameOf, tagOf } from './imageReference';

const COMMIT = 'c'.repeat(40);

describe('where images go', () => {
  it.each([
    ['123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop', undefined],
    ['europe-west1-docker.pkg.dev/project/shop', 'app'],
    ['127.0.0.1:5000/checkout-web-dev', undefined],
    ['shopdev.azurecr.io', 'app'],
  ])('is what the resource says: %s', (output, path) => {
    expect(nameOf(imageRepository(output, path))).toBe([output, path].filter(Boolean).join('/'));
  });

  it.each([
    [undefined, 'apply it first'],
    [null, 'apply it first'],
    ['', 'apply it first'],
    ['registry.example', 'is no address'],
    ['https://registry.example/x', 'is no address'],
    ['registry.example/Upper', 'is no address'],
    ['--authfile=/etc/passwd/x', 'is no address'],
    ['registry.example/../x', 'is no address'],
    ['registry.example/x:latest', 'is no address'],
  ])('is refused where it is no such thing: %j', (output, message) => {
    expect(() => imageRepository(output)).toThrow(message);
  });
});

describe('the tag of a commit', () => {
  it('is the commit, with a mark where something else of it is built', () => {
    expect(tagOf({ commit: COMMIT, dockerfile: 'Dockerfile' })).toBe(COMMIT);
    expect(tagOf({ commit: COMMIT, folder: './', dockerfile: 'Dockerfile' })).toBe(COMMIT);
    const api = tagOf({ commit: COMMIT, folder: 'api', dockerfile: 'Dockerfile' });
    expect(api).toMatch(/^c{40}-[0-9a-f]{8}$/);
    expect(tagOf({ commit: COMMIT, folder: 'api/', dockerfile: 'Dockerfile' })).toBe(api);
    expect(tagOf({ commit: COMMIT, folder: 'web', dockerfile: 'Dockerfile' })).not.toBe(api);
    expect(tagOf({ commit: COMMIT, dockerfile: 'api/Dockerfile' })).not.toBe(api);
  });
});
