/** Keeps the end of what a tool wrote, up to a number of characters. */
export class Tail {
  private kept = '';

  constructor(private readonly limit: number) {}

  add(text: string): void {
    this.kept = (this.kept + text).slice(-this.limit);
  }

  get text(): string {
    return this.kept;
  }
}
