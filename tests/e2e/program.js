// The program under test, over demonstration content in a folder of its own.

import { execFile, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The day on which the demonstration city lives. */
const NOW = '2026-11-25T09:00:00+08:00';
const READY_WITHIN_MS = 120_000;
const ENDS_WITHIN_MS = 15_000;

function binary() {
  const built = ['release', 'debug'].map((profile) => join(ROOT, 'target', profile, 'mingbai'));
  const found = [process.env.MINGBAI_BINARY, ...built].find((path) => path && existsSync(path));
  if (!found) throw new Error('没有找到 mingbai 程序：先运行 make serve，或者用 MINGBAI_BINARY 指明。');
  return found;
}

/** Starts the program; `stop` ends it as an operator would and says what was not clean about that. */
export async function start() {
  const data = await mkdtemp(join(tmpdir(), 'mingbai-e2e-'));
  const env = { ...process.env, MINGBAI_NOW: NOW };
  const child = spawn(binary(), ['serve', '--demo', '--data', data, '--listen', '127.0.0.1:0'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (bytes) => (log += bytes));
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  // Whatever ends this process ends the program too.
  process.once('exit', () => {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  });

  const lines = createInterface({ input: child.stdout });
  const ready = new Promise((resolve) => {
    lines.on('line', (line) => {
      log += `${line}\n`;
      const url = /^mingbai ready on (\S+)$/.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
  const url = await Promise.race([ready, ended.then(() => undefined), after(READY_WITHIN_MS)]);
  if (!url) {
    child.kill('SIGKILL');
    throw new Error(`mingbai 没有启动：\n${log}`);
  }

  return {
    url: url.replace(/\/$/, ''),
    /** Imports a folder while the program serves, as an operator would. */
    add: (folder) => promisify(execFile)(binary(), ['import', folder, '--data', data], { cwd: ROOT, env }),
    async stop() {
      child.kill('SIGTERM');
      const end = await Promise.race([ended, after(ENDS_WITHIN_MS)]);
      if (!end) child.kill('SIGKILL');
      await rm(data, { recursive: true, force: true });
      const faults = [];
      if (!end) faults.push(`SIGTERM 之后 ${ENDS_WITHIN_MS / 1000} 秒还没有结束`);
      else if (end.code !== 0) faults.push(`结束时返回 ${end.code ?? end.signal}`);
      if (/panicked at/.test(log)) faults.push('运行中有 panic');
      return { faults, log };
    },
  };
}

function after(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
