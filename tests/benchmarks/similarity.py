"""Measure how an embedding's cosines agree with people's scores of sentence similarity.

    python tests/benchmarks/similarity.py FILE.jsonl [FILE.jsonl …] [--model NAME]

A line holds two sentences, `a` and `b`, and their `score`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.stats import pearsonr, spearmanr

from embeddings import DEFAULT_MODEL
from embeddings.encoders.encoder import load_encoder
from embeddings.text.analysis import query_terms


def main() -> None:
    """Print Spearman's and Pearson's correlation for each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--model", default=DEFAULT_MODEL)
    options = parser.parse_args()
    encoder = load_encoder(options.model)
    print(f"{'':<20}{'Spearman':>10}{'Pearson':>10}")
    for file in options.files:
        rows = [json.loads(line) for line in file.open(encoding="utf-8")]
        texts = [[row[side] for row in rows] for side in "ab"]
        left, right = (encoder.encode_passages(t, [*map(query_terms, t)]) for t in texts)
        cosines = np.einsum("ij,ij->i", left, right)
        scores = [row["score"] for row in rows]
        spearman, pearson = spearmanr(cosines, scores)[0], pearsonr(cosines, scores)[0]
        print(f"{file.stem:<20}{spearman:10.4f}{pearson:10.4f}", flush=True)


if __name__ == "__main__":
    main()
