/**
 * The mark: a keep built of shares, one of them yours. Each stone is a share of a quota; the gold one is
 * what the team in front of the screen was given.
 */
export function KeepMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        fill="currentColor"
        d="M4 4h5v4h4.5V4h5v4H23V4h5v8.5a1.5 1.5 0 0 1-1.5 1.5h-21A1.5 1.5 0 0 1 4 12.5z"
      />
      <rect fill="currentColor" x="7" y="16" width="8" height="5.5" rx="1" />
      <rect fill="currentColor" x="17" y="16" width="8" height="5.5" rx="1" />
      <rect fill="currentColor" x="7" y="23.5" width="8" height="5.5" rx="1" />
      <rect fill="#f2b84b" x="17" y="23.5" width="8" height="5.5" rx="1" />
    </svg>
  );
}
