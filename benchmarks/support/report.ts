/** Tells a person what is going on; standard output is for the result alone. */
export const tell = (text: string) => process.stderr.write(`${text}\n`);

/** The one line of a benchmark. */
export const report = (result: { bench: string } & Record<string, unknown>) =>
  process.stdout.write(`${JSON.stringify(result)}\n`);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Runs a benchmark to its end, and ends the process with what became of it. */
export function main(bench: () => Promise<void>): void {
  bench().then(
    () => process.exit(0),
    error => {
      tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
      process.exit(1);
    },
  );
}
