import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('organizations', '0015_merged_status'),
        ('partnerships', '0014_host_terms_restrict'),
        ('sessions_archive', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('content', models.JSONField(verbose_name='text')),
                ('content_hash', models.CharField(max_length=64, verbose_name='fingerprint')),
                ('why', models.TextField(blank=True, max_length=1000, verbose_name='why it is proposed')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposed')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
            ],
            options={
                'verbose_name': 'version of an agreement',
                'verbose_name_plural': 'versions of agreements',
                'ordering': ('-number',),
                'constraints': [models.CheckConstraint(condition=models.Q(('content_hash__regex', '^[0-9a-f]{64}$')), name='agreement_hash_shape')],
            },
        ),
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                ('purpose', models.TextField(blank=True, max_length=1500, verbose_name='purpose')),
                ('starts', models.DateField(blank=True, null=True, verbose_name='starts')),
                ('ends', models.DateField(blank=True, null=True, verbose_name='ends')),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=35), blank=True, default=list, size=None, verbose_name='sectors')),
                ('places', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), blank=True, default=list, size=None, verbose_name='places')),
                ('state', models.CharField(choices=[('drafted', 'Being written'), ('proposed', 'Proposed'), ('active', 'Active'), ('suspended', 'Suspended'), ('completed', 'Completed'), ('ended_early', 'Ended early'), ('not_agreed', 'Not agreed')], default='drafted', max_length=12, verbose_name='state')),
                ('is_resuming', models.BooleanField(default=False)),
                ('origin', models.CharField(choices=[('direct', 'We knew each other, or found each other in the directory'), ('match', 'A match'), ('introduction', 'An introduction'), ('opportunity', 'An opportunity'), ('session', 'A session of an exchange')], default='direct', max_length=12, verbose_name='came of')),
                ('match_channel', models.CharField(blank=True, choices=[('public', 'Public partners'), ('private', 'Private partners'), ('diaspora', 'Diaspora organizations'), ('host', 'Possible hosts')], max_length=8, verbose_name='list of matches')),
                ('match_score', models.FloatField(blank=True, null=True, verbose_name='score of the match')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='started')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='first agreed')),
                ('closing_due', models.DateField(editable=False, null=True, verbose_name='may be closed from')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='ended')),
                ('in_force', models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='partnerships.agreementversion', verbose_name='text in force')),
                ('proposal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='partnerships.agreementversion', verbose_name='proposed text')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sessions_archive.exchangesession', verbose_name='session')),
            ],
            options={
                'verbose_name': 'partnership',
                'verbose_name_plural': 'partnerships',
                'ordering': ('-changed_at', '-pk'),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['sectors'], name='partnership_sectors'), django.contrib.postgres.indexes.GinIndex(fields=['places'], name='partnership_places')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['drafted', 'proposed', 'active', 'suspended', 'completed', 'ended_early', 'not_agreed'])), name='partnership_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('agreed_at', None), ('in_force', None), ('state__in', ('drafted', 'proposed', 'not_agreed'))), models.Q(('agreed_at__isnull', False), ('in_force__isnull', False), ('state__in', ('active', 'suspended', 'completed', 'ended_early'))), _connector='OR'), name='partnership_active_with_a_text'), models.CheckConstraint(condition=models.Q(models.Q(('proposal__isnull', False), ('state', 'proposed')), ('state__in', ('active', 'suspended')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('proposal', None)), _connector='OR'), name='partnership_proposal_fits_state'), models.CheckConstraint(condition=models.Q(('proposal', None), ('in_force', None), models.Q(('proposal', models.F('in_force')), _negated=True), _connector='OR'), name='partnership_proposal_is_new'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ('completed', 'ended_early', 'not_agreed'))), models.Q(models.Q(('state__in', ('completed', 'ended_early', 'not_agreed')), _negated=True), ('ended_at', None)), _connector='OR'), name='partnership_ended_when_over'), models.CheckConstraint(condition=models.Q(('closing_due', None), ('state__in', ('active', 'completed')), _connector='OR'), name='partnership_closing_fits_state'), models.CheckConstraint(condition=models.Q(('starts', None), ('ends', None), ('ends__gte', models.F('starts')), _connector='OR'), name='partnership_ends_after_start'), models.CheckConstraint(condition=models.Q(('origin__in', ['direct', 'match', 'introduction', 'opportunity', 'session'])), name='partnership_origin_known')],
            },
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='partnerships.partnership', verbose_name='partnership'),
        ),
        migrations.CreateModel(
            name='PartnershipParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('standing', models.CharField(choices=[('named', 'Named in a draft'), ('invited', 'Invited'), ('joined', 'Part of it')], default='named', max_length=8, verbose_name='standing')),
                ('role', models.CharField(blank=True, choices=[('implementing', 'Carries out the work'), ('funding', 'Gives money'), ('accountable', 'Answers for the work'), ('extending', 'Passes money or support on'), ('supporting', 'Supports it with knowledge, people or space')], max_length=12, verbose_name='role')),
                ('gives', models.TextField(blank=True, max_length=800, verbose_name='what it gives')),
                ('told_at', models.DateTimeField(editable=False, null=True, verbose_name='told')),
                ('joined_at', models.DateTimeField(editable=False, null=True, verbose_name='joined')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization', verbose_name='diaspora organization')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnerships.partner', verbose_name='partner')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='partnerships.partnership', verbose_name='partnership')),
            ],
            options={
                'verbose_name': 'party',
                'verbose_name_plural': 'parties',
                'ordering': ('pk',),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organization__isnull', False), ('partner', None)), models.Q(('organization', None), ('partner__isnull', False)), _connector='OR'), name='partnershipparty_of_one_listing'), models.UniqueConstraint(fields=('partnership', 'organization'), name='partnership_party_group_once'), models.UniqueConstraint(fields=('partnership', 'partner'), name='partnership_party_partner_once'), models.CheckConstraint(condition=models.Q(models.Q(('joined_at', None), ('standing', 'named')), models.Q(('joined_at', None), ('standing', 'invited'), ('told_at__isnull', False)), models.Q(('joined_at__isnull', False), ('standing', 'joined'), ('told_at__isnull', False)), _connector='OR'), name='partnership_party_standing_has_its_times')],
            },
        ),
        migrations.CreateModel(
            name='PartnershipEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('started', 'Started'), ('proposed', 'Text proposed'), ('accepted', 'Text accepted'), ('sent_back', 'Text sent back'), ('withdrawn', 'Text withdrawn'), ('agreed', 'Text in force'), ('lapsed', 'Proposed text lapsed'), ('declined', 'Declined'), ('suspended', 'Suspended'), ('resume_agreed', 'Agreed to go on'), ('resumed', 'Resumed'), ('closing_asked', 'Closing began'), ('closing_put_off', 'Closing put off'), ('reflected', 'Looked back'), ('completed', 'Completed'), ('ended_early', 'Ended early'), ('summary_proposed', 'Public summary proposed'), ('summary_agreed', 'Agreed to the public summary'), ('published', 'Public summary published'), ('unpublished', 'Public summary taken back')], max_length=20, verbose_name='kind')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('words', models.TextField(blank=True, max_length=1000, verbose_name='in their words')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='partnerships.partnership')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='partnerships.partnershipparty', verbose_name='party')),
            ],
            options={
                'verbose_name': 'event of a partnership',
                'verbose_name_plural': 'events of partnerships',
                'ordering': ('-at', '-pk'),
                'indexes': [models.Index(fields=['partnership', '-at', '-id'], name='partnership_event_of')],
            },
        ),
        migrations.AddField(
            model_name='agreementversion',
            name='proposed_for',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partnershipparty', verbose_name='proposed for'),
        ),
        migrations.CreateModel(
            name='AgreementDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(verbose_name='text')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='changed')),
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='partnerships.partnershipparty')),
            ],
            options={
                'verbose_name': 'draft of an agreement',
                'verbose_name_plural': 'drafts of agreements',
            },
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_hash', models.CharField(max_length=64, verbose_name='fingerprint')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='accepted')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acceptances', to='partnerships.agreementversion', verbose_name='text')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acceptances', to='partnerships.partnershipparty', verbose_name='party')),
            ],
            options={
                'verbose_name': 'acceptance',
                'verbose_name_plural': 'acceptances',
                'ordering': ('at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('version', 'party'), name='acceptance_once_a_party'), models.UniqueConstraint(fields=('version', 'by'), name='acceptance_once_a_person')],
            },
        ),
        migrations.CreateModel(
            name='PublicSummary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('words', models.TextField(max_length=1500, verbose_name='summary')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposed')),
                ('published_at', models.DateTimeField(null=True, verbose_name='published')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='summaries', to='partnerships.partnership', verbose_name='partnership')),
                ('proposed_for', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partnershipparty')),
            ],
            options={
                'verbose_name': 'public summary',
                'verbose_name_plural': 'public summaries',
                'ordering': ('-created_at', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('words__regex', '\\S')), name='summary_says_something')],
            },
        ),
        migrations.AddField(
            model_name='partnership',
            name='proposed_summary',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='partnerships.publicsummary', verbose_name='proposed public summary'),
        ),
        migrations.AddField(
            model_name='partnership',
            name='summary',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='partnerships.publicsummary', verbose_name='public summary'),
        ),
        migrations.CreateModel(
            name='Reflection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worked', models.TextField(max_length=2000, verbose_name='what worked')),
                ('did_not', models.TextField(max_length=2000, verbose_name='what did not work')),
                ('goals', models.CharField(choices=[('all', 'All of them'), ('most', 'Most of them'), ('some', 'Some of them'), ('none', 'None of them')], max_length=6, verbose_name='goals reached')),
                ('helped', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('contact', 'How we kept in touch'), ('trust', 'Trust between us'), ('roles', 'Who does what'), ('time', 'Time'), ('money', 'Money'), ('skills', 'Skills and experience'), ('language', 'Language'), ('distance', 'Distance and time zones'), ('rules', 'Rules and paperwork'), ('community', 'How the people it was for took part')], max_length=12), blank=True, default=list, size=None, verbose_name='what helped')),
                ('hindered', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('contact', 'How we kept in touch'), ('trust', 'Trust between us'), ('roles', 'Who does what'), ('time', 'Time'), ('money', 'Money'), ('skills', 'Skills and experience'), ('language', 'Language'), ('distance', 'Distance and time zones'), ('rules', 'Rules and paperwork'), ('community', 'How the people it was for took part')], max_length=12), blank=True, default=list, size=None, verbose_name='what stood in the way')),
                ('again', models.CharField(choices=[('yes', 'Yes'), ('changed', 'Yes, but in another way'), ('no', 'No')], max_length=8, verbose_name='would work together again')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reflection', to='partnerships.partnershipparty', verbose_name='party')),
            ],
            options={
                'verbose_name': 'reflection',
                'verbose_name_plural': 'reflections',
                'ordering': ('party_id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('did_not__regex', '\\S'), ('worked__regex', '\\S')), name='reflection_says_something'), models.CheckConstraint(condition=models.Q(('again__in', ['yes', 'changed', 'no']), ('goals__in', ['all', 'most', 'some', 'none'])), name='reflection_codes_known'), models.CheckConstraint(condition=models.Q(('helped__contained_by', ['contact', 'trust', 'roles', 'time', 'money', 'skills', 'language', 'distance', 'rules', 'community']), ('hindered__contained_by', ['contact', 'trust', 'roles', 'time', 'money', 'skills', 'language', 'distance', 'rules', 'community'])), name='reflection_conditions_known')],
            },
        ),
        migrations.CreateModel(
            name='SummaryConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='agreed')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='partnerships.partnershipparty')),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='partnerships.publicsummary')),
            ],
            options={
                'verbose_name': 'consent to a summary',
                'verbose_name_plural': 'consents to summaries',
                'constraints': [models.UniqueConstraint(fields=('summary', 'party'), name='consent_once_a_party'), models.UniqueConstraint(fields=('summary', 'by'), name='consent_once_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('people', 'The people who carry it are not available'), ('money', 'Money is missing or late'), ('safety', 'It is not safe to go on now'), ('terms', 'What was agreed is not kept'), ('events', 'Events outside the partnership'), ('other', 'Another reason')], max_length=12, verbose_name='reason')),
                ('words', models.TextField(blank=True, max_length=1000, verbose_name='in their words')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='until')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to='partnerships.partnership')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partnershipparty')),
            ],
            options={
                'verbose_name': 'suspension',
                'verbose_name_plural': 'suspensions',
                'ordering': ('-since', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['people', 'money', 'safety', 'terms', 'events', 'other'])), name='suspension_reason_known'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('partnership',), name='suspension_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Resumption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='agreed')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resumptions', to='partnerships.partnershipparty')),
                ('suspension', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resumptions', to='partnerships.suspension')),
            ],
            options={
                'verbose_name': 'agreement to go on',
                'verbose_name_plural': 'agreements to go on',
                'constraints': [models.UniqueConstraint(fields=('suspension', 'party'), name='resumption_once_a_party'), models.UniqueConstraint(fields=('suspension', 'by'), name='resumption_once_a_person')],
            },
        ),
        migrations.AddField(
            model_name='partnership',
            name='suspension',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='partnerships.suspension', verbose_name='suspension'),
        ),
        migrations.AddConstraint(
            model_name='agreementversion',
            constraint=models.UniqueConstraint(fields=('partnership', 'number'), name='agreement_number_once'),
        ),
        migrations.AddIndex(
            model_name='partnership',
            index=models.Index(condition=models.Q(('summary__isnull', False)), fields=['-ended_at', '-agreed_at'], name='partnership_published'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'suspended'), ('suspension__isnull', False)), models.Q(models.Q(('state', 'suspended'), _negated=True), ('is_resuming', False), ('suspension', None)), _connector='OR'), name='partnership_suspension_fits_state'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proposed_summary', None), ('summary', None)), ('in_force__isnull', False), _connector='OR'), name='partnership_summary_of_an_agreed_text'),
        ),
    ]
