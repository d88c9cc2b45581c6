import { BatchBody } from './batch-body.js';
import type { OutgoingMessage } from './mailer.js';

/** Postmark's limits of one batch call. */
export const mostMessages = 500;
export const mostBytes = 50 * 1024 * 1024;

/** What people's names and links add to one message over another of the same content. */
const spareBytes = 8 * 1024;

/** How many messages of the same content as this one go into one call. */
export function messagesThatFit(message: OutgoingMessage): number {
  const bytes = new BatchBody().write([message]).length + spareBytes;
  return Math.max(1, Math.min(mostMessages, Math.floor(mostBytes / bytes)));
}
