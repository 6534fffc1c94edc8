/** User references compare without regard to case: `user:default/Tess` is `user:default/tess`. */
export const foldUserRef = (ref: string): string => ref.toLocaleLowerCase('en-US');
