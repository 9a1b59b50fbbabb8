"""How well the answer engine finds, answers and refuses, on businesses it has not learnt from.

    python -m benchmarks.retrieval.evaluate             # the figures; exit code 1 below a floor
    python -m benchmarks.retrieval.evaluate --mistakes  # and every question that went wrong

Six-fold by business: each business is judged by weights learnt from the others. Last, the blind set
(businesses that never took part in learning or design) is judged by the weights that are shipped.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from benchmarks.retrieval.dataset import BLIND, CORPUS, load
from benchmarks.retrieval.figures import THRESHOLD, Judged, answers, by_category, retrieval
from benchmarks.retrieval.train import (
    Case,
    Remembering,
    answer,
    cases,
    train,
    without_the_answer,
)
from knowledge.clients.embedding import Embedder
from knowledge.clients.embedding.minilm import minilm
from voice.answering.model import FILE, Model, probability, shipped

FOLDS = 6
# Held-out figures below (above, for rates of errors) which the evaluation fails.
AT_LEAST = {"hit@5": 0.97, "fact named": 0.88, "AUROC": 0.92}
AT_MOST = {"false answers": 0.10, "false refusals": 0.20, "ECE": 0.08}
# Between confidences by the shipped weights and by those learnt anew: processors differ in the last
# digits of 8-bit arithmetic, and learning amplifies them a little.
MOST_DRIFT = 0.02


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mistakes", action="store_true")
    show_mistakes = options.parse_args().mistakes
    started = time.monotonic()
    embedder = Remembering(minilm())
    data = cases(load(CORPUS), embedder)
    ablated = without_the_answer(data, embedder)

    held_out = cross_validated(data, ablated, embedder)
    figures = retrieval(held_out) | answers(held_out)
    _report(f"Held out, {FOLDS}-fold by business", held_out, figures)
    blind = [judge(case, shipped(), embedder) for case in cases(load(BLIND), embedder)]
    _report("Blind set, shipped weights", blind, retrieval(blind) | answers(blind))
    if show_mistakes:
        _list_mistakes([*held_out, *blind])

    failures = [
        f"{name} {figures[name]:.3f} < {floor}"
        for name, floor in AT_LEAST.items()
        if figures[name] < floor
    ] + [
        f"{name} {figures[name]:.3f} > {roof}"
        for name, roof in AT_MOST.items()
        if figures[name] > roof
    ]
    if (drift := _drift(train(data, ablated, embedder), data, embedder)) > MOST_DRIFT:
        failures.append(f"{FILE.name} is not what the corpus teaches (off by {drift:.3f})")
    print(f"\n{time.monotonic() - started:.0f} s. {'; '.join(failures) or 'All floors hold.'}")
    return 1 if failures else 0


def cross_validated(
    data: Sequence[Case], ablated: Sequence[Case], embedder: Embedder
) -> list[Judged]:
    names = sorted({case.question.business for case in data})
    judged = []
    for fold in range(FOLDS):
        left_out = set(names[fold::FOLDS])
        model = train(
            [case for case in data if case.question.business not in left_out],
            [case for case in ablated if case.question.business not in left_out],
            embedder,
        )
        judged += [
            judge(case, model, embedder) for case in data if case.question.business in left_out
        ]
    return judged


def judge(case: Case, model: Model, embedder: Embedder) -> Judged:
    question = case.question
    look = case.look(model, embedder)
    text = answer(look) if look else ""
    places = [
        place
        for place, passage in enumerate(case.passages, start=1)
        if passage.document_id == case.document_id and question.is_named_in(passage.text)
    ]
    return Judged(
        business=question.business,
        category=question.category,
        question=question.text,
        answerable=question.answerable,
        found_at=min(places, default=0),
        confidence=probability(model.confidence(look.features)) if look else 0.0,
        names_fact=question.is_named_in(text),
        answer=text,
    )


def _drift(learnt: Model, data: Sequence[Case], embedder: Embedder) -> float:
    """Mean difference in confidence between the shipped weights and these, over all questions."""
    return sum(
        abs(judge(case, shipped(), embedder).confidence - judge(case, learnt, embedder).confidence)
        for case in data
    ) / len(data)


def _report(title: str, judged: Sequence[Judged], figures: dict[str, float]) -> None:
    print(f"\n## {title}: {len(judged)} questions\n")
    print("| figure | value |\n|---|---|")
    for name, value in figures.items():
        print(f"| {name} | {value:.3f} |")
    print("\n| category | questions | measured | share |\n|---|---|---|---|")
    for category, count, measured, share in by_category(judged):
        print(f"| {category} | {count} | {measured} | {share:.2f} |")


def _list_mistakes(judged: Sequence[Judged]) -> None:
    for each in sorted(judged, key=lambda each: -each.confidence):
        given = each.confidence >= THRESHOLD
        kind = (
            "FALSE ANSWER" if given and not each.answerable
            else "WRONG ANSWER" if given and not each.names_fact
            else "FALSE REFUSAL" if not given and each.answerable
            else None
        )  # fmt: skip
        if kind:
            print(
                f"{kind} {each.confidence:.2f} [{each.business}] {each.question} -> {each.answer!r}"
            )


if __name__ == "__main__":
    sys.exit(main())
