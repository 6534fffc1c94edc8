import { nextPage } from './nextPage';

const fail = (reason: string) => new Error(reason);
const next = (header: string | null) =>
  nextPage(header, 'https://inventory.test/servers?page=1', fail);

describe('nextPage', () => {
  it.each([
    ['<https://inventory.test/servers?page=2>; rel="next"', '?page=2'],
    ['</servers?page=2>; rel=next', '?page=2'],
    ['<?page=2>;rel=next;title="more, of it"', '?page=2'],
    ['</first>; rel="first", <?page=2>; title="a"; rel="prefetch next"', '?page=2'],
    ['<?page=1>; REL="NEXT"', '?page=1'],
  ])('finds it in %s', (header, search) => {
    expect(next(header)).toBe(`https://inventory.test/servers${search}`);
  });

  it.each([null, '', '<?page=1>; rel="prev"', '<?page=1>; rel="nextish"', '<?page=9>'])(
    'finds none in %s',
    header => {
      expect(next(header)).toBeUndefined();
    },
  );

  it('refuses what is no address, or another server', () => {
    expect(() => next('<http://[>; rel="next"')).toThrow('no address');
    expect(() => next('<http://inventory.test/servers>; rel="next"')).toThrow('another server');
  });
});
