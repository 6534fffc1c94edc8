import { type InfraBackend, startInfraBackend } from './__testUtils__';

describe('the infra plugin', () => {
  let backend: InfraBackend;
  beforeAll(async () => {
    backend = await startInfraBackend();
    await backend.give('ada', 'center_admin');
  });
  afterAll(() => backend.stop());

  it('knows who calls, and refuses whom it does not know', async () => {
    const { body } = await backend.as('ada').get('/me').expect(200);
    expect(body).toEqual({
      userRef: 'user:default/ada',
      bindings: [{ role: 'center_admin', source: 'manual' }],
    });
    const refused = await backend.anonymous().get('/me').expect(401);
    expect(refused.body.error.code).toBe('INVALID_CREDENTIALS');
  });
});
