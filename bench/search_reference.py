"""Plain Django's answer to a question put to the directory: what bench.search compares with."""

from typing import Any

PAGE = 20


def reference(question: dict[str, Any]) -> tuple[int, dict[str, dict[str, int]]]:
    """The same page with Django's M2M filters and one count query for each facet."""
    from django.db.models import Count, Q

    from organizations import codebook
    from organizations.models import Organization

    columns = {
        "kind": "kind",
        "legal_status": "legal_status",
        "sector": "sector_links__sector",
        "role": "roles",
        "language": "languages",
        "generation": "generation_links__generation",
    }
    relations = {
        facet: ("place_links__place", Q(place_links__relation=facet))
        for facet in ("heritage", "residence", "works_in")
    } | {
        facet: ("support_links__support_type", Q(support_links__direction=facet))
        for facet in ("offers", "needs")
    }

    def narrowed(but: str = "") -> Any:
        found = Organization.objects.filter(status="published", audience="public")
        if word := question.get("q"):
            for part in word.split():
                found = found.filter(
                    Q(name__icontains=part) | Q(descriptions__text__icontains=part)
                )
        for facet, codes in question.items():
            if facet in ("q", but):
                continue
            if facet in relations:
                column, condition = relations[facet]
                inside = set().union(*(codebook.within(code) for code in codes)) or codes
                if facet in ("offers", "needs"):
                    inside = codes
                found = found.filter(condition, **{f"{column}__in": list(inside)})
            else:
                found = found.filter(**{f"{columns[facet]}__in": codes})
        return found.distinct()

    list(
        narrowed()
        .order_by("-published_at")[:PAGE]
        .prefetch_related("descriptions", "sectors", "places")
    )
    total = narrowed().count()
    counts = {}
    for facet in (*columns, *relations):
        column, condition = relations.get(facet, (columns.get(facet, ""), Q()))
        found = Organization.objects.filter(pk__in=narrowed(but=facet).values("pk"))
        rows = found.filter(condition).values_list(column).annotate(n=Count("pk", distinct=True))
        counts[facet] = {code: number for code, number in rows.order_by() if code}
    return total, counts
