// The library of policies: filters, pages, and addresses that are wrong.

import assert from 'node:assert/strict';

import { DESK, PHONE, PORTAL, story } from './reader.js';

const total = async (page) => Number(/共 (\d+) 份/.exec(await page.locator('.count-line [role=status]').innerText())[1]);

story('a reader filters policies, sees the choice as tags and takes it off', {}, async (reader) => {
  await reader.go('/policies');
  const { page } = reader;
  const all = await total(page);
  if (reader.isNarrow) await page.getByRole('link', { name: '筛选和排序' }).click();
  await page.locator('summary', { hasText: '有效性' }).click();
  const box = page.getByRole('checkbox', { name: /现行有效/ });
  const count = Number(await page.locator('label', { hasText: '现行有效' }).locator('.count').innerText());
  await box.check();
  await page.locator('summary', { hasText: '年份' }).click();
  await page.getByRole('checkbox', { name: /^2026/ }).check();
  await reader.follow(page.getByRole('button', { name: '按条件查看' }));

  assert.match(reader.address(), /validity=in_force/);
  assert.match(reader.address(), /year=2026/);
  assert.ok((await total(page)) <= count);
  for (const chip of await page.locator('.hits .validity').allInnerTexts()) assert.match(chip, /现行有效/);
  for (const day of await page.locator('.hits time').allInnerTexts()) assert.match(day, /^2026-/);

  await reader.follow(page.getByRole('link', { name: '去掉条件：2026 年' }));
  assert.doesNotMatch(reader.address(), /year=/);
  assert.equal(await total(page), count, 'the count beside the filter is what one gets');
  await reader.follow(page.getByRole('link', { name: '清除全部' }));
  assert.equal(await total(page), all);
});

story('two values of one filter mean either, two filters mean both', { widths: [DESK], js: [false] }, async (reader) => {
  const count = async (query) => {
    await reader.go(`/policies?${query}`);
    return total(reader.page);
  };
  const [one, other] = [await count('agency=mingle-gov'), await count('agency=mingle-education')];
  assert.equal(await count('agency=mingle-gov&agency=mingle-education'), one + other);
  assert.ok((await count('agency=mingle-gov&validity=in_force')) < one);
  assert.equal(await count('agency=mingle-gov&no-such-key=1'), one, 'unknown keys are ignored');
});

story('a reader turns the pages and meets every policy once', {}, async (reader) => {
  await reader.go('/policies');
  const { page } = reader;
  const all = await total(page);
  const seen = [];
  for (;;) {
    seen.push(...(await page.locator('.hits h3 a').evaluateAll((links) => links.map((link) => link.pathname))));
    const next = page.getByRole('navigation', { name: '分页' }).getByRole('link', { name: '下一页' });
    if ((await next.count()) === 0) break;
    await reader.follow(next);
  }
  assert.equal(seen.length, all);
  assert.equal(new Set(seen).size, all);
  assert.equal(await page.locator('.pagination [aria-current=page]').innerText(), String(Math.ceil(all / 20)));
});

story('a reader sorts from old to new', {}, async (reader) => {
  await reader.go('/policies');
  const { page } = reader;
  await page.getByLabel('排序').selectOption('oldest');
  await reader.follow(page.getByRole('button', { name: '按条件查看' }));
  const days = await page.locator('.hits time').allInnerTexts();
  assert.deepEqual(days, [...days].sort());
});

story('an empty choice says so and can be undone', {}, async (reader) => {
  await reader.go('/policies?validity=repealed&year=2026');
  const { page } = reader;
  await page.getByText('没有符合这些条件的内容。').waitFor();
  await reader.follow(page.getByRole('link', { name: '清除全部' }));
  assert.equal(reader.address(), '/policies');
});

story('a page beyond the end says so and leads back', { js: [false] }, async (reader) => {
  for (const number of ['99', '1000000000']) {
    await reader.go(`/policies?page=${number}`);
    await reader.page.getByText('页码超过了最后一页').waitFor();
  }
  await reader.follow(reader.page.getByRole('navigation', { name: '分页' }).getByRole('link').first());
  assert.ok((await reader.page.locator('.hits > li').count()) > 0);
});

story('a parameter that cannot be read is answered with a sentence', {}, async (reader) => {
  for (const [query, says] of [['page=x', /页码/], ['page=0', /页码/], ['year=abc', /年/], ['validity=nonsense', /validity=nonsense/], ['sort=upside-down', /sort=upside-down/]]) {
    await reader.go(`/policies?${query}`, 400);
    await reader.heading('网址里有认不出的内容').waitFor();
    assert.match(await reader.page.locator('.error > p').first().innerText(), says, query);
  }
});

story('a lost reader finds ways on', {}, async (reader) => {
  const { page } = reader;
  await reader.go('/nothing/here', 404);
  await reader.heading('没有这个页面').waitFor();
  for (const way of ['查看全部政策', '按机构查找', '回首页', '打电话问：12345']) assert.equal(await page.getByRole('link', { name: way }).count(), 1, way);
  await page.locator('main input[name=q]').fill('低保');
  await reader.follow(page.locator('main').getByRole('button', { name: '找答案' }));
  assert.equal(reader.address(), '/search?q=低保');
});

story('a reader with a slip in the address is shown the policies that are near', { widths: [PHONE], js: [false] }, async (reader) => {
  await reader.go('/policies/birth-support-2025', 404);
  await reader.follow(reader.page.locator('.ways').getByRole('link', { name: /生育支持补贴办法/ }));
  assert.equal(reader.address(), '/policies/birth-support-2026');
});

story('a version or comparison that is not there is a 404 or 400 with a sentence', { widths: [DESK], js: [false] }, async (reader) => {
  await reader.go('/policies/elderly-allowance-2024/versions/9', 404);
  await reader.go('/policies/elderly-allowance-2024/versions/x', 404);
  await reader.go('/policies/elderly-allowance-2024/compare/1..9', 404);
  await reader.go('/policies/elderly-allowance-2024/compare/latest', 400);
  assert.match(await reader.page.locator('.error > p').first().innerText(), /compare\/1\.\.2/);
});

story('a reader goes from an agency to what it has issued', {}, async (reader) => {
  await reader.go('/agencies');
  const { page } = reader;
  await reader.follow(page.getByRole('link', { name: '明乐市教育局', exact: true }));
  assert.ok((await page.locator('dl.facts a[href^="tel:"]').count()) === 1);
  await reader.follow(page.getByRole('link', { name: /^全部 \d+ 份$/ }));
  assert.match(reader.address(), /agency=mingle-education/);
  assert.ok((await page.locator('.hits > li').count()) > 0);
});

story('a reader subscribes to a filtered list', { widths: [DESK] , js: [true] }, async (reader) => {
  await reader.go('/policies?agency=mingle-education');
  const { page } = reader;
  const address = await page.getByRole('link', { name: '订阅这个列表' }).getAttribute('href');
  assert.equal(await page.locator('head link[type="application/atom+xml"]').getAttribute('href'), address);
  const response = await fetch(PORTAL + address);
  assert.match(response.headers.get('content-type'), /^application\/atom\+xml/);
  const feed = await page.evaluate((text) => {
    const xml = new DOMParser().parseFromString(text, 'application/xml');
    const child = (node, name) => [...node.children].find((element) => element.localName === name)?.textContent.trim();
    const described = (node) => Object.fromEntries(['id', 'title', 'updated'].map((name) => [name, child(node, name)]));
    return {
      error: xml.querySelector('parsererror')?.textContent,
      root: `${xml.documentElement.namespaceURI} ${xml.documentElement.localName}`,
      ...described(xml.documentElement),
      entries: [...xml.querySelectorAll('entry')].map((entry) => ({ ...described(entry), link: entry.querySelector('link')?.getAttribute('href') })),
    };
  }, await response.text());
  assert.equal(feed.error, undefined);
  assert.equal(feed.root, 'http://www.w3.org/2005/Atom feed');
  const listed = await page.locator('.hits h3').allInnerTexts();
  assert.ok(feed.entries.every((entry) => entry.title.startsWith('【演示】')), 'invented content says so outside the portal too');
  assert.deepEqual(feed.entries.map((entry) => entry.title.replace('【演示】', '')).sort(), listed.sort());
  for (const part of [feed, ...feed.entries]) {
    assert.ok(part.id && part.title, JSON.stringify(part));
    assert.match(part.updated, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
  }
  assert.equal(new Set(feed.entries.map((entry) => entry.id)).size, feed.entries.length);
});
