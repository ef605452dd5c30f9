"""Trees of LightGBM as crates/search/src/trees.rs reads them."""
import json

import numpy as np


def written(booster, names):
    """Bounds are rounded as the numbers of the program are."""
    trees = []
    for info in booster.dump_model()['tree_info']:
        tree = {'at': [], 'bound': [], 'left': [], 'right': [], 'mean': [], 'leaf': []}

        def put(node):
            if 'leaf_value' in node:
                tree['leaf'].append(round(node['leaf_value'], 6))
                return -len(tree['leaf'])
            place = len(tree['at'])
            assert node['decision_type'] == '<='
            for key, value in (('at', node['split_feature']), ('bound', float(np.float32(node['threshold']))), ('left', 0), ('right', 0), ('mean', round(node['internal_value'], 6))):
                tree[key].append(value)
            tree['left'][place], tree['right'][place] = put(node['left_child']), put(node['right_child'])
            return place

        put(info['tree_structure'])
        trees.append(tree)
    lines = ',\n'.join(json.dumps(tree, separators=(',', ':')) for tree in trees)
    return f'{{"names": {json.dumps(names)},\n"bias": 0.0,\n"sum": [\n{lines}\n]}}\n'
