/**
 * What this browser remembers between two page loads. Never anything secret: only whether asking for
 * a renewal makes sense (asking without a cookie is a refused request), and why a session ended.
 */
const SIGNED_IN = 'bailiwick.signed-in';
const ENDED = 'bailiwick.session-ended';

export const sessionMemory = {
  signedIn: {
    get: () => localStorage.getItem(SIGNED_IN) !== null,
    set: () => localStorage.setItem(SIGNED_IN, 'yes'),
    clear: () => localStorage.removeItem(SIGNED_IN),
  },
  ended: {
    set: (code: string) => sessionStorage.setItem(ENDED, code),
    /** The code that ended the last session of this tab; told once. */
    take: () => {
      const code = sessionStorage.getItem(ENDED) ?? undefined;
      sessionStorage.removeItem(ENDED);
      return code;
    },
  },
};
