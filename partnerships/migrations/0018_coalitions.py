import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('organizations', '0016_evidence_over'),
        ('partnerships', '0017_results'),
    ]

    operations = [
        migrations.CreateModel(
            name='Coalition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('forming', 'Forming'), ('applying', 'Answering together'), ('ended', 'Ended')], default='forming', max_length=8, verbose_name='state')),
                ('by_publisher', models.BooleanField(default=False, verbose_name='proposed by the publisher')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='proposed')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('expression', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='coalition', to='partnerships.expressionofinterest', verbose_name='joint answer')),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='leads')),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coalitions', to='partnerships.opportunity', verbose_name='opportunity')),
            ],
            options={
                'verbose_name': 'coalition',
                'verbose_name_plural': 'coalitions',
                'ordering': ('-created_at', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['forming', 'applying', 'ended'])), name='coalition_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'ended')), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_at', None)), _connector='OR'), name='coalition_ended_has_date'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'applying'), _negated=True), models.Q(('expression__isnull', False), ('lead__isnull', False)), _connector='OR'), name='coalition_applying_has_answer'), models.UniqueConstraint(condition=models.Q(models.Q(('state', 'ended'), _negated=True), ('lead__isnull', False)), fields=('opportunity', 'lead'), name='coalition_one_led_for_a_call')],
            },
        ),
        migrations.CreateModel(
            name='CoalitionMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('agreed', 'Takes part'), ('refused', 'Said no'), ('left', 'Left')], default='asked', max_length=7, verbose_name='state')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='partnerships.coalition')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coalition_members', to='organizations.organization', verbose_name='group')),
            ],
            options={
                'verbose_name': 'group of a coalition',
                'verbose_name_plural': 'groups of coalitions',
                'ordering': ('asked_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('coalition', 'organization'), name='coalition_member_once'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'agreed', 'refused', 'left'])), name='coalition_member_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='coalition_member_answer_has_date')],
            },
        ),
    ]
