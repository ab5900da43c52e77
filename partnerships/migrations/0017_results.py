import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('partnerships', '0016_partnership_guards'),
    ]

    operations = [
        migrations.AddField(
            model_name='publicsummary',
            name='shows_results',
            field=models.BooleanField(default=False, verbose_name='with the figures'),
        ),
        migrations.CreateModel(
            name='ExpectationCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('days', models.PositiveSmallIntegerField(verbose_name='after days')),
                ('opens_on', models.DateField(verbose_name='asked from')),
                ('closes_on', models.DateField(verbose_name='answered until')),
                ('asked_at', models.DateTimeField(null=True, verbose_name='asked')),
                ('reminded_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True, verbose_name='answers opened')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='partnerships.partnership')),
            ],
            options={
                'verbose_name': 'expectation check',
                'verbose_name_plural': 'expectation checks',
                'ordering': ('opens_on', 'pk'),
                'indexes': [models.Index(condition=models.Q(('opened_at', None)), fields=['opens_on'], name='expectation_check_open')],
                'constraints': [models.UniqueConstraint(fields=('partnership', 'days'), name='expectation_check_once'), models.CheckConstraint(condition=models.Q(('days__in', (30, 90))), name='expectation_check_days_known'), models.CheckConstraint(condition=models.Q(('closes_on__gt', models.F('opens_on'))), name='expectation_check_dates_in_order')],
            },
        ),
        migrations.CreateModel(
            name='ExpectationAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roles', models.PositiveSmallIntegerField(choices=[(1, 'Not at all'), (2, 'Rather not'), (3, 'In part'), (4, 'Mostly'), (5, 'Fully')], validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('promises', models.PositiveSmallIntegerField(choices=[(1, 'Not at all'), (2, 'Rather not'), (3, 'In part'), (4, 'Mostly'), (5, 'Fully')], validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('voice', models.PositiveSmallIntegerField(choices=[(1, 'Not at all'), (2, 'Rather not'), (3, 'In part'), (4, 'Mostly'), (5, 'Fully')], validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('effort', models.PositiveSmallIntegerField(choices=[(1, 'Not at all'), (2, 'Rather not'), (3, 'In part'), (4, 'Mostly'), (5, 'Fully')], validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('again', models.PositiveSmallIntegerField(choices=[(1, 'Not at all'), (2, 'Rather not'), (3, 'In part'), (4, 'Mostly'), (5, 'Fully')], validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('words', models.TextField(blank=True, max_length=600, verbose_name='what we need')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='answered')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partnershipparty')),
                ('check_of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='partnerships.expectationcheck', verbose_name='expectation check')),
            ],
            options={
                'verbose_name': 'answer to an expectation check',
                'verbose_name_plural': 'answers to expectation checks',
                'ordering': ('party_id',),
                'constraints': [models.UniqueConstraint(fields=('check_of', 'party'), name='expectation_answer_once_a_party'), models.UniqueConstraint(fields=('check_of', 'by'), name='expectation_answer_once_a_person'), models.CheckConstraint(condition=models.Q(('roles__gte', 1), ('roles__lte', 5)), name='expectation_roles_on_scale'), models.CheckConstraint(condition=models.Q(('promises__gte', 1), ('promises__lte', 5)), name='expectation_promises_on_scale'), models.CheckConstraint(condition=models.Q(('voice__gte', 1), ('voice__lte', 5)), name='expectation_voice_on_scale'), models.CheckConstraint(condition=models.Q(('effort__gte', 1), ('effort__lte', 5)), name='expectation_effort_on_scale'), models.CheckConstraint(condition=models.Q(('again__gte', 1), ('again__lte', 5)), name='expectation_again_on_scale')],
            },
        ),
        migrations.CreateModel(
            name='Kpi',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False)),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('is_agreed', models.BooleanField(default=True, verbose_name='in the text in force')),
                ('title', models.CharField(max_length=150, verbose_name='indicator')),
                ('description', models.TextField(blank=True, max_length=600, verbose_name='what is counted')),
                ('result_type', models.CharField(choices=[('1', 'Output: what is done or made'), ('2', 'Outcome: what changes because of it'), ('3', 'Impact: what lasts'), ('9', 'Something else')], max_length=1, verbose_name='result')),
                ('measure', models.CharField(choices=[('1', 'A number of people or things'), ('2', 'A percentage'), ('3', 'One of several kinds, by its number'), ('4', 'A place on a scale, such as 1 to 5'), ('5', 'In words')], max_length=1, verbose_name='measure')),
                ('is_ascending', models.BooleanField(default=True, verbose_name='more is better')),
                ('baseline_year', models.PositiveSmallIntegerField(null=True, verbose_name='year of the baseline')),
                ('baseline_value', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='baseline')),
                ('baseline_comment', models.TextField(blank=True, max_length=600, verbose_name='about the baseline')),
                ('verification', models.TextField(blank=True, max_length=600, verbose_name='means of verification')),
                ('splits', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('generation', 'Generation'), ('gender', 'Gender')], max_length=10), default=list, size=None, verbose_name='split by')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kpis', to='partnerships.partnership')),
            ],
            options={
                'verbose_name': 'indicator',
                'verbose_name_plural': 'indicators',
                'ordering': ('position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('partnership', 'key'), name='kpi_once_a_partnership'), models.CheckConstraint(condition=models.Q(('measure__in', ['1', '2', '3', '4', '5']), ('result_type__in', ['1', '2', '3', '9'])), name='kpi_codes_known'), models.CheckConstraint(condition=models.Q(models.Q(('measure', '5'), _negated=True), ('baseline_value', None), _connector='OR'), name='kpi_in_words_without_value'), models.CheckConstraint(condition=models.Q(('baseline_value', None), models.Q(('baseline_value__gte', 0), models.Q(models.Q(('measure', '2'), _negated=True), ('baseline_value__lte', 100), _connector='OR')), _connector='OR'), name='kpi_baseline_possible'), models.CheckConstraint(condition=models.Q(('splits__contained_by', ['generation', 'gender']), models.Q(('measure', '1'), ('splits', []), _connector='OR')), name='kpi_splits_a_count')],
            },
        ),
        migrations.CreateModel(
            name='KpiTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='until')),
                ('value', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='target')),
                ('comment', models.TextField(blank=True, max_length=600, verbose_name='in words')),
                ('kpi', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='partnerships.kpi')),
            ],
            options={
                'verbose_name': 'target',
                'verbose_name_plural': 'targets',
                'ordering': ('on',),
                'constraints': [models.UniqueConstraint(fields=('kpi', 'on'), name='kpi_target_once_a_day'), models.CheckConstraint(condition=models.Q(('value__gte', Decimal('0')), models.Q(('value', None), ('comment__regex', '\\S')), _connector='OR'), name='kpi_target_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False)),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('is_agreed', models.BooleanField(default=True, verbose_name='in the text in force')),
                ('title', models.CharField(max_length=150, verbose_name='milestone')),
                ('due_on', models.DateField(verbose_name='until')),
                ('reached_on', models.DateField(null=True, verbose_name='reached on')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='partnerships.partnership')),
                ('reached_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partnershipparty', verbose_name='said by')),
            ],
            options={
                'verbose_name': 'milestone',
                'verbose_name_plural': 'milestones',
                'ordering': ('due_on', 'position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('partnership', 'key'), name='milestone_once_a_partnership'), models.CheckConstraint(condition=models.Q(models.Q(('reached_for', None), ('reached_on', None)), models.Q(('reached_for__isnull', False), ('reached_on__isnull', False)), _connector='OR'), name='milestone_reached_is_said_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('due_on', models.DateField(verbose_name='due')),
                ('state', models.CharField(choices=[('open', 'Not sent yet'), ('submitted', 'Sent, to be read by another side'), ('sent_back', 'Sent back with questions'), ('accepted', 'Accepted')], default='open', max_length=9, verbose_name='state')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('done', models.TextField(blank=True, max_length=3000, verbose_name='what was done')),
                ('hindered', models.TextField(blank=True, max_length=3000, verbose_name='what went another way')),
                ('coming', models.TextField(blank=True, max_length=3000, verbose_name='what comes next')),
                ('rating', models.CharField(blank=True, choices=[('met', 'Met'), ('on_track', 'On track'), ('constrained', 'Constrained'), ('no_progress', 'No progress'), ('', 'Not known yet')], max_length=11, verbose_name='how it goes')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='sent')),
                ('read_at', models.DateTimeField(null=True, verbose_name='answered')),
                ('answer', models.TextField(blank=True, max_length=600, verbose_name='answer')),
                ('reminded_before_at', models.DateTimeField(null=True)),
                ('reminded_after_at', models.DateTimeField(null=True)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='partnerships.partnership')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partnershipparty', verbose_name='written by')),
                ('read_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('read_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partnershipparty', verbose_name='answered by')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ('starts_on', 'pk'),
                'indexes': [models.Index(condition=models.Q(('state__in', ('open', 'sent_back'))), fields=['due_on'], name='report_due')],
                'constraints': [models.UniqueConstraint(fields=('partnership', 'starts_on'), name='report_once_a_period'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('ends_on')), ('starts_on__lte', models.F('ends_on'))), name='report_dates_in_order'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'submitted', 'sent_back', 'accepted']), ('rating__in', ['met', 'on_track', 'constrained', 'no_progress', ''])), name='report_codes_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), ('submitted_at', None)), models.Q(models.Q(('state', 'open'), _negated=True), ('party__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='report_sent_by_a_party'), models.CheckConstraint(condition=models.Q(models.Q(('read_at__isnull', False), ('read_for__isnull', False), ('state__in', ('sent_back', 'accepted'))), models.Q(('read_at', None), ('read_by', None), ('read_for', None), ('state__in', ('open', 'submitted'))), _connector='OR'), name='report_answered_by_a_party'), models.CheckConstraint(condition=models.Q(('read_for', None), models.Q(('read_for', models.F('party')), _negated=True), _connector='OR'), name='report_read_by_another_side'), models.CheckConstraint(condition=models.Q(('read_by', None), ('submitted_by', None), models.Q(('read_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='report_read_by_another_person')],
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=110, verbose_name='what it is')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('content_type', models.CharField(blank=True, max_length=100, verbose_name='kind of file')),
                ('content', models.BinaryField(null=True)),
                ('size', models.PositiveIntegerField(default=0, verbose_name='size')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='added')),
                ('kpi', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='partnerships.kpi')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='partnerships.report')),
            ],
            options={
                'verbose_name': 'evidence of a result',
                'verbose_name_plural': 'evidence of results',
                'ordering': ('added_at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('url', ''), _negated=True), ('content', None), ('content_type', '')), models.Q(('content__isnull', False), ('url', ''), models.Q(('content_type', ''), _negated=True)), _connector='OR'), name='proof_address_or_file')],
            },
        ),
        migrations.CreateModel(
            name='Actual',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='reached so far')),
                ('comment', models.TextField(blank=True, max_length=600, verbose_name='in words')),
                ('rating', models.CharField(blank=True, choices=[('met', 'Met'), ('on_track', 'On track'), ('constrained', 'Constrained'), ('no_progress', 'No progress'), ('', 'Not known yet')], max_length=11, verbose_name='how it stands')),
                ('kpi', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actuals', to='partnerships.kpi')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actuals', to='partnerships.report')),
            ],
            options={
                'verbose_name': 'actual value',
                'verbose_name_plural': 'actual values',
                'ordering': ('kpi__position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('report', 'kpi'), name='actual_once_a_report'), models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='actual_not_below_nothing'), models.CheckConstraint(condition=models.Q(('rating__in', ['met', 'on_track', 'constrained', 'no_progress', ''])), name='actual_rating_known')],
            },
        ),
        migrations.CreateModel(
            name='ReportAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=10, verbose_name='step')),
                ('words', models.TextField(blank=True, max_length=600, verbose_name='in their words')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partnershipparty')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acts', to='partnerships.report')),
            ],
            options={
                'verbose_name': 'step of a report',
                'verbose_name_plural': 'steps of reports',
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='ActualPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(choices=[('generation', 'Generation'), ('gender', 'Gender')], max_length=10, verbose_name='split by')),
                ('category', models.CharField(max_length=20, verbose_name='category')),
                ('value', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='value')),
                ('actual', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='partnerships.actual')),
            ],
            options={
                'verbose_name': 'part of a value',
                'verbose_name_plural': 'parts of values',
                'ordering': ('dimension', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('actual', 'dimension', 'category'), name='actual_part_once'), models.CheckConstraint(condition=models.Q(('dimension__in', ['generation', 'gender']), ('value__gte', 0)), name='actual_part_possible')],
            },
        ),
    ]
