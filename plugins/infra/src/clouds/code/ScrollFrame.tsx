import type { ReactNode } from 'react';
import { useOverflow } from '../../shared/useOverflow';

interface ScrollFrameProps {
  /** What is inside, for those who hear it. */
  label: string;
  className: string;
  children: ReactNode;
}

/** Holds what may be larger than its place. What scrolls must be reached by those who have no mouse. */
export function ScrollFrame({ label, className, children }: ScrollFrameProps) {
  const [frame, overflows] = useOverflow<HTMLDivElement>();
  return (
    <div
      ref={frame}
      className={className}
      {...(overflows ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}
    >
      {children}
    </div>
  );
}
