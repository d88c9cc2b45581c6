import { styleText } from 'node:util';

const width = 30;

/** Shows how far work has come on stderr: a bar that moves on a terminal, a line every ten per cent elsewhere. */
export class Progress {
  #lastShown = -1;
  constructor(
    private readonly label: string,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {}

  /** `share` from 0 to 1; `note` stands behind it. */
  show(share: number, note: string): void {
    const percent = Math.min(100, Math.floor(share * 100));
    if (this.out.isTTY) {
      this.#draw(percent, note);
      return;
    }
    const tenth = Math.floor(percent / 10);
    if (tenth === this.#lastShown) return;
    this.#lastShown = tenth;
    this.out.write(`${this.label} ${percent}% ${note}\n`);
  }

  /** The last word, with the counts of the whole. */
  end(note: string): void {
    if (this.out.isTTY) this.#draw(100, note);
    else this.out.write(`${this.label} ended: ${note}`);
    this.out.write('\n');
  }

  #draw(percent: number, note: string): void {
    const filled = Math.round((percent / 100) * width);
    const bar = styleText('green', '█'.repeat(filled)) + styleText('dim', '░'.repeat(width - filled));
    this.out.write(`\r\u001b[K${this.label} ${bar} ${String(percent).padStart(3)}% ${note}`);
  }
}
