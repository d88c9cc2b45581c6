import { generateKeySettings } from '../platform/encryption/generated-keys.js';
import type { Command } from './command.js';
import { print } from './with-services.js';

export const command: Command = {
  usage: 'keys generate',
  summary: 'prints the three key settings, new',
  async run() {
    for (const [name, value] of Object.entries(generateKeySettings())) print(`${name}=${value}`);
    return 0;
  },
};
