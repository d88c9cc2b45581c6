import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from './start-error.js';

/**
 * Keeps a data directory for this process until it ends, however it ends: the lock is a socket name that the
 * system frees itself. Throws StartError naming the process that has it.
 */
export async function lockDirectory(directory: string): Promise<{ release(): void }> {
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const name = socketName(realpathSync(directory));
  for (let attempt = 1; ; attempt++) {
    const server = await listen(name);
    if (server) return { release: () => server.close() };
    const holder = await ask(name);
    if (holder) {
      throw new StartError(
        `Another server (process ${holder}) already runs on ${directory}. Stop it, or set DATA_DIR and PORT to others.`,
      );
    }
    if (attempt === 20) throw new StartError(`${directory} can't be locked.`);
    if (!name.startsWith('\0')) rmSync(name, { force: true });
  }
}

function socketName(directory: string): string {
  const id = `practice-crm-${createHash('sha256').update(directory).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${id}`;
  return process.platform === 'linux' ? `\0${id}` : join(tmpdir(), `${id}.sock`);
}

function listen(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => socket.on('error', () => undefined).end(String(process.pid)));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(name, () => resolve(server.unref()));
  });
}

/** The id of the process behind the name, or null when there is none any more. */
function ask(name: string): Promise<string | null> {
  return new Promise(resolve => {
    let answer = '';
    const socket = connect(name);
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', chunk => {
      answer += chunk;
    });
    socket.on('error', () => resolve(null));
    socket.on('close', () => resolve(answer || null));
  });
}
