// `make bench`: what the portal does, in numbers. Everything runs on loopback and ends by itself.
// Compare ratios of one run: absolute times depend on the machine and on what else it does.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cost } from './cost.mjs';
import { paint } from './paint.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const binary = process.env.MINGBAI_BINARY ?? join(root, 'target/release/mingbai');
const corpus = process.env.MINGBAI_TEST_CORPUS ?? resolve(root, '../shared/corpus');
const relevance = process.env.MINGBAI_TEST_RELEVANCE ?? resolve(root, '../shared/relevance');
const work = mkdtempSync(join(tmpdir(), 'mingbai-bench-'));
const founding = join(corpus, 'xinle-2020.txt');
const CONNECTIONS = 64;
const SECONDS = 5;

const results = {};
const note = (name, value) => {
  results[name] = value;
  console.log(`${name.padEnd(44)} ${value}`);
};
const seconds = (from) => Number(process.hrtime.bigint() - from) / 1e9;

/** Runs a command; an import that rejects something ends with 1 and a summary all the same. */
function mingbai(args, data) {
  const { stdout, stderr, status } = spawnSync(binary, args, { env: { ...process.env, MINGBAI_DATA: data }, maxBuffer: 1 << 28, encoding: 'utf8' });
  if (status !== 0 && !stdout.includes('imported ')) throw new Error(stderr);
  return stdout;
}

/** Starts a server and waits until it is ready. */
async function serve(data, args = []) {
  const child = spawn(binary, ['serve', '--data', data, '--listen', '127.0.0.1:0', ...args], {
    // As it is started by `make serve` and in docs/OPERATING.md.
    env: { MIMALLOC_PURGE_DELAY: '0', ...process.env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise((done, failed) => {
    child.once('exit', () => failed(new Error('the server ended')));
    child.stdout.on('data', (text) => {
      const found = /mingbai ready on (\S+)/.exec(text);
      if (found) done(found[1]);
    });
  });
  const stop = () => new Promise((done) => { child.once('exit', done); child.kill('SIGTERM'); });
  return { url, pid: child.pid, stop };
}

/** User and system time of a process so far, in seconds. */
const cpu = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** Requests a second, with the latencies. */
function load(url, headers = [], connections = CONNECTIONS) {
  const args = [`-t${Math.min(2, connections)}`, `-c${connections}`, `-d${SECONDS}s`, '--latency', ...headers.flatMap((header) => ['-H', header]), url];
  const text = execFileSync('wrk', args).toString();
  if (/Non-2xx/.test(text)) throw new Error(text);
  return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]), p99: /99%\s+(\S+)/.exec(text)[1] };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const quantile = (numbers, part) => numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];

async function free() {
  const { createServer } = await import('node:net');
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)); });
  });
}

/** nginx with one directory of files. */
async function nginx(files) {
  const port = await free();
  const directory = mkdtempSync(join(work, 'nginx-'));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, name), bytes);
  const config = join(directory, 'nginx.conf');
  writeFileSync(config, `${process.getuid() === 0 ? 'user root; ' : ''}worker_processes 2; pid ${directory}/pid; error_log ${directory}/log; daemon off;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100; etag on;
client_body_temp_path ${directory}; proxy_temp_path ${directory}; fastcgi_temp_path ${directory}; uwsgi_temp_path ${directory}; scgi_temp_path ${directory};
types { text/html html; application/javascript js; text/css css; } default_type text/html;
server { listen 127.0.0.1:${port}; root ${directory}; } }`);
  const child = spawn('nginx', ['-p', directory, '-c', config], { stdio: 'ignore' });
  for (let tries = 0; tries < 100; tries += 1) {
    const open = await new Promise((done) => { const socket = createConnection(port, '127.0.0.1', () => { socket.destroy(); done(true); }).on('error', () => done(false)); });
    if (open) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  return { url: `http://127.0.0.1:${port}`, stop: () => new Promise((done) => { child.once('exit', done); child.kill('SIGTERM'); }) };
}

async function pages(data, path, label) {
  const server = await serve(data, label === 'demo' ? ['--demo'] : []);
  const plain = Buffer.from(await (await fetch(server.url + path, { headers: { 'accept-encoding': 'identity' } })).arrayBuffer());
  const gzip = await raw(server.url + path, 'gzip');
  const other = await nginx({ 'plain.html': plain, 'gzip.html': gzip });
  // In turn, so that both meet the same machine.
  const ratios = { plain: [], gzip: [] };
  for (let round = 0; round < 3; round += 1) {
    for (const [name, headers] of [['plain', []], ['gzip', ['Accept-Encoding: gzip']]]) {
      const ours = load(server.url + path, headers);
      const theirs = load(`${other.url}/${name}.html`);
      ratios[name].push(ours.perSecond / theirs.perSecond);
      if (round === 2) note(`cached page, ${name}, ${CONNECTIONS} connections`, `${ours.perSecond.toFixed(0)}/s (p99 ${ours.p99}), nginx ${theirs.perSecond.toFixed(0)}/s (p99 ${theirs.p99})`);
    }
  }
  note('cached page ÷ nginx, plain (goal 0.9)', median(ratios.plain).toFixed(2));
  note('cached page ÷ nginx, gzip bytes (goal 0.9)', median(ratios.gzip).toFixed(2));
  await other.stop();
  await server.stop();
  return plain;
}

/** The body as it travels. */
async function raw(url, encoding) {
  const { request } = await import('node:http');
  return new Promise((done) => request(url, { headers: { 'accept-encoding': encoding } }, (answer) => {
    const parts = [];
    answer.on('data', (part) => parts.push(part)).on('end', () => done(Buffer.concat(parts)));
  }).end());
}

/** Without a page cache every request is rendered; one connection, because requests for one page at the same time share one rendering. */
async function rendering(data, path) {
  const config = join(work, 'uncached.toml');
  writeFileSync(config, '[network]\npage_cache_bytes = 0\n');
  const server = await serve(data, ['--config', config]);
  load(server.url + path, [], 1);
  const before = cpu(server.pid);
  const { perSecond } = load(server.url + path, [], 1);
  note('rendered page, CPU (goal 0.5 ms)', `${((cpu(server.pid) - before) / (perSecond * SECONDS) * 1000).toFixed(3)} ms, ${perSecond.toFixed(0)}/s`);
  await server.stop();
}

async function searching(server) {
  const queries = existsSync(relevance)
    ? ['lay-questions-to-articles', 'keywords-to-articles', 'questions-to-notices', 'citations-to-articles']
        .flatMap((set) => readFileSync(join(relevance, set, 'queries.jsonl'), 'utf8').trim().split('\n').slice(0, 250).map((line) => JSON.parse(line).text))
    : ['生孩子能领多少钱', '老人高龄津贴怎么领', '开饭店要办什么手续', '工资被拖欠找谁', '国办发〔2020〕17号'];
  const took = [];
  const wall = [];
  for (const query of queries) {
    const from = process.hrtime.bigint();
    const answer = await (await fetch(`${server.url}/api/v1/search?q=${encodeURIComponent(query)}`)).json();
    wall.push(seconds(from) * 1000);
    took.push(answer.took_ms);
  }
  note(`search, ${queries.length} queries, p50 / p99 (goal p99 < 10 ms)`, `${quantile(took, 0.5).toFixed(2)} / ${quantile(took, 0.99).toFixed(2)} ms; over HTTP ${quantile(wall, 0.5).toFixed(2)} / ${quantile(wall, 0.99).toFixed(2)} ms`);
}

try {
  note('binary', `${(statSync(binary).size / 1e6).toFixed(1)} MB`);
  const demo = join(work, 'demo');
  const demoServer = await serve(demo, ['--demo']);
  for (let number = 0; number < 200; number += 1) await fetch(`${demoServer.url}/search?q=${encodeURIComponent(`补贴${number}`)}`);
  note('resident memory, demonstration content (goal 200 MB)', `${resident(demoServer.pid).toFixed(0)} MB`);
  await demoServer.stop();

  let page = '/policies/birth-support-2026';
  let data = demo;
  let label = 'demo';
  if (existsSync(founding)) {
    data = join(work, 'corpus');
    label = 'corpus';
    let documents = 0;
    const from = process.hrtime.bigint();
    for (const name of ['laws', 'policies', 'reports']) {
      const summary = mingbai(['import', join(corpus, name, 'documents.jsonl'), '--map', name], data);
      documents += Number(/imported (\d+)/.exec(summary)[1]);
    }
    mingbai(['import', '--kind', 'policy', founding], data);
    const took = seconds(from);
    note('import of the corpus', `${documents} documents in ${took.toFixed(1)} s: ${(documents / took).toFixed(0)}/s`);
    mingbai(['search', '补贴'], data);
    const again = process.hrtime.bigint();
    mingbai(['index', 'rebuild'], data);
    note('indexing of the corpus', `${(documents / seconds(again)).toFixed(0)} documents/s`);
    page = '/policies/xinle-2020';
    const server = await serve(data);
    await searching(server);
    note('resident memory, whole corpus', `${resident(server.pid).toFixed(0)} MB`);
    await server.stop();
    await rendering(data, page);
  } else {
    console.log(`skipped: no corpus at ${corpus}: import, indexing and search are not measured`);
  }
  await pages(data, page, label);
  const server = await serve(data, label === 'demo' ? ['--demo'] : []);
  for (const [name, value] of Object.entries(await paint(server.url, page))) note(name, value);
  await server.stop();
  await cost({ binary, work, serve, note });
} finally {
  rmSync(work, { recursive: true, force: true });
}
