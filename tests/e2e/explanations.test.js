// Understanding a policy: answers, interpretations, figures, what has changed, and saying what is unclear.

import assert from 'node:assert/strict';

import { PHONE, PORTAL, story } from './reader.js';

const encode = encodeURIComponent;

story('a reader asks in everyday words and gets one sentence, the clause that proves it, and a telephone', {}, async (reader) => {
  await reader.go(`/search?q=${encode('生孩子能领多少钱')}`);
  const { page } = reader;
  const card = page.locator('.answer-card');
  assert.match(await card.locator('.short-answer').innerText(), /2000元/);
  assert.match(await card.locator('.clause-quote').innerText(), /第五条.*第一个子女2000元.*明政规〔2026〕3号.*现行有效/s);
  assert.match(await card.locator('a[href^="tel:"]').getAttribute('href'), /^tel:0000-/);
  assert.match(await page.locator('.hits li').first().innerText(), /生孩子能领多少钱/);
  assert.match(await page.locator('.hits').innerText(), /明乐市生育支持补贴办法/, 'the policy is right below its answer');
  await reader.follow(card.getByRole('link', { name: '第五条' }));
  assert.match(await page.locator('.clause:target').innerText(), /第五条/);
});

story('nobody has answered: no card', { widths: [PHONE], js: [false] }, async (reader) => {
  await reader.go(`/search?q=${encode('明天天气怎么样')}`);
  assert.equal(await reader.page.locator('.answer-card').count(), 0);
});

story('a reader opens the explanations right under a clause', {}, async (reader) => {
  await reader.go('/policies/small-business-2026');
  const { page } = reader;
  await reader.live();
  assert.match(await page.locator('.explained').innerText(), /\d+ 处里有 \d+ 处配了解释/);
  const explained = page.locator('#c-2\\.1 .explains');
  assert.equal(await explained.evaluate((details) => details.open), false);
  await explained.locator('summary').first().click();
  assert.match(await explained.innerText(), /租店面的房租能补多少/);
  assert.ok(await explained.locator('svg.figure-svg').count() > 0, 'a figure is drawn there');
  await reader.follow(explained.getByRole('link', { name: '租店面的房租能补多少？' }));
  await reader.heading('租店面的房租能补多少？').waitFor();
});

story('the clause stands beside the answer, without jumping', { js: [false] }, async (reader) => {
  await reader.go('/interpretations/i-small-business');
  const { page } = reader;
  assert.match(await page.locator('.key-facts').innerText(), /谁能办.*多少.*什么时候.*去哪里.*带什么.*找谁/s);
  assert.match(await page.locator('.key-facts a[href^="tel:"]').first().getAttribute('href'), /^tel:0000-\d{7}$/);
  const question = page.locator('details.qa').first();
  await question.locator('summary').first().click();
  assert.ok(await question.locator('.clause-quote').first().isVisible());
  assert.match(await question.locator('.clause-quote footer').first().innerText(), /依据：《关于支持个体工商户稳定经营的若干措施》/);
});

story('a reader is told at once that an answer is out of date, why, and what to read now', {}, async (reader) => {
  const { page } = reader;
  await reader.go('/questions');
  const { items } = await fetch(`${PORTAL}/api/v1/questions?per_page=100&validity=repealed`).then((response) => response.json());
  assert.ok(items.length >= 3, 'the demonstration has answers to a repealed policy');
  await reader.go(items[0].url);
  const notice = page.locator('.notice.stale').first();
  assert.match(await notice.innerText(), /已经过时.*自 2026-03-01 起已经废止.*现在看：《明乐市生育支持补贴办法》/s);
  const [stale, answer] = await Promise.all([notice.boundingBox(), page.locator('.short-answer').boundingBox()]);
  assert.ok(stale.y < answer.y, 'before the answer');
  await reader.follow(notice.getByRole('link').first());
  await reader.heading('明乐市生育支持补贴办法').waitFor();
});

story('a reader finds questions by what has happened to them', {}, async (reader) => {
  const { page } = reader;
  await reader.go('/questions');
  await page.locator('.filter-group summary', { hasText: '遇到的事' }).click();
  await page.locator('input[name=life_event][value=养老]').check();
  await page.getByRole('button', { name: '按条件查看' }).click();
  await page.getByText(/共 \d+ 个问题/).waitFor();
  const titles = await page.locator('.hits h3').allInnerTexts();
  assert.ok(titles.length > 3 && titles.every((title) => /津贴|老人|80|岁/.test(title)), titles.join('；'));
  assert.match(page.url(), /life_event=/);
});

story('a figure can be read in words, as a table and as a file', {}, async (reader) => {
  const { page } = reader;
  await reader.go('/figures/f-shop-rent-split');
  const svg = page.locator('svg.figure-svg');
  if (reader.js) await page.locator('.figure[data-view]').waitFor();
  assert.equal(await svg.getAttribute('role'), reader.js ? 'group' : 'img');
  const labelled = (await svg.getAttribute('aria-labelledby')).split(' ');
  for (const id of labelled) assert.ok((await page.locator(`#${id}`).textContent()).length > 5);
  assert.ok(await page.locator('.figure-data tbody tr').count() >= 5);
  const csv = await fetch(`${PORTAL}/figures/f-shop-rent-split.csv`);
  assert.match(csv.headers.get('content-type'), /text\/csv/);
  assert.match(await csv.text(), /月租1000元,500,500/);
  const smallest = await svg.evaluate((drawing) => {
    const scale = drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
    return Math.min(...[...drawing.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale));
  });
  assert.ok(smallest >= 11, `type of ${smallest} px`);
});

story('a reader says that a clause is unclear, and is not asked who', {}, async (reader) => {
  const { page } = reader;
  await reader.go('/policies/school-enrolment-2026');
  const clause = page.locator('.clause').filter({ has: page.getByRole('link', { name: /^没看懂/ }) }).first();
  await clause.hover();
  await reader.follow(clause.getByRole('link', { name: /^没看懂/ }));
  assert.equal(await page.locator('main input:not([type=hidden]):not([tabindex="-1"])').count(), 0, 'no name, no telephone');
  await page.getByLabel('哪里没看懂').fill('“实际居住”怎么证明？');
  await page.getByRole('button', { name: /^告诉/ }).click();
  await reader.heading('收到了，谢谢').waitFor();
});
