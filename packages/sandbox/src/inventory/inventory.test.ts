import { Inventory, inventoryRows, startInventory } from './index';

describe('inventoryRows', () => {
  it('is deterministic, with unique names and serial numbers at three sites', () => {
    const rows = inventoryRows(50_000);
    expect(rows.slice(0, 300)).toEqual(inventoryRows());
    expect(new Set(rows.map(({ name }) => name)).size).toBe(50_000);
    expect(new Set(rows.map(row => row.serial_number)).size).toBe(50_000);
    expect(new Set(rows.map(({ site }) => site))).toEqual(new Set(['ams1', 'fra2', 'lhr3']));
  });

  it('has servers below, at and above 64 cores at every site', () => {
    for (const site of ['ams1', 'fra2', 'lhr3']) {
      const cores = inventoryRows().flatMap(row => (row.site === site ? [row.cpu] : []));
      expect(cores).toEqual(expect.arrayContaining([56, 64, 72]));
    }
  });
});

describe('the inventory', () => {
  let inventory: Inventory;
  beforeAll(async () => {
    inventory = await startInventory();
  });
  afterEach(() => inventory.faults.reset());
  afterAll(() => inventory.stop());

  const rows = async () => (await fetch(inventory.url)).json();

  it('answers every server at once', async () => {
    expect(await rows()).toEqual(inventoryRows(300));
  });

  it('pages by Link header', async () => {
    const seen: { name: string }[] = [];
    let next: string | undefined = `${inventory.url}?page=1&per_page=90`;
    while (next) {
      const response: globalThis.Response = await fetch(next);
      seen.push(...(await response.json()));
      next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(inventoryRows(300));
    expect((await fetch(`${inventory.url}?page=0`)).status).toBe(400);
  });

  it('drops, renames, changes and adds rows', async () => {
    const [first, second, third] = inventoryRows();
    inventory.faults.set({
      drop: [first.name],
      rename: { [second.name]: 'renamed' },
      set: { [second.name]: { cpu: -1 }, [third.name]: { ram_gb: null } },
      extra: ['not a row'],
    });
    const answered = await rows();
    expect(answered).toHaveLength(300);
    expect(answered[0]).toEqual({ ...second, name: 'renamed', cpu: -1 });
    expect(answered[1]).toEqual({ ...third, ram_gb: null });
    expect(answered[299]).toBe('not a row');
  });

  it.each([
    ['empty', []],
    ['object', { error: expect.any(String) }],
  ] as const)('answers in mode %s what is no inventory', async (mode, expected) => {
    inventory.faults.set({ mode });
    expect(await rows()).toEqual(expected);
  });

  it('answers a page of HTML', async () => {
    inventory.faults.set({ mode: 'html' });
    const response = await fetch(inventory.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('hangs up when down', async () => {
    inventory.faults.set({ mode: 'down' });
    await expect(fetch(inventory.url)).rejects.toThrow('fetch failed');
  });

  it('is slow, but true', async () => {
    inventory.faults.set({ mode: 'slow', slowSeconds: 0.3 });
    const started = performance.now();
    expect(await rows()).toHaveLength(300);
    expect(performance.now() - started).toBeGreaterThan(290);
  });

  it('refuses a fault that it does not know', () => {
    expect(() => inventory.faults.set({ mode: 'broken' as 'ok' })).toThrow('mode');
    expect(inventory.faults.current.mode).toBe('ok');
  });
});
