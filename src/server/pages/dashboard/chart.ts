import type UPlot from 'uplot';

/** Loaded before by a script of its own. */
declare const uPlot: typeof UPlot;

export interface Line {
  label: string;
  /** Name of a colour of the page's style. */
  colour: string;
  isDashed?: boolean;
}

/** Points that are kept; older ones are thinned out, so that a long send stays on the page as a whole. */
const most = 600;
const height = 190;
/** The least that the chart spans, in seconds: a send that begins grows from the right. */
const span = 60;
/** Steps of the scale: there are no halves of messages. */
const steps = [1, 2, 5].flatMap(step => [0, 1, 2, 3, 4, 5, 6].map(zeros => step * 10 ** zeros)).sort((a, b) => a - b);

/** Lines over time that grow with each point. */
export class Chart {
  readonly #plot: UPlot;
  #times: number[] = [];
  #values: number[][];
  #frame = 0;

  constructor(
    private readonly place: HTMLElement,
    lines: readonly Line[],
  ) {
    this.#values = lines.map(() => []);
    const ink = () => colour('--muted');
    const axis = { stroke: ink, grid: { stroke: () => colour('--grid'), width: 1 }, ticks: { show: false } };
    this.#plot = new uPlot(
      {
        width: this.#width,
        height,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: true, range: (_plot, min, max) => [Math.min(min, max - span), max] },
          y: { range: (_plot, _min, max) => [0, Math.max(max * 1.05, 4)] },
        },
        axes: [
          { ...axis, space: 70 },
          { ...axis, size: 56, incrs: steps },
        ],
        series: [
          {},
          ...lines.map(({ label, colour: name, isDashed }) => ({
            label,
            stroke: () => colour(name),
            width: 2,
            points: { show: false },
            ...(isDashed && { dash: [6, 4] }),
          })),
        ],
      },
      this.#data,
      place,
    );
    new ResizeObserver(() => this.#plot.setSize({ width: this.#width, height })).observe(place);
    // A canvas does not follow the style by itself.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#plot.redraw());
  }

  add(at: Date, values: readonly (number | null)[]): void {
    const time = at.getTime() / 1000;
    // A point that is told again, or later than another, would turn the line back.
    if (time < (this.#times.at(-1) ?? 0)) return;
    this.#times.push(time);
    for (const [index, line] of this.#values.entries()) line.push(values[index] ?? 0);
    if (this.#times.length > most) this.#thin();
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#plot.setData(this.#data);
    });
  }

  get #width(): number {
    return Math.max(this.place.clientWidth, 200);
  }

  get #data(): UPlot.AlignedData {
    return [this.#times, ...this.#values] as UPlot.AlignedData;
  }

  #thin(): void {
    const last = this.#times.length - 1;
    const isKept = (_: number, index: number) => index % 2 === 0 || index === last;
    this.#times = this.#times.filter(isKept);
    this.#values = this.#values.map(line => line.filter(isKept));
  }
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
