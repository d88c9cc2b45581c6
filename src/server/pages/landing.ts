import { html } from './page.js';

const style = `<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 4rem auto; padding: 0 1rem }
a { color: inherit; font-weight: 600 }
li { margin: .5rem 0 }
</style>`;

/** What is found where; the GraphQL page only where it is switched on. */
export function landingPage(hasGraphiql: boolean): string {
  const links = [
    ['/dashboard', 'Dashboard', 'what is being sent now, leads and tasks, as they change'],
    ...(hasGraphiql ? [['/graphql', 'GraphiQL', 'write and run GraphQL operations, with examples']] : []),
    ['/api/docs', 'REST documentation', 'every URL, tried out in the browser'],
    ['/api/v1/openapi.json', 'openapi.json', 'the same for programs'],
    ['/health/ready', 'Health', 'whether this server is ready'],
  ];
  const items = links.map(([href, name, use]) => `<li><a href="${href}">${name}</a>: ${use}</li>`).join('\n');
  return html({
    title: 'Practice CRM',
    head: style,
    body: `<h1>Practice CRM</h1>\n<p>The API server of a practice's leads, over GraphQL and REST.</p>\n<ul>\n${items}\n</ul>`,
  });
}
