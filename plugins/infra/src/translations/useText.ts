import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { infraTranslationRef } from './ref';

type Messages = typeof infraTranslationRef.T;

type WithoutPlural<Key> = Key extends `${infer Base}_${'one' | 'other'}` ? Base : Key;

/** What stands in the braces of a message, as in `{{count, number}}`. */
type Braces<Message> = Message extends `${string}{{${infer Inner}}}${infer Tail}`
  ? Inner | Braces<Tail>
  : never;

type ValueOf<Inner> = Inner extends `${string},${string}` ? number : string;

type NameOf<Inner> = Inner extends `${infer Name},${string}` ? Name : Inner;

type Values<Inner extends string> = { [I in Inner as NameOf<I>]: ValueOf<I> };

/** What each text is called with: a value for each of its braces, and `count` where it has a plural. */
type Arguments = {
  [Key in keyof Messages as WithoutPlural<Key>]: Values<
    Braces<Messages[Key]> | (Key extends `${string}_${'one' | 'other'}` ? 'count, number' : never)
  >;
};

type Union<T> = (T extends unknown ? (of: T) => void : never) extends (of: infer All) => void
  ? All
  : never;

/**
 * Looks a text up in the language of the user.
 *
 * As strict as Backstage's `TranslationFunction`, which works out the arguments for each call anew: over a
 * thousand calls that took the compiler more than all other code together.
 */
export type Text = <Key extends keyof Arguments>(
  key: Key,
  ...values: keyof Union<Arguments[Key]> extends never ? [] : [Union<Arguments[Key]>]
) => string;

export const useText = (): Text => useTranslationRef(infraTranslationRef).t;
