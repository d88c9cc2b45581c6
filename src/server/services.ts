import type { Ground } from '../platform/ground.js';

/** Every service of the house, built once per process with plain constructors; each noun adds its lines. */
export function buildServices(ground: Ground) {
  return { ground };
}

export type Services = ReturnType<typeof buildServices>;
