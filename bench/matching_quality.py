"""Does matching find real partnerships? Who came to work with whom in Somalia, held out.

Five folds over the activities of 2 to 15 organizations, dealt three times; profiles, idf and the
table of types come from the training folds alone. AUC is the chance that a new partner scores
above one of up to 99 organizations that are as well connected and were no partner.

    python -m bench.matching_quality --json
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from bench.iati import Iati
from bench.matching_rules import OURS, Setting, channels, rules, table_rules
from bench.new_partners import Outcome, fold_of, outcome, queries, split, without_reporter

FEWEST, MOST = 2, 15
DEALS = 3
# Within a channel there are few to compare with.
CHANNEL_TOLERANCE, CHANNEL_LEAST = 0.25, 8

Found = dict[str, dict[str, list[Outcome]]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--deals", type=int, default=DEALS, help="how often the folds are dealt")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    figures = run(Iati(), options.deals, options.seed)
    report(figures)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def run(iati: Iati, deals: int, seed: int) -> dict[str, Any]:
    found: Found = {}
    by_channel: Found = {}
    for deal in range(seed, seed + deals):
        for training, held_out in split(iati.shared(FEWEST, MOST), deal):
            setting = Setting(iati, fold_of(training, held_out), training, deal)
            ask(setting, found)
            ask_within_channels(setting, by_channel)
    each = {rule: summary(cuts) for rule, cuts in found.items()}
    return {
        "auc": each[OURS]["auc"],
        "auc_no_shared_reporter": each[OURS]["auc_no_shared_reporter"],
        "auc_balanced": each[OURS]["auc_balanced"],
        "auc_types_as_shipped": each["ours, types as shipped"]["auc"],
        "auc_random": each["random"]["auc"],
        "auc_popularity": each["popularity"]["auc"],
        "pairs": {cut.lstrip("_") or "all": len(kept) for cut, kept in found[OURS].items()},
        "rules": each,
        "channels": {
            channel: {"pairs": len(next(iter(tables.values())))}
            | {name: mean(kept, lambda one: one.auc) for name, kept in tables.items()}
            for channel, tables in by_channel.items()
        },
    }


def ask(setting: Setting, found: Found) -> None:
    """Add what every rule answers in this fold, for each cut of the questions."""
    asked = queries(setting.fold, setting.seed)
    cuts = {
        "": asked,
        "_no_shared_reporter": without_reporter(setting.fold, asked),
        "_balanced": queries(setting.fold, setting.seed, balanced=True),
    }
    for rule, scores in rules(setting).items():
        for cut, wanted in cuts.items():
            kept = found.setdefault(rule, {}).setdefault(cut, [])
            kept += (outcome(query, scores) for query in wanted)


def ask_within_channels(setting: Setting, found: Found) -> None:
    """The same where partner and others are of one channel, as they are in the portal's lists."""
    scored = table_rules(setting)
    for channel, within in channels(setting).items():
        wanted = queries(
            setting.fold,
            setting.seed,
            within=within,
            tolerance=CHANNEL_TOLERANCE,
            least=CHANNEL_LEAST,
        )
        for name, scores in scored.items():
            kept = found.setdefault(channel, {}).setdefault(name, [])
            kept += (outcome(query, scores) for query in wanted)


def summary(cuts: dict[str, list[Outcome]]) -> dict[str, float]:
    figures = {f"auc{cut}": mean(kept, lambda one: one.auc) for cut, kept in cuts.items()}
    figures["hit_10"] = mean(cuts[""], lambda one: one.hit)
    figures["ndcg_10"] = mean(cuts[""], lambda one: one.ndcg)
    return figures


def mean(kept: Sequence[Outcome], figure: Callable[[Outcome], float]) -> float:
    return round(sum(map(figure, kept)) / len(kept), 4)


def report(figures: dict[str, Any]) -> None:
    pairs = figures["pairs"]
    say(f"{pairs['all']:,} new pairs, {pairs['no_shared_reporter']:,} without a shared reporter")
    say(f"{'':32}{'AUC':>7}{'Hit@10':>8}{'NDCG@10':>9}{'no reporter':>13}{'balanced':>10}")
    for rule, each in figures["rules"].items():
        say(
            f"{rule:32}{each['auc']:7.3f}{each['hit_10']:8.3f}{each['ndcg_10']:9.3f}"
            f"{each['auc_no_shared_reporter']:13.3f}{each['auc_balanced']:10.3f}"
        )
    say("AUC within a channel")
    for channel, each in figures["channels"].items():
        say(f"  {channel:20}" + "".join(f"{name} {value}  " for name, value in each.items()))


def say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
