// Starts the program, runs every story against it, stops it. `npm test -- policy` runs the files whose names hold "policy".

import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

import { start } from './program.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const files = (await readdir(here))
  .filter((name) => name.endsWith('.test.js'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => here + name);
if (files.length === 0) throw new Error(`没有文件名包含 ${wanted.join('、')} 的测试`);

const program = await start();
process.env.MINGBAI_URL = program.url;
const interrupted = async () => {
  await program.stop();
  process.exit(130);
};
process.once('SIGINT', interrupted);
process.once('SIGTERM', interrupted);

let failed = false;
const tests = run({ files, concurrency: Math.max(2, availableParallelism()) });
tests.on('test:fail', ({ todo }) => (failed ||= todo === undefined || todo === false));
const report = tests.compose(spec);
report.pipe(process.stdout, { end: false });
await new Promise((resolve) => report.once('end', resolve));

const { faults, log } = await program.stop();
if (faults.length > 0) console.error(`mingbai：${faults.join('；')}\n${log}`);
else console.log('mingbai 已正常结束');
process.exitCode = failed || faults.length > 0 ? 1 : 0;
