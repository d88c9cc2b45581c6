import { describe, expect, test } from '@jest/globals';
import { isDoor, moduleOf, type SourceFile, sources } from './source.js';

/** The nouns from the ground floor up; a module may use those before it, never those after. */
const nouns = [
  'practices',
  'audit',
  'staff',
  'webhooks',
  'interactions',
  'tasks',
  'consents',
  'organizations',
  'clients',
  'appointments',
  'insurance',
  'templates',
  'contacts',
  'suppressions',
  'leads',
  'tags',
  'referrals',
  'segments',
  'deliveries',
  'campaigns',
  'tracking',
  'email-campaigns',
];

const storeyOf = (path: string) => (path.startsWith('src/platform/') ? 0 : path.startsWith('src/modules/') ? 1 : 2);

function offences(files: SourceFile[], isWrong: (file: SourceFile, target: string, isTypeOnly: boolean) => boolean) {
  return files.flatMap(file =>
    file.imports
      .filter(({ target, isTypeOnly }) => isWrong(file, target, isTypeOnly))
      .map(({ target }) => `${file.path} -> ${target}`),
  );
}

const core = sources.filter(file => moduleOf(file.path) && !isDoor(file.path));
const doors = sources.filter(file => isDoor(file.path));

describe('imports only go down', () => {
  test('from the roof to the business to the ground', () => {
    expect(
      offences(sources, (file, target) => target.startsWith('src/') && storeyOf(target) > storeyOf(file.path)),
    ).toEqual([]);
  });

  test('between nouns in their order, and every noun has its place', () => {
    const names = [...new Set(sources.map(file => moduleOf(file.path)).filter(name => name !== null))];
    expect(names.filter(name => !nouns.includes(name))).toEqual([]);
    expect(
      offences(sources, (file, target) => {
        const [from, to] = [moduleOf(file.path), moduleOf(target)];
        return from !== null && to !== null && nouns.indexOf(to) > nouns.indexOf(from);
      }),
    ).toEqual([]);
  });

  test('without circles', () => {
    const edges = new Map(
      sources.map(file => [
        file.path,
        file.imports.filter(i => !i.isTypeOnly && i.target.startsWith('src/')).map(i => i.target),
      ]),
    );
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (path: string, trail: string[]) => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      if (done.has(path) || trail.includes(path)) return;
      for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
      done.add(path);
    };
    for (const path of edges.keys()) walk(path, []);
    expect(circles).toEqual([]);
  });
});

describe('the core knows no door', () => {
  test('no transport library and no door folder', () => {
    expect(
      offences(
        core,
        (_, target) =>
          /^(type-graphql|graphql|graphql-.*|express|@apollo\/.*|@as-integrations\/.*|ws)(\/|$)/.test(target) ||
          isDoor(target) ||
          /^src\/platform\/(graphql|rest)\//.test(target),
      ),
    ).toEqual([]);
  });

  test('a door holds no entity manager and uses no door of another noun, save its types and presenters', () => {
    expect(
      offences(doors, (file, target) => {
        const isForeignDoor = isDoor(target) && moduleOf(target) !== moduleOf(file.path);
        return (
          target.startsWith('@mikro-orm/') ||
          (isForeignDoor && !/\/(graphql\/[^/]+\.(type|inputs)|rest\/[^/]+\.presenter)\.ts$/.test(target))
        );
      }),
    ).toEqual([]);
  });

  test('policies and rules are pure', () => {
    const pure =
      /[.-](policy|rules|filter|status|vocabulary)\.ts$|^src\/platform\/(validation|postal-address|clock)\.ts$|^src\/platform\/(access|errors|reading)\/|^zod$/;
    expect(
      offences(
        core.filter(file => /\.(policy|rules)\.ts$/.test(file.path)),
        (_, target, isTypeOnly) => !isTypeOnly && !pure.test(target),
      ),
    ).toEqual([]);
  });
});

describe('what only one file may do', () => {
  test.each([
    ['graphql-shield', /^src\/server\/shield\.ts$/],
    ['graphql-middleware', /^src\/server\/shield\.ts$/],
    ['postmark', /^src\/platform\/mail\/postmark-mailer\.ts$/],
  ])('%s', (library, owner) => {
    expect(offences(sources, (file, target) => target === library && !owner.test(file.path))).toEqual([]);
  });

  test('only the configuration reads the environment', () => {
    const readers = sources.filter(file => /process\.env\b/.test(file.text)).map(file => file.path);
    expect(readers.filter(path => path !== 'src/platform/config.ts')).toEqual([]);
  });
});
