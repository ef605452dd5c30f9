"""Fits the decisions of crates/search/src/answering (ADR 11) and tries each on a city that it was not fitted on.

  fit.py FOLDER CARD SET=CITY…   FOLDER/SET.jsonl as the ignored test `answering::tests::features` writes them; sets over the same
                                 questions have the same CITY; CARD: crates/search/data/card.json, is written anew.
                                 Needs numpy, scipy, scikit-learn and lightgbm.

Prints for every set how often the right question is first and among three, and the trade-off of precision and coverage, all on a city
left out; then the weights fitted on all sets, to be put into judge.rs and mod.rs. FOLDER/SET.txt lists what is wrong."""
import json, os, sys

import lightgbm
import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..'))
from trees import written

FOLDER, CARD_FILE = sys.argv[1:3]
CITY = dict(argument.split('=') for argument in sys.argv[3:])
SETS = {name: [json.loads(line) for line in open(f'{FOLDER}/{name}.jsonl')] for name in CITY}
# Of each question (judge.rs), of the leads and of the matter (mod.rs).
NAMES = ('covered far unknown unknown_sum strange strange_group mentioned aspect aspect_share aspect_against money_against penalty echo echo_first '
         'likeness agreed age against topical missing near near_first telling pointless wider points_first points joint likeness_first missing_most '
         'money_against_first part said told furthest far_words back unknown_far also_unknown matter denied other_kind other_kind_told same_kind '
         'matters_same matters_common matters_theirs matters_ours matters_domain point point_any points_common alike').split()
LEADS = 'own lead lead_policy of_policy lead_sibling'.split()
TOGETHER = 'missing_unlike unknown_share matter_most matter_entropy matter_nearest private unlike less_common forbidden'.split()
AT = {name: place for place, name in enumerate(NAMES)}
RANKING, GAP = 3.0, 0.3  # how much large weights cost
TREES = dict(objective='binary', learning_rate=0.03, num_leaves=8, min_data_in_leaf=20, feature_fraction=0.4, bagging_fraction=0.7, bagging_freq=1,
             lambda_l2=5, verbose=-1, num_threads=2, seed=0, deterministic=True)
ROUNDS = 400
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
    x, right = np.vstack([x for x, _ in parts]), np.concatenate([right for _, right in parts]).astype(float)
    scale = x.std(0) + 1e-6
    x, sizes = x / scale, [len(x) for x, _ in parts]
    starts, of = np.concatenate([[0], np.cumsum(sizes)[:-1]]), np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights):
        z = x @ weights
        p = np.exp(z - np.maximum.reduceat(z, starts)[of])
        p /= np.add.reduceat(p, starts)[of]
        held = np.add.reduceat(p * right, starts) + 1e-12
        return RANKING * weights @ weights / 2 - np.log(held).sum(), RANKING * weights + x.T @ (p - p * right / held[of])

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method='L-BFGS-B', options={'maxiter': 300}).x / scale


def log_odds(p):
    return np.log((p + 1e-6) / (1 - p + 1e-6))


def rows(name, weights):
    """The first question of each query, with what its likelihood is computed of; as `surest` and `gap_measured` do."""
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
        common = query['x'][query['stands'], AT['matters_common']].max()
        matters = [*query['leaning'], query['leaning'][2] - x['alike'], common - x['matters_common']]
        measured = [
            log_odds(p[0]), lead(rest[0] if rest else None, 6), lead(next((k for k in rest if policy(k) != policy(top)), None), 8), log_odds(of_policy),
            lead(next((k for k in rest if policy(k) == policy(top)), None), 6), *query['x'][top],
            x['missing_most'] * (1 - x['likeness']), x['unknown_sum'] / (x['telling'] + 0.1), *matters]
        coming = max([score[k] for k in range(len(candidates)) if candidates[k]['state'] == 'not_yet_effective'] or [-1e9])
        forbidden = candidates[top]['forbidden'] or (coming > score[top] and 'coming') or (rest and score[top] - score[rest[0]] < LEAST_LEAD and 'lead') or None
        measured.append(float(bool(forbidden)))
        gap = query['gap'][:14] + [x['said'], x['near'], x['covered'], x['topical'], log_odds(p[0]), log_odds(of_policy), x['furthest'], x['far_words'],
                                   *query['x'][top][AT['matters_same']:AT['alike']], *matters]
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


def kind(query):
    return 'out' if query['class'] == 'out_of_scope' else 'answerable' if query['accept'] else 'policy' if query['policies'] else None


def card_of(training):
    """Trees over what is measured of the first question, also where something forbids a card: its likelihood still lifts it in the list."""
    return lightgbm.train(TREES, lightgbm.Dataset(np.array([row['measured'] for row in training]), [row['right'] for row in training]), ROUNDS)


def gap_of(training):
    told = [row for row in training if kind(row['query'])]
    x = np.array([row['gap'] for row in told])
    mean, scale = x.mean(0), x.std(0) + 1e-6
    weights = [0.5 if kind(row['query']) == 'policy' else 1 for row in told]
    fitted = LogisticRegression(C=GAP, max_iter=5000).fit((x - mean) / scale, [kind(row['query']) == 'out' for row in told], sample_weight=weights)
    slope = fitted.coef_[0] / scale
    return slope, fitted.intercept_[0] - slope @ mean


def curve(pairs, answerable):
    best, right, out = {}, 0, ''
    for count, (p, is_right) in enumerate(sorted(pairs, key=lambda pair: -pair[0]), 1):
        right += is_right
        for least in (0.97, 0.95, 0.93, 0.9, 0.85, 0.8):
            if right / count >= least:
                best[least] = (right, count, p)
    for least, (right, count, p) in sorted(best.items(), reverse=True):
        out += f'  {least}: {right / answerable:.3f} ({right}/{count} at {p:.2f})'
    return out


if __name__ == '__main__':
    tried = {}
    for city in sorted(set(CITY.values())):
        others = [n for n in SETS if CITY[n] != city]
        training, weights = apart(others), ranking(others)
        card, (slope, bias) = card_of(training), gap_of(training)
        for name in (n for n in SETS if CITY[n] == city):
            tried[name] = rows(name, weights)
            for row, p in zip(tried[name], card.predict(np.array([row['measured'] for row in tried[name]]))):
                row['p'], row['p_gap'] = p, 1 / (1 + np.exp(-(slope @ np.array(row['gap']) + bias)))
            asked = [row for row in tried[name] if row['query']['accept']]
            among = np.mean([any(row['query']['right'][k] for k in row['order'][:3]) for row in asked])
            free = [(row['p'], row['right']) for row in tried[name] if not row['forbidden']]
            print(f"{name}: first {np.mean([row['right'] for row in asked]):.3f}, among three {among:.3f}, {curve(free, len(asked))}")
            with open(f'{FOLDER}/{name}.txt', 'w') as file:
                for row in sorted(tried[name], key=lambda row: -row['p']):
                    query = row['query']
                    if row['right'] != bool(query['accept']) or row['forbidden'] or not row['right']:
                        print(f"{row['p']:.2f}", 'right' if row['right'] else 'wrong', row['forbidden'], query['class'], query['text'], row['id'], query['accept'], query['units'], f"gap {row['p_gap']:.2f}", file=file)
    for label, names in {'all': list(tried), **{city: [n for n in tried if CITY[n] == city] for city in sorted(set(CITY.values()))}}.items():
        of = [row for name in names for row in tried[name]]
        answerable, none = sum(bool(row['query']['accept']) for row in of), sum(not row['query']['accept'] for row in of)
        print(f"{label}:", curve([(row['p'], row['right']) for row in of if not row['forbidden']], answerable))
        for least in (0.8, 0.84, 0.86, 0.88, 0.9, 0.92):
            shown = [row for row in of if not row['forbidden'] and row['p'] >= least]
            right, wrongly = sum(row['right'] for row in shown), sum(not row['query']['accept'] for row in shown)
            print(f'  at {least}: {right}/{len(shown)}, coverage {right / answerable:.3f}, no card on {1 - wrongly / none:.3f} of what must get none')
        for least in (0.08, 0.14, 0.2, 0.27):
            print(f'  gap at {least}:', {of_kind: round(float(np.mean([row['p_gap'] >= least for row in of if kind(row['query']) == of_kind])), 3) for of_kind in ('out', 'answerable', 'policy')})
    every = apart(list(SETS))
    weights, card, gap = ranking(list(SETS)), card_of(every), gap_of(every)
    open(CARD_FILE, 'w').write(written(card, LEADS + NAMES + TOGETHER))
    numbers = lambda weights: ', '.join(f'{weight:.3f}' for weight in weights)
    print(f'WEIGHTS {numbers(weights)}\nGAP_WEIGHTS {numbers(gap[0])}\nGAP_BIAS {gap[1]:.3f}')
