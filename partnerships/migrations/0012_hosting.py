import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('organizations', '0016_evidence_over'),
        ('partnerships', '0011_opportunity_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='HostAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('agreed', 'Agreed'), ('declined', 'Declined'), ('withdrawn', 'Taken back'), ('revoked', 'Ended early'), ('run_out', 'Run out')], default='proposed', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='proposed')),
                ('reminded_of', models.DateField(editable=False, null=True, verbose_name='reminded of the last day')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('ended_by_side', models.CharField(blank=True, choices=[('group', 'The group'), ('host', 'The host'), ('iom', 'IOM')], max_length=5, verbose_name='ended by')),
                ('end_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='host_agreements', to='organizations.organization', verbose_name='group')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosting_agreements', to='organizations.organization', verbose_name='host')),
            ],
            options={
                'verbose_name': 'host agreement',
                'verbose_name_plural': 'host agreements',
                'ordering': ('-created_at', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('group', models.F('host')), _negated=True), name='host_agreement_of_two_groups'), models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'agreed', 'declined', 'withdrawn', 'revoked', 'run_out'])), name='host_agreement_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by_side', ''), ('state__in', ('proposed', 'agreed'))), models.Q(models.Q(('state__in', ('proposed', 'agreed')), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='host_agreement_ended_has_date'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'revoked'), _negated=True), ('ended_by_side__in', ['group', 'host', 'iom']), _connector='OR'), name='host_agreement_revoked_by_a_side'), models.UniqueConstraint(condition=models.Q(('state__in', ('proposed', 'agreed'))), fields=('group', 'host'), name='host_agreement_one_living_of_a_pair')],
            },
        ),
        migrations.CreateModel(
            name='HostTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('powers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('edit_facts', 'Keep the facts of the listing right: its people and its work'), ('introductions', 'Answer introductions in the group’s name'), ('report', 'Report on partnerships in the group’s name'), ('hold_funds', 'Receive and keep money for the group, up to a limit')], max_length=14), size=None, verbose_name='the host may')),
                ('hold_up_to', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='at most')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('text', models.TextField(max_length=4000, verbose_name='what the two sides agree')),
                ('proposed_by_side', models.CharField(choices=[('group', 'The group'), ('host', 'The host'), ('iom', 'IOM')], max_length=5, verbose_name='proposed by')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposed')),
                ('answer', models.CharField(blank=True, choices=[('', 'Waiting for an answer'), ('accepted', 'Accepted by both sides'), ('declined', 'Declined'), ('withdrawn', 'Taken back'), ('replaced', 'Replaced by other terms')], max_length=9, verbose_name='answer')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='in their words')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='partnerships.hostagreement')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'terms',
                'verbose_name_plural': 'terms',
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('agreement', 'number'), name='host_terms_numbered_once'), models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('agreement',), name='host_terms_one_waits'), models.CheckConstraint(condition=models.Q(('powers__contained_by', ['edit_facts', 'introductions', 'report', 'hold_funds']), ('powers__len__gte', 1)), name='host_terms_powers_known'), models.CheckConstraint(condition=models.Q(models.Q(('currency__regex', '^[A-Z]{3}$'), ('hold_up_to__gt', 0), ('powers__contains', ['hold_funds'])), models.Q(models.Q(('powers__contains', ['hold_funds']), _negated=True), ('currency', ''), ('hold_up_to', None)), _connector='OR'), name='host_terms_money_has_a_limit'), models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='host_terms_has_text'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answer__in', ['accepted', 'declined', 'withdrawn', 'replaced']), ('answered_at__isnull', False)), _connector='OR'), name='host_terms_answer_has_date'), models.CheckConstraint(condition=models.Q(('proposed_by_side__in', ('group', 'host'))), name='host_terms_proposed_by_a_side')],
            },
        ),
        migrations.AddField(
            model_name='hostagreement',
            name='current',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnerships.hostterms', verbose_name='terms that hold'),
        ),
        migrations.AddConstraint(
            model_name='hostagreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('agreed', 'run_out')), _negated=True), ('current__isnull', False), _connector='OR'), name='host_agreement_agreed_has_terms'),
        ),
    ]
