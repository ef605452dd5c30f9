// The largest memory and time that one imported file and one anonymous request can cost: documents as large and as odd as an import
// takes, and every form in which they are asked for. Linux only: it reads /proc.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MB = 1024 * 1024;
const TEXT = 20 * MB - 4096;
const LINES = 49_000;
const GOALS = { importMb: 400, importSeconds: 5, requestMb: 150, requestSeconds: 2 };

/** Files of just under 20 MB, or of as many lines, marks or cells as are taken. */
export function costlyFiles() {
  const repeat = (unit, bytes = TEXT) => unit.repeat(Math.floor(bytes / Buffer.byteLength(unit)));
  const lines = (line, count = LINES) => Array.from({ length: count }, (_, at) => line(at)).join('\n');
  return {
    'one-line.txt': `某办法\n${repeat('为了规范管理制定本办法')}`,
    'brackets.txt': `某办法\n${repeat('（一）')}`,
    'escaped.txt': `某办法\n${repeat('<&>')}`,
    'titles.txt': `某办法\n${repeat('《某某办法》第一条、')}`,
    'dates.txt': `某办法\n${repeat('2026年12月底前，')}`,
    'phones.txt': `某办法\n${repeat('电话0571-87654321，')}`,
    'units.txt': `某办法\n${repeat('（责任单位：甲局、乙局）')}`,
    'articles.txt': `某办法\n${lines((at) => `第${at + 1}条　为了规范管理，制定本办法，${'见《某规定》。'.repeat(15)}`)}`,
    'short-articles.txt': `某办法\n${lines((at) => `第${at + 1}条　甲。`)}`,
    'items.txt': `某办法\n${lines((at) => `${at + 1}. 甲`)}`,
    'nested.txt': `某办法\n${lines((at) => ['一、甲', '（一）乙', '1. 丙', '（1）丁'][at % 4])}`,
    'table.txt': `某办法\n${lines((at) => `${at}\t一\t二\t三\t四\t五\t六\t七\t八\t九`)}`,
    'blank.txt': `某办法\n${'\n'.repeat(LINES - 10)}甲\n`,
    'cells.html': `<html><head><title>某办法</title></head><body><h1>某办法</h1><table>${'<tr><td>甲</td><td>乙</td><td>丙</td></tr>'.repeat(36_000)}</table></body></html>`,
    'text.html': `<html><head><title>某办法</title></head><body><h1>某办法</h1><p>${repeat('制定本办法。', TEXT - 4096)}</p></body></html>`,
    'marks.md': `# 某办法\n\n${lines(() => '*甲*乙**丙**')}`,
    'front.md': `+++\nkind = "policy"\ntitle = "某办法"\n+++\n${repeat('第一条　甲。')}`,
    'line.jsonl': JSON.stringify({ kind: 'policy', id: 'line', title: '某办法', body: repeat('第一条　甲。', TEXT / 2), keywords: Array.from({ length: 4_900 }, (_, at) => `词${at}`), edges: Array.from({ length: 4_900 }, (_, at) => ({ type: 'cites', title: `某办法之${at}` })) }),
    'answer.jsonl': JSON.stringify({ kind: 'question', id: 'answer', question: '补贴多少钱？', short_answer: '不多。', answer: '*甲* [乙](/a) |丙|\n\n'.repeat(4_000), agency: 'a-gov', cites: [{ policy: 'line', clause: 'art1' }], related: [] }),
  };
}

const field = (pid, key) => {
  try {
    return Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return 0;
  }
};
const now = () => Number(process.hrtime.bigint()) / 1e9;

/** Runs a command to its end; seconds, largest memory in MB, and the last line it printed. */
function run(binary, args, data) {
  return new Promise((done) => {
    const from = now();
    const child = spawn(binary, args, { env: { ...process.env, MINGBAI_DATA: data } });
    let most = 0;
    let said = '';
    const watch = setInterval(() => { most = Math.max(most, field(child.pid, 'VmHWM')); }, 5);
    child.stdout.on('data', (text) => { said += text; });
    child.stderr.resume();
    child.on('exit', () => { clearInterval(watch); done({ seconds: now() - from, mb: most, said: said.trim().split('\n').at(-1) }); });
  });
}

/** Waits until a server has done what it does by itself after a start (it looks for damage), at most a minute. */
async function quiet(pid) {
  const used = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((sum, ticks) => sum + Number(ticks), 0);
  for (let before = used(), still = 0, tries = 0; still < 10 && tries < 120; tries += 1) {
    const after = used();
    still = after - before <= 2 ? still + 1 : 0;
    before = after;
    await new Promise((done) => setTimeout(done, 500));
  }
}

/** One request, read to its end: status, seconds, and memory above rest in MB. */
async function ask(pid, url) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const rest = field(pid, 'VmRSS');
  const from = now();
  const answer = await fetch(url, { headers: { 'accept-encoding': 'br, gzip' } });
  let bytes = 0;
  for await (const part of answer.body ?? []) bytes += part.length;
  return { status: answer.status, seconds: now() - from, mb: field(pid, 'VmHWM') - rest, bytes };
}

/** Measures both; `serve(data)` starts a server and answers `{ url, pid, stop }`. */
export async function cost({ binary, work, serve, note }) {
  const files = join(work, 'costly');
  const all = join(work, 'costly-data');
  mkdirSync(files, { recursive: true });
  let worstImport = { mb: 0, seconds: 0 };
  const largest = (worst, one, name) => ({
    mb: Math.max(worst.mb, one.mb), ofMb: one.mb > worst.mb ? name : worst.ofMb,
    seconds: Math.max(worst.seconds, one.seconds), ofSeconds: one.seconds > worst.seconds ? name : worst.ofSeconds,
  });
  for (const [name, content] of Object.entries(costlyFiles())) {
    const path = join(files, name);
    writeFileSync(path, content);
    const data = join(work, 'costly-one');
    const took = await run(binary, ['import', path, '--kind', 'policy'], data);
    rmSync(data, { recursive: true, force: true });
    worstImport = largest(worstImport, took, name);
    if (process.env.MINGBAI_BENCH_ALL) note(`  import ${name}`, `${took.seconds.toFixed(2)} s, ${took.mb.toFixed(0)} MB (${took.said})`);
  }
  note(`one imported file, memory (goal ${GOALS.importMb} MB)`, `${worstImport.mb.toFixed(0)} MB (${worstImport.ofMb})`);
  note(`one imported file, time (goal ${GOALS.importSeconds} s)`, `${worstImport.seconds.toFixed(2)} s (${worstImport.ofSeconds})`);

  await run(binary, ['import', files, '--kind', 'policy'], all);
  const server = await serve(all);
  await quiet(server.pid);
  const ids = Object.keys(costlyFiles()).map((name) => name.replace(/\..*/, '')).filter((id) => id !== 'answer');
  const addresses = ids.flatMap((id) => ['', '.json', '.html', '.docx', '.txt'].map((form) => `/policies/${id}${form}`));
  addresses.push(
    '/questions/answer', '/api/v1/questions/answer', '/', '/policies', '/search?q=%E5%8A%9E%E6%B3%95', '/api/v1/search?q=%E5%8A%9E%E6%B3%95&per_page=100',
    '/feeds/policies.atom', '/sitemap.xml', '/api/v1/changes?since=0', '/api/v1/policies/articles/clauses/art40000', '/policies/nobody', '/api/v1/agencies',
  );
  let worst = { mb: 0, seconds: 0 };
  for (const address of addresses) {
    const took = await ask(server.pid, server.url + address);
    worst = largest(worst, took, address);
    if (process.env.MINGBAI_BENCH_ALL) note(`  ${address}`, `${took.status}, ${took.seconds.toFixed(2)} s, ${took.mb.toFixed(0)} MB, ${(took.bytes / 1e6).toFixed(1)} MB sent`);
  }
  await server.stop();
  note(`one request, memory above rest (goal ${GOALS.requestMb} MB)`, `${worst.mb.toFixed(0)} MB (${worst.ofMb})`);
  note(`one request, time (goal ${GOALS.requestSeconds} s)`, `${worst.seconds.toFixed(2)} s (${worst.ofSeconds})`);
}
