import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { html } from './page.js';

const directory = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Files of Swagger UI that the page loads, by the name under /api/docs; nothing else of the package is served. */
export const docsFiles: Readonly<Record<string, string>> = {
  'swagger-ui.css': join(directory, 'swagger-ui.css'),
  'swagger-ui-bundle.js': join(directory, 'swagger-ui-bundle.js'),
};

/** Starts Swagger UI; a file of its own, since the page allows no inline script. */
export const docsScript = `window.ui = SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  // Swagger's own service would be sent the document.
  validatorUrl: null,
});
`;

export const docsPage = html({
  title: 'Practice CRM: REST documentation',
  head: '<link rel="stylesheet" href="/api/docs/swagger-ui.css">',
  body: `<div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>`,
});
