import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dashboardStyle } from './dashboard-style.js';
import { html } from './page.js';

const scripts = fileURLToPath(new URL('./dashboard/', import.meta.url));
const uplot = dirname(createRequire(import.meta.url).resolve('uplot/dist/uPlot.iife.min.js'));

/** Files of the chart library that the page loads, by the name under /dashboard. */
export const chartFiles: Readonly<Record<string, string>> = {
  'uPlot.iife.min.js': join(uplot, 'uPlot.iife.min.js'),
  'uPlot.min.css': join(uplot, 'uPlot.min.css'),
};

/** The page's own scripts, compiled with the server. */
export const dashboardScripts: Readonly<Record<string, string>> = Object.fromEntries(
  ['main', 'chart', 'elements', 'leads', 'sending', 'session', 'socket', 'tasks'].map(name => [
    `${name}.js`,
    join(scripts, `${name}.js`),
  ]),
);

const signIn = `<section id="sign-in" aria-labelledby="sign-in-heading" hidden>
<h2 id="sign-in-heading">Sign in</h2>
<form id="sign-in-form">
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<div id="second-factor-line" hidden>
<label for="second-factor">Code of your authenticator</label>
<input id="second-factor" name="second-factor" inputmode="numeric" autocomplete="one-time-code" maxlength="10">
</div>
<p id="problem" role="alert"></p>
<button type="submit">Sign in</button>
</form>
</section>`;

const board = `<div id="board" hidden>
<h2 id="board-heading" tabindex="-1" class="quiet">Now</h2>
<section id="sending" aria-labelledby="sending-heading">
<h2 id="sending-heading">Email campaigns being sent</h2>
<p id="sending-none" class="none" hidden>Nothing is being sent at the moment. A campaign shows up here when it starts.</p>
<div id="cards"></div>
<div id="totals" role="region" aria-labelledby="totals-caption" tabindex="0" hidden>
<table>
<caption id="totals-caption">Totals</caption>
<thead><tr id="totals-head"></tr></thead>
<tbody id="totals-body"></tbody>
</table>
</div>
</section>
<div class="columns">
<section id="leads" aria-labelledby="leads-heading">
<h2 id="leads-heading">Leads <span class="total" id="leads-total"></span></h2>
<h3 id="source-heading">By source</h3>
<ul class="bars" id="by-source" aria-labelledby="source-heading"></ul>
<h3 id="stage-heading">By stage</h3>
<ul class="bars" id="by-stage" aria-labelledby="stage-heading"></ul>
</section>
<section id="tasks" aria-labelledby="tasks-heading">
<h2 id="tasks-heading">Tasks due within a week <span class="total" id="tasks-total"></span></h2>
<ul class="due" id="due"></ul>
</section>
</div>
</div>`;

/** What is going on in a practice, as it happens; for people who are signed in. */
export const dashboardPage = html({
  title: 'Practice CRM: dashboard',
  head: `<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/dashboard/uPlot.min.css">
<style>${dashboardStyle}</style>`,
  body: `<header class="top">
<h1>Practice CRM</h1>
<div id="signed-in" hidden>
<span id="connection" role="status" data-state="connecting"></span>
<button type="button" id="sign-out">Sign out</button>
</div>
</header>
<main>
<noscript><p>This page needs JavaScript; the same figures are in the API.</p></noscript>
${signIn}
${board}
</main>
<script src="/dashboard/uPlot.iife.min.js"></script>
<script type="module" src="/dashboard/main.js"></script>`,
});
