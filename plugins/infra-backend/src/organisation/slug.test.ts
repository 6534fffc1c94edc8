import fc from 'fast-check';
import { slugSchema } from '@bailiwick/backstage-plugin-infra-common';
import { freeSlug, slugOf } from './slug';

describe('slugs', () => {
  it.each([
    ['Checkout', 'checkout'],
    ['  Data   Platform ', 'data-platform'],
    ['R&D', 'r-d'],
    ['Straße 7', 'strasse-7'],
    ['Łódź', 'lodz'],
    ['ﬁnance', 'finance'],
    ['東京', 'team'],
    ['---', 'team'],
  ])('of %j is %s', (name, slug) => {
    expect(slugOf(name, 'team')).toBe(slug);
  });

  it('of any name is one, and so is the next free one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(120), (name, count) => {
        const slug = slugOf(name, 'team');
        const taken = new Set<string>();
        for (let i = 0; i < count % 12; i++) taken.add(freeSlug(slug, taken));
        const free = freeSlug(slug, taken);
        expect(slugSchema.safeParse(slug).success).toBe(true);
        expect(slugSchema.safeParse(free).success).toBe(true);
        expect(taken.has(free)).toBe(false);
      }),
    );
  });
});
