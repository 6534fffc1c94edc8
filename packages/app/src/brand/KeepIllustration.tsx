/** How many of the stones of each tower are taken, from left to right; `own` are the team's. */
const TOWERS = [
  { x: 20, columns: 3, rows: 6, taken: 11, own: 0 },
  { x: 138, columns: 5, rows: 9, taken: 27, own: 6 },
  { x: 316, columns: 4, rows: 7, taken: 17, own: 0 },
];
const STONE = { width: 28, height: 20, gap: 5 };
const GROUND = 330;

/** A castle whose walls are shares of capacity: taken, one's own, and free. */
export function KeepIllustration({ className }: { className?: string }) {
  return (
    <svg className={className} viewBox="0 0 480 340" aria-hidden="true" focusable="false">
      <path d="M0 331h480" stroke="#3c5a85" strokeWidth="2" />
      {TOWERS.map(tower => (
        <Tower key={tower.x} {...tower} />
      ))}
    </svg>
  );
}

function Tower({ x, columns, rows, taken, own }: (typeof TOWERS)[number]) {
  const width = columns * (STONE.width + STONE.gap) - STONE.gap;
  const top = GROUND - rows * (STONE.height + STONE.gap);
  const stones = Array.from({ length: columns * rows }, (_, index) => ({
    index,
    x: x + (index % columns) * (STONE.width + STONE.gap),
    y: GROUND - (Math.floor(index / columns) + 1) * (STONE.height + STONE.gap),
  }));
  const merlon = width / (columns * 2 - 1);
  return (
    <g>
      {Array.from({ length: columns }, (_, index) => (
        <rect
          key={index}
          x={x - 8 + index * ((width + 16 - merlon) / (columns - 1))}
          y={top - 34}
          width={merlon}
          height={22}
          rx={2}
          fill="#4a6b9a"
        />
      ))}
      <rect x={x - 8} y={top - 18} width={width + 16} height={12} rx={2} fill="#4a6b9a" />
      {stones.map(stone => (
        <rect
          key={stone.index}
          x={stone.x}
          y={stone.y}
          width={STONE.width}
          height={STONE.height}
          rx={3}
          {...paintOf(stone.index, taken, own)}
        />
      ))}
    </g>
  );
}

function paintOf(index: number, taken: number, own: number) {
  if (index < own) return { fill: '#f2b84b' };
  if (index < taken) return { fill: '#34517c' };
  return { fill: 'none', stroke: '#3c5a85', strokeWidth: 1.5, strokeDasharray: '4 4' };
}
