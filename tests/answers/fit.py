"""Fits the decisions of crates/search/src/answering (ADR 11) and tries each on a city that it was not fitted on.

  fit.py FOLDER SET=CITY…    FOLDER/SET.jsonl as the ignored test `answering::tests::features` writes them; sets over the same
                             questions have the same CITY; needs numpy, scipy and scikit-learn

Prints for every set how often the right question is first and among three, and the trade-off of precision and coverage, all on a city
left out; then the weights fitted on all sets, to be put into judge.rs and mod.rs. FOLDER/SET.txt lists what is wrong."""
import collections, json, sys
import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

FOLDER = sys.argv[1]
CITY = dict(argument.split('=') for argument in sys.argv[2:])
SETS = {name: [json.loads(line) for line in open(f'{FOLDER}/{name}.jsonl')] for name in CITY}
NAMES = ('covered far unknown unknown_sum strange strange_group mentioned aspect aspect_share aspect_against money_against penalty echo echo_first '
         'likeness agreed age against topical missing near near_first telling pointless wider points_first points joint likeness_first missing_most '
         'money_against_first part said told furthest far_words back unknown_far also_unknown matter denied other_kind other_kind_told same_kind').split()
AT = {name: place for place, name in enumerate(NAMES)}
RANKING, CARD, GAP = 3.0, 0.1, 0.3  # how much large weights cost
LEAST_LEAD = 0.4

for queries in SETS.values():
    for query in queries:
        candidates = query['candidates']
        query['x'] = np.array([candidate.pop('f') for candidate in candidates])
        query['stands'] = np.array([candidate['state'] in (None, 'in_force') for candidate in candidates])
        query['right'] = np.array([candidate['id'] in query['accept'] for candidate in candidates])


def ranking(names):
    """Weights that put an accepted question first: conditional logit over the questions that stand."""
    parts = [(q['x'][q['stands']], q['right'][q['stands']]) for n in names for q in SETS[n] if q['right'][q['stands']].any()]
    scale = np.vstack([x for x, _ in parts]).std(0) + 1e-6
    parts = [(x / scale, right) for x, right in parts]

    def loss(weights):
        total, slope = RANKING * weights @ weights / 2, RANKING * weights
        for x, right in parts:
            z = x @ weights
            p = np.exp(z - z.max())
            p /= p.sum()
            held = p * right
            total -= np.log(held.sum() + 1e-12)
            slope = slope + x.T @ (p - held / (held.sum() + 1e-12))
        return total, slope

    return minimize(loss, np.zeros(len(scale)), jac=True, method='L-BFGS-B', options={'maxiter': 300}).x / scale


def log_odds(p):
    return np.log((p + 1e-6) / (1 - p + 1e-6))


def rows(name, weights):
    """The first question of each query, with what its likelihood is computed of; as `surest` does."""
    out = []
    for query in SETS[name]:
        candidates, score = query['candidates'], query['x'] @ weights
        order = [k for k in np.argsort(-score, kind='stable') if query['stands'][k]]
        top, rest = order[0], order[1:]
        policy = lambda k: candidates[k]['policy']
        lead = lambda k, most: min(score[top] - score[k], most) if k is not None else most
        p = np.exp(score[order] - score[top])
        p /= p.sum()
        of_policy = min(sum(share for k, share in zip(order, p) if policy(k) == policy(top)), 1)
        x = dict(zip(NAMES, query['x'][top]))
        measured = [
            log_odds(p[0]), lead(rest[0] if rest else None, 6), lead(next((k for k in rest if policy(k) != policy(top)), None), 8), log_odds(of_policy),
            lead(next((k for k in rest if policy(k) == policy(top)), None), 6), *query['x'][top],
            x['missing_most'] * (1 - x['likeness']), x['unknown_sum'] / (x['telling'] + 0.1)]
        coming = max([score[k] for k in range(len(candidates)) if candidates[k]['state'] == 'not_yet_effective'] or [-1e9])
        forbidden = candidates[top]['forbidden'] or (coming > score[top] and 'coming') or (rest and score[top] - score[rest[0]] < LEAST_LEAD and 'lead') or None
        gap = query['gap'][:14] + [x['said'], x['near'], x['covered'], x['topical'], log_odds(p[0]), log_odds(of_policy), x['furthest'], x['far_words']]
        out.append({'query': query, 'set': name, 'id': candidates[top]['id'], 'right': bool(query['right'][top]), 'order': order, 'measured': measured, 'forbidden': forbidden, 'gap': gap})
    return out


def apart(names):
    """Rows of each set, ranked by weights that were not fitted on its city."""
    out = []
    for city in sorted({CITY[n] for n in names}):
        others = [n for n in names if CITY[n] != city] or names
        weights = ranking(others)
        out += [row for n in names if CITY[n] == city for row in rows(n, weights)]
    return out


def logistic(x, y, cost, weights=None):
    x = np.array(x)
    mean, scale = x.mean(0), x.std(0) + 1e-6
    fitted = LogisticRegression(C=cost, max_iter=5000).fit((x - mean) / scale, y, sample_weight=weights)
    slope = fitted.coef_[0] / scale
    return slope, fitted.intercept_[0] - slope @ mean


def kind(query):
    return 'out' if query['class'] == 'out_of_scope' else 'answerable' if query['accept'] else 'policy' if query['policies'] else None


def decisions(training):
    free = [row for row in training if not row['forbidden']]
    card = logistic([row['measured'] for row in free], [row['right'] for row in free], CARD)
    told = [row for row in training if kind(row['query'])]
    gap = logistic([row['gap'] for row in told], [kind(row['query']) == 'out' for row in told], GAP, [0.5 if kind(row['query']) == 'policy' else 1 for row in told])
    return card, gap


def likelihood(of, row, key):
    return 1 / (1 + np.exp(-(of[0] @ np.array(row[key]) + of[1])))


def curve(pairs, answerable):
    best, right, out = {}, 0, ''
    for count, (p, is_right) in enumerate(sorted(pairs, reverse=True), 1):
        right += is_right
        for least in (0.97, 0.95, 0.93, 0.9, 0.85, 0.8):
            if right / count >= least:
                best[least] = (right, count, p)
    for least, (right, count, p) in sorted(best.items(), reverse=True):
        out += f'  {least}: {right / answerable:.3f} ({right}/{count} at {p:.2f})'
    return out


if __name__ == '__main__':
    pooled, gaps = [], []
    for city in sorted(set(CITY.values())):
        others = [n for n in SETS if CITY[n] != city]
        card, gap = decisions(apart(others))
        weights = ranking(others)
        for name in (n for n in SETS if CITY[n] == city):
            tried = rows(name, weights)
            asked = [row for row in tried if row['query']['accept']]
            among = np.mean([any(row['query']['right'][k] for k in row['order'][:3]) for row in asked])
            pairs = [(likelihood(card, row, 'measured'), row['right'], bool(row['query']['accept'])) for row in tried if not row['forbidden']]
            print(f"{name}: first {np.mean([row['right'] for row in asked]):.3f}, among three {among:.3f}, {curve([pair[:2] for pair in pairs], len(asked))}")
            print('   forbidden though right', dict(collections.Counter(row['forbidden'] for row in tried if row['right'] and row['forbidden'])))
            pooled += pairs
            gaps += [(likelihood(gap, row, 'gap'), kind(row['query'])) for row in tried]
            with open(f'{FOLDER}/{name}.txt', 'w') as file:
                for row in sorted(tried, key=lambda row: -likelihood(card, row, 'measured')):
                    if row['right'] != bool(row['query']['accept']) or row['forbidden'] or not row['right']:
                        query = row['query']
                        print(f"{likelihood(card, row, 'measured'):.2f}", 'right' if row['right'] else 'wrong', row['forbidden'], query['class'], query['text'], row['id'], query['accept'], query['units'], f"gap {likelihood(gap, row, 'gap'):.2f}", file=file)
    answerable = sum(bool(query['accept']) for queries in SETS.values() for query in queries)
    print('pooled:', curve([pair[:2] for pair in pooled], answerable))
    for least in (0.7, 0.74, 0.78, 0.8, 0.82, 0.84, 0.86, 0.9):
        shown = [pair for pair in pooled if pair[0] >= least]
        print(f'  at {least}: {sum(pair[1] for pair in shown)}/{len(shown)}')
    for least in (0.2, 0.25, 0.3, 0.35, 0.4):
        print(f'gap at {least}:', {of: round(float(np.mean([p >= least for p, held in gaps if held == of])), 3) for of in ('out', 'answerable', 'policy')})
    weights, (card, gap) = ranking(list(SETS)), decisions(apart(list(SETS)))
    numbers = lambda weights: ', '.join(f'{weight:.3f}' for weight in weights)
    print(f'WEIGHTS {numbers(weights)}\nSURE_WEIGHTS {numbers(card[0])}\nSURE_BIAS {card[1]:.3f}\nGAP_WEIGHTS {numbers(gap[0])}\nGAP_BIAS {gap[1]:.3f}')
