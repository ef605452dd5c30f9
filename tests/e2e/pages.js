// The portal under test, and one address for each type of its pages.

export const PORTAL = process.env.MINGBAI_URL;
if (!PORTAL) throw new Error('这些测试由 npm test 启动。');

const encode = encodeURIComponent;

/** name, address, status */
export const PAGES = [
  ['home', '/', 200],
  ['search', '/search', 200],
  ['search with results', `/search?q=${encode('生孩子能领多少钱')}`, 200],
  ['search with nothing found', '/search?q=qqzzxxvv', 200],
  ['policies', '/policies', 200],
  ['policies, filtered', '/policies?validity=in_force&agency=mingle-gov', 200],
  ['policies, beyond the end', '/policies?page=99', 200],
  ['policy', '/policies/birth-support-2026', 200],
  ['policy with units and deadlines', '/policies/openness-points-2026', 200],
  ['policy with a wide table', '/policies/openness-catalogue-2025', 200],
  ['policy with a long title', '/policies/joint-enforcement-2025', 200],
  ['repealed policy', '/policies/birth-support-2022', 200],
  ['amended policy', '/policies/elderly-allowance-2024', 200],
  ['old version', '/policies/elderly-allowance-2024/versions/1', 200],
  ['comparison', '/policies/elderly-allowance-2024/compare/1..2', 200],
  ['explained policy', '/policies/small-business-2026', 200],
  ['unclear clause', '/policies/small-business-2026/unclear?clause=2.1', 200],
  ['search with an answer', `/search?q=${encode('租店面的房租能补多少')}`, 200],
  ['gap reported', `/search/gap?q=${encode('无人机在哪里能飞')}&sent=1`, 200],
  ['questions', '/questions', 200],
  ['question', '/questions/q-shop-rent-amount', 200],
  ['stale question', '/questions/q-heating-amount', 200],
  ['interpretation', '/interpretations/i-small-business', 200],
  ['press conference', '/interpretations/i-small-business-press', 200],
  ['response', '/responses/r-shop-rent-half', 200],
  ['figure', '/figures/f-shop-rent-split', 200],
  ['recordings', '/media', 200],
  ['recording', '/media/m-birth-audio', 200],
  ['film', '/media/m-machinery-video', 200],
  ['interpretation with a recording', '/interpretations/i-birth-support', 200],
  ['agencies', '/agencies', 200],
  ['agency', '/agencies/mingle-gov', 200],
  ['settings', '/settings?back=/policies', 200],
  ['about', '/about', 200],
  ['accessibility', '/accessibility', 200],
  ['no such address', '/nothing/here', 404],
  ['no such policy', '/policies/birth', 404],
  ['bad parameter', '/policies?page=x', 400],
];
