import { z } from 'zod';

/** Text; a version or a price may have been written as a number. */
export const text = z.union([z.string(), z.number().transform(String)], {
  error: 'must be a text',
});

export const filled = z
  .union([z.string(), z.number().transform(String)], { error: 'must be a text that is not empty' })
  .refine(value => value.trim() !== '', 'must be a text that is not empty');

/** An identifier becomes part of paths and of names in Terraform. */
export const identifier = z
  .string({ error: 'must be a text' })
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/,
    'must have only letters, digits, hyphens and underscores',
  );

const words: Record<string, boolean> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  none: false,
  off: false,
};

/** A word that older trees write for a truth value becomes one; anything else stays. */
export function truthOf(value: unknown): unknown {
  if (typeof value !== 'string' || !Object.hasOwn(words, value.toLowerCase())) return value;
  return words[value.toLowerCase()];
}

/** A truth value; older trees write `yes` and `none`. */
export const flag = z.union(
  [
    z.boolean(),
    z
      .string()
      .refine(value => Object.hasOwn(words, value.toLowerCase()))
      .transform(value => words[value.toLowerCase()]),
  ],
  { error: 'must be true or false' },
);

export const texts = z.array(text, { error: 'must be a list of texts' });

export const anyMap = z.record(z.string(), z.unknown(), { error: 'must be a map' });

export const number = z.number({ error: 'must be a number' });

export const whole = z.int({ error: 'must be a whole number' });

/** A list that may also be left empty in YAML, which is null. */
export function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item, { error: 'must be a list' })
    .nullish()
    .transform(list => list ?? []);
}

/** A regular expression as text; one that does not compile is refused where it stands. */
export const pattern = z.string({ error: 'must be a regular expression' }).refine(value => {
  try {
    return Boolean(new RegExp(value, 'u'));
  } catch {
    return false;
  }
}, 'must be a regular expression');
