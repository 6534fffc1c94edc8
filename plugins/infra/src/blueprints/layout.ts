import type { BlueprintNode } from '@bailiwick/backstage-plugin-infra-common';
import { stagesOf } from '../workflows/stages';

export interface Place {
  x: number;
  y: number;
}

const STEP = { x: 290, y: 170 };

/** Where nodes stand: what rests upon something stands to its right. */
export function arrange(nodes: readonly BlueprintNode[]): Map<string, Place> {
  const stages = stagesOf(nodes.map(({ key, parents }) => ({ id: key, after: parents })));
  const filled = new Map<number, number>();
  return new Map(
    nodes.map(({ key }) => {
      const stage = stages.get(key) ?? 1;
      const row = filled.get(stage) ?? 0;
      filled.set(stage, row + 1);
      return [key, { x: (stage - 1) * STEP.x, y: row * STEP.y }];
    }),
  );
}
