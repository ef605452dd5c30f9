// From a question to the clause that answers it.

import assert from 'node:assert/strict';

import { DESK, PHONE, PORTAL, eventually, story } from './reader.js';

const QUESTION = '老人高龄津贴怎么领';

story('a reader goes from an example question to the clause, the facts and the downloads', {}, async (reader) => {
  await reader.go('/');
  const { page } = reader;
  const examples = await page.locator('.tries a').allInnerTexts();
  assert.equal(examples.length, 8);
  await reader.follow(page.locator('.tries a').first());
  assert.equal(await page.locator('.ask input').inputValue(), examples[0], 'the box keeps the question');
  await page.locator('.answer-card').waitFor();

  await reader.go(`/search?q=${encodeURIComponent(QUESTION)}`);
  assert.match(await page.getByRole('status').filter({ hasText: '找到' }).innerText(), /^找到 \d+ 条$/);

  const hit = page.locator('.hits > li').filter({ has: page.locator('.at-clause') }).first();
  assert.match(await hit.innerText(), /高龄津贴/);
  assert.ok((await hit.locator('mark').count()) > 0, 'the words asked for are marked');
  const place = await hit.locator('.at-clause').innerText();
  await reader.follow(hit.locator('.at-clause'));

  const clause = page.locator('.clause:target');
  await clause.waitFor();
  // A paragraph within an article carries no number of its own.
  const number = /款/.test(place) ? '' : place.replace(/^.*[、]/, '');
  const opened = await clause.innerText();
  assert.ok(opened.trim() !== '' && opened.includes(number), `${place} is the clause that opens`);
  await eventually(() => clause.evaluate((element) => element.getBoundingClientRect().top < innerHeight), true, 'the clause is on the screen');

  const facts = page.locator('dl.facts');
  for (const term of ['索引号', '发文字号', '发文机关', '成文日期', '公布日期', '施行日期', '公开属性']) {
    assert.equal(await facts.locator('dt', { hasText: term }).count(), 1, term);
  }
  await reader.follow(facts.getByRole('link', { name: '明乐市人民政府' }));
  await reader.heading('明乐市人民政府').waitFor();
});

story('a reader types a question and gets results', {}, async (reader) => {
  await reader.go('/');
  const { page } = reader;
  await page.locator('input[name=q]').fill('生孩子能领多少钱');
  await reader.follow(page.getByRole('button', { name: '找答案' }));
  assert.equal(reader.address(), '/search?q=生孩子能领多少钱');
  await page.getByRole('link', { name: '明乐市生育支持补贴办法', exact: true }).waitFor();
});

story('a reader finds a policy by its number in any spelling', { widths: [DESK], js: [false] }, async (reader) => {
  for (const spelling of ['明政规〔2026〕3号', '明政规2026 3号', '〔2026〕3号 明政规', '明政规[2026]3号']) {
    await reader.go(`/search?q=${encodeURIComponent(spelling)}`);
    assert.equal(await reader.page.locator('.hits h3').first().innerText(), '明乐市生育支持补贴办法', spelling);
  }
});

story('a reader sees what else was looked for and can take it back', { widths: [PHONE], js: [false] }, async (reader) => {
  await reader.go(`/search?q=${encodeURIComponent('低保')}`);
  const { page } = reader;
  await page.getByText('已按『最低生活保障』一并查找').waitFor();
  await reader.follow(page.getByRole('link', { name: '只查原话' }));
  await page.getByText('只查了原话。').waitFor();
  await reader.follow(page.getByRole('link', { name: '也查相近的说法' }));
  await page.getByText('一并查找').waitFor();
});

story('a reader narrows results by kind and filter', {}, async (reader) => {
  await reader.go(`/search?q=${encodeURIComponent('生育')}`);
  const { page } = reader;
  await reader.follow(page.locator('.tabs').getByRole('link', { name: /^政策/ }));
  assert.match(reader.address(), /kind=policy/);
  if (reader.isNarrow) await page.getByRole('link', { name: '筛选和排序' }).click();
  await page.locator('summary', { hasText: '有效性' }).click();
  await page.getByRole('checkbox', { name: /已废止/ }).check();
  await reader.follow(page.getByRole('button', { name: '按条件查看' }));
  assert.match(reader.address(), /q=生育/);
  await page.locator('.chosen').getByText('已废止').waitFor();
  for (const chip of await page.locator('.hits .validity').allInnerTexts()) assert.match(chip, /已废止/);
});

story('a reader who finds nothing learns what to do next', {}, async (reader) => {
  await reader.go('/search?q=qqzzxxvv');
  const { page } = reader;
  await page.getByText('没有找到相关内容').waitFor();
  assert.equal(await page.locator('main a[href="tel:12345"]').count(), 1);
  await reader.follow(page.getByRole('button', { name: '告诉编写的人：缺这一件' }));
  await reader.heading('收到了，谢谢').waitFor();
  await reader.follow(page.getByRole('link', { name: '回到搜索结果' }));
  await reader.follow(page.getByRole('link', { name: '在全部政策里翻一翻' }));
  assert.equal(reader.address(), '/policies');
});

story('whatever is typed is shown as text', { widths: [DESK] }, async (reader) => {
  const typed = `"><script>document.title='x'</script>' OR 1=1 -- \u0001`;
  await reader.go(`/search?q=${encodeURIComponent(typed)}`);
  assert.match(await reader.page.title(), /明白纸/);
  assert.equal(await reader.page.locator('main script').count(), 0);
});

story('a reader without a question is asked for one', { widths: [PHONE] }, async (reader) => {
  await reader.go('/search');
  await reader.heading('想办什么事？想问什么政策？').waitFor();
  assert.equal(await reader.page.locator('.tries a').count(), 8);
});

story('a program gets the same answer as a reader', { widths: [DESK], js: [false] }, async (reader) => {
  await reader.go(`/search?q=${encodeURIComponent(QUESTION)}`);
  const seen = await reader.page.locator('.hits h3').allInnerTexts();
  const answer = await fetch(`${PORTAL}/api/v1/search?q=${encodeURIComponent(QUESTION)}`).then((response) => response.json());
  // A claim stands in quotation marks.
  assert.deepEqual(seen, answer.hits.map(({ kind, title }) => (kind === 'response' ? `“${title}”` : title)));
});
