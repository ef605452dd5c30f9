// The HTML as it is served.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HtmlValidate } from 'html-validate';

import { PAGES, PORTAL } from './pages.js';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Style only: the renderer writes void elements, attributes and white space its own way.
    'void-style': 'off',
    'no-trailing-whitespace': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
    // Official titles are as long as they are; they are never shortened.
    'long-title': 'off',
    // Clause ids hold dots (`c-art12.p2`); HTML allows them.
    'valid-id': ['error', { relaxed: true }],
    // A repeated key means *or*.
    'form-dup-name': ['error', { shared: ['checkbox', 'radio', 'button', 'reset', 'submit'] }],
    // Telephone numbers are kept together by CSS.
    'tel-non-breaking': 'off',
  },
});

/** Leptos marks places with `<!>`, which browsers read as an empty comment and the validator's tokenizer does not. */
const withFullComments = (html) => html.replaceAll('<!>', '<!---->');

for (const [name, path, status] of PAGES) {
  test(`the HTML is valid: ${name}`, async () => {
    const response = await fetch(PORTAL + path);
    assert.equal(response.status, status);
    const report = await validator.validateString(withFullComments(await response.text()));
    const faults = report.results.flatMap(({ messages }) => messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`));
    assert.deepEqual([...new Set(faults)].slice(0, 20), []);
  });
}

test('the downloaded page is valid HTML', async () => {
  const html = await fetch(`${PORTAL}/policies/birth-support-2026.html`).then((response) => response.text());
  const report = await validator.validateString(html);
  const faults = report.results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`));
  assert.deepEqual([...new Set(faults)], []);
});
