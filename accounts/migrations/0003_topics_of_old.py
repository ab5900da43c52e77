from django.db import migrations

from accounts.topics import topics


def name_topics(apps, schema_editor):
    """What was told before there were topics can be looked for by topic, too."""
    notifications = apps.get_model("accounts", "Notification").objects
    for template in notifications.values_list("template", flat=True).distinct().order_by():
        if topic := topics.of(template):
            notifications.filter(template=template).update(topic=topic)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_notification_choices")]
    operations = [migrations.RunPython(name_topics, migrations.RunPython.noop)]
