import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What the process counts of itself; never a value of a record, so labels come from short fixed lists. */
export class Metrics {
  readonly registry = new Registry();
  readonly #duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** `route` is a pattern, never an address. */
  answered(method: string, route: string, status: number, seconds: number): void {
    this.#duration.labels(method, route, String(status)).observe(seconds);
  }
}
