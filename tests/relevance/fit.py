"""Fits the order of the best results (crates/search/src/rerank.rs, ADR 13).

  fit.py FOLDER RANKING SET=CORPUS…   FOLDER/SET.jsonl as the ignored test `evaluate::tests::features` writes them; RANKING:
                                      crates/search/data/ranking.json, is written anew. Needs numpy and lightgbm.

Prints nDCG@10 of every set before and after: on queries that the trees were not fitted on (four parts), and on corpora that
they were not fitted on; then fits on all."""
import json, math, os, sys, zlib

import lightgbm
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..'))
from trees import written

FOLDER, RANKING = sys.argv[1:3]
CORPUS = dict(argument.split('=') for argument in sys.argv[3:])
TREES = dict(objective='lambdarank', learning_rate=0.05, num_leaves=8, min_data_in_leaf=200, feature_fraction=0.5, bagging_fraction=0.7, bagging_freq=1, lambda_l2=5,
             lambdarank_truncation_level=15, label_gain=[0, 1, 3, 7], verbose=-1, num_threads=2, seed=0, deterministic=True)
ROUNDS = 400
PARTS = 4
SETS = {name: [json.loads(line) for line in open(f'{FOLDER}/{name}.jsonl')] for name in CORPUS}
SETS = {name: queries for name, queries in SETS.items() if queries}
NAMES = json.load(open(RANKING))['names']
for queries in SETS.values():
    for query in queries:
        query['x'] = np.array([candidate['f'] for candidate in query['candidates']], np.float32)
        query['rel'] = np.array([candidate['rel'] for candidate in query['candidates']], int)


def fitted(sets):
    """Each set weighs as the root of its size."""
    queries = [query for queries in sets for query in queries]
    weights = np.concatenate([np.full(len(query['rel']), 30 / math.sqrt(len(queries))) for queries in sets for query in queries])
    data = lightgbm.Dataset(np.vstack([query['x'] for query in queries]), np.concatenate([query['rel'] for query in queries]), group=[len(query['rel']) for query in queries], weight=weights)
    return lightgbm.train(TREES, data, ROUNDS)


def part_of(query):
    """Questions and keywords for one document go together, in whatever set: a document must not be learnt by heart."""
    return zlib.crc32(query['relevant'].encode()) % PARTS


def ndcg(query, score):
    gain = lambda rels: sum((2 ** rel - 1) / math.log2(place + 2) for place, rel in enumerate(rels[:10]))
    return gain(query['rel'][np.argsort(-score, kind='stable')]) / gain(sorted(query['ideal'], reverse=True))


def changed(trees, queries):
    scores = trees.predict(np.vstack([query['x'] for query in queries]))
    at, out = 0, []
    for query in queries:
        count = len(query['rel'])
        out.append((ndcg(query, -np.arange(count)), ndcg(query, scores[at:at + count])))
        at += count
    return out


def told(label, name, pairs):
    before, after = np.array(pairs).T
    print(f'{label} {name:28s} {before.mean():.4f} -> {after.mean():.4f}  {(after - before).mean():+.4f} ± {1.96 * (after - before).std() / math.sqrt(len(pairs)):.4f}', flush=True)


if __name__ == '__main__':
    part = {name: [part_of(query) for query in queries] for name, queries in SETS.items()}
    of = lambda name, take: [query for query, p in zip(SETS[name], part[name]) if take(p)]
    pairs = {name: [] for name in SETS}
    for left_out in range(PARTS):
        trees = fitted([of(name, lambda p: p != left_out) for name in SETS])
        for name in SETS:
            pairs[name] += changed(trees, of(name, lambda p: p == left_out))
    for name in SETS:
        told('other queries', name, pairs[name])
    for corpus in sorted(set(CORPUS.values())):
        if 'CORPORA' in os.environ:
            trees = fitted([queries for name, queries in SETS.items() if CORPUS[name] != corpus])
            for name in SETS:
                if CORPUS[name] == corpus:
                    told('other corpora', name, changed(trees, SETS[name]))
    trees = fitted(list(SETS.values()))
    open(RANKING, 'w').write(written(trees, NAMES))
    for gain, name in sorted(zip(trees.feature_importance('gain'), NAMES), reverse=True):
        print(f'{gain:10.0f} {name}')
