/** Something that comes after others. */
export interface Ordered {
  id: string;
  after: readonly string[];
}

/**
 * In which stage each comes, counted from 1: right after the last of those that it waits for. What is named and not there, because one
 * may not see it, holds nothing up; what waits for itself in a circle comes in the stage where that shows.
 */
export function stagesOf(steps: readonly Ordered[]): ReadonlyMap<string, number> {
  const byId = new Map(steps.map(step => [step.id, step]));
  const stages = new Map<string, number>();
  const open = new Set<string>();
  const stageOf = (step: Ordered): number => {
    const known = stages.get(step.id);
    if (known !== undefined) return known;
    if (open.has(step.id)) return 0;
    open.add(step.id);
    const before = step.after.flatMap(id => byId.get(id) ?? []);
    const stage = 1 + Math.max(0, ...before.map(stageOf));
    open.delete(step.id);
    stages.set(step.id, stage);
    return stage;
  };
  steps.forEach(stageOf);
  return stages;
}

/** The steps in the order in which they come; those of one stage stay as they were. */
export function inStages<Step extends Ordered>(
  steps: readonly Step[],
): { stage: number; step: Step }[] {
  const stages = stagesOf(steps);
  return steps
    .map(step => ({ stage: stages.get(step.id) ?? 1, step }))
    .sort((a, b) => a.stage - b.stage);
}
