import { readdirSync } from 'node:fs';
import type { Story } from '../../support/story.js';
import { type Calls, type NounCalls, World } from './call.js';

const files = readdirSync(import.meta.dirname).filter(file => !['call.ts', 'index.ts'].includes(file));
const nouns = await Promise.all(files.map(async file => (await import(`./${file}`)).calls as Calls));

/** The calls of all nouns in one world; each noun's file adds its own. */
export function allCalls(story: Story): Required<NounCalls> & { world: World } {
  const world = new World(story);
  const own = nouns.map(calls => calls(world));
  return {
    world,
    graphql: Object.assign({}, ...own.map(({ graphql }) => graphql)),
    rest: Object.assign({}, ...own.map(({ rest }) => rest)),
    subscriptions: Object.assign({}, ...own.map(({ subscriptions }) => subscriptions)),
  };
}
