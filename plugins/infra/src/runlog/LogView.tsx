import { makeStyles } from '@material-ui/core/styles';
import type { LogLine } from '@bailiwick/backstage-plugin-infra-common';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { toneColors, VisuallyHidden } from '../shared';
import { useText } from '../translations';

const LINE_HEIGHT = 20;
/** Within this distance from the end one counts as being there. */
const END_ZONE = 40;

const useStyles = makeStyles(theme => ({
  frame: {
    height: 'min(60vh, 520px)',
    overflow: 'auto',
    background: theme.palette.background.default,
    borderTop: `1px solid ${theme.palette.divider}`,
    fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    fontSize: '0.78rem',
    lineHeight: `${LINE_HEIGHT}px`,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: -2 },
  },
  spacer: { position: 'relative', width: '100%' },
  line: {
    position: 'absolute',
    insetInline: 0,
    top: 0,
    display: 'grid',
    gridTemplateColumns: '5.2rem 7.5rem minmax(0, 1fr)',
    columnGap: theme.spacing(1),
    padding: theme.spacing(0, 2),
    [theme.breakpoints.down('xs')]: { gridTemplateColumns: '4.6rem minmax(0, 1fr)' },
  },
  aside: { color: theme.palette.textSubtle, overflow: 'hidden', textOverflow: 'ellipsis' },
  phase: { [theme.breakpoints.down('xs')]: { display: 'none' } },
  text: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  stderr: { color: toneColors(theme).bad },
  system: { color: theme.palette.textSubtle, fontStyle: 'italic' },
}));

interface LogViewProps {
  lines: readonly LogLine[];
  /** Stay at the end as lines come. */
  follow: boolean;
  onFollow: (follow: boolean) => void;
}

/** Lines of a log, of which only those in sight are in the document. */
export function LogView({ lines, follow, onFollow }: LogViewProps) {
  const t = useText();
  const classes = useStyles();
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: index => lines[index].seq,
    overscan: 20,
  });

  useEffect(() => {
    if (follow && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [follow, lines.length, virtualizer]);

  const onScroll = () => {
    const element = frame.current;
    if (!element) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < END_ZONE;
    if (isAtEnd !== follow) onFollow(isAtEnd);
  };

  // What scrolls must be reachable by keyboard, and says so whenever somebody, not the virtualizer, scrolled.
  const scrolling = {
    tabIndex: 0,
    onWheel: onScroll,
    onTouchMove: onScroll,
    onKeyUp: onScroll,
    onPointerUp: onScroll,
  };

  return (
    <div
      ref={frame}
      className={classes.frame}
      role="log"
      aria-live="off"
      aria-label={t('runs.log.label')}
      {...scrolling}
    >
      <div className={classes.spacer} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(item => {
          const line = lines[item.index];
          return (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={classes.line}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <span className={classes.aside}>
                {new Date(line.time).toLocaleTimeString([], { hour12: false })}
              </span>
              <span className={`${classes.aside} ${classes.phase}`}>{line.phase}</span>
              <span
                className={`${classes.text} ${line.stream === 'stdout' ? '' : classes[line.stream]}`}
              >
                {line.stream === 'stderr' && (
                  <VisuallyHidden>{t('runs.log.errorStream')} </VisuallyHidden>
                )}
                {line.text}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
