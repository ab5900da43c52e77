"""The tower of apps, where import-linter cannot look: relations may be named by a string."""

from django.apps import apps
from django.db.models import Field

TOWER = ["accounts", "organizations", "sessions_archive", "partnerships", "gdve_portal"]


def test_no_relation_points_upward() -> None:
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for app in TOWER
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.is_relation and field.related_model
        if field.related_model._meta.app_label in TOWER
        if TOWER.index(field.related_model._meta.app_label) > TOWER.index(app)
    ]
    assert upward == []


def test_the_tower_is_every_app_of_ours() -> None:
    ours = [app.name for app in apps.get_app_configs() if app.name in TOWER]
    assert sorted(ours) == sorted(TOWER)
