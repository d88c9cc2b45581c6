import type { Agent } from './tracking.vocabulary.js';

/** Mail services that load pictures on their own machines, some of them before anybody looks. */
const proxies = /GoogleImageProxy|YahooMailProxy|YahooCacheSystem|ggpht|DuckDuckGo.*Email|Outlook-iOS-Proxy/i;
/** Apple's Mail Privacy Protection says this and nothing more. */
const applePrivacy = /^Mozilla\/5\.0$/;

/** Those that call themselves what they are; the others are known by what they do. */
const machines =
  /bot\b|bot[/;]|crawl|spider|scan|preview|prefetch|headless|phantom|slurp|python-|go-http|libwww|barracuda|mimecast|proofpoint|safelinks|symantec|trendmicro|fireeye|zscaler|sophos|forcepoint|fortinet/i;

/** What a program that opened or clicked is, by the name it gives; a person's programs always give one. */
export function agentOf(userAgent: string | null | undefined): Agent {
  const name = userAgent?.trim() ?? '';
  if (proxies.test(name) || applePrivacy.test(name)) return 'PROXY';
  return machines.test(name) ? 'MACHINE' : 'UNKNOWN';
}

/** What a request to one of our own addresses is: HEAD and prefetching are never a person's doing. */
export function agentOfRequest(method: string, headers: NodeJS.Dict<string | string[]>): Agent {
  const purposes = ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'].map(name => String(headers[name] ?? ''));
  if (method === 'HEAD' || purposes.some(purpose => /prefetch|prerender|preview/i.test(purpose))) return 'MACHINE';
  const userAgent = String(headers['user-agent'] ?? '');
  return userAgent === '' ? 'MACHINE' : agentOf(userAgent);
}
