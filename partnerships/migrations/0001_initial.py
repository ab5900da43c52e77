import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import organizations.models.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('running', 'Running'), ('current', 'Current'), ('superseded', 'Superseded'), ('cancelled', 'Cancelled'), ('failed', 'Failed')], default='running', max_length=12, verbose_name='state')),
                ('weights_version', models.CharField(blank=True, max_length=60, verbose_name='weights')),
                ('organizations', models.PositiveIntegerField(default=0, verbose_name='organizations')),
                ('partners', models.PositiveIntegerField(default=0, verbose_name='partners')),
                ('statistics', models.TextField(blank=True, editable=False)),
                ('ordered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('queued_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='superseded')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
            ],
            options={
                'verbose_name': 'match run',
                'verbose_name_plural': 'match runs',
                'ordering': ('-started_at',),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['running', 'current', 'superseded', 'cancelled', 'failed'])), name='match_run_state_known'), models.UniqueConstraint(condition=models.Q(('state', 'current')), fields=('state',), name='match_run_one_current'), models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('state',), name='match_run_one_running')],
            },
        ),
        migrations.CreateModel(
            name='MatchBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('partner_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('scored', 'Scored'), ('done', 'Done')], default='waiting', max_length=8)),
                ('candidates', models.BinaryField(null=True)),
                ('lists', models.BinaryField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('queued_at', models.DateTimeField(blank=True, null=True)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='partnerships.matchrun')),
            ],
            options={
                'verbose_name': 'block of a match run',
                'verbose_name_plural': 'blocks of match runs',
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'scored', 'done'])), name='match_block_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='slug')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('name_language', models.CharField(blank=True, max_length=35, verbose_name='language of the name')),
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='acronym')),
                ('sector', models.CharField(choices=[('public', 'Public body'), ('private', 'Private body')], max_length=8, verbose_name='sector')),
                ('type', models.CharField(choices=[('ministry', 'Ministry'), ('embassy', 'Embassy or consulate'), ('city', 'City or municipality'), ('university', 'University or research centre'), ('agency', 'Public agency'), ('international_organization', 'International organization'), ('other_public', 'Other public body'), ('company', 'Company'), ('bank', 'Bank'), ('foundation', 'Foundation'), ('chamber', 'Chamber of commerce'), ('microfinance', 'Microfinance institution'), ('diaspora_firm', 'Diaspora-owned firm'), ('other_private', 'Other private body')], max_length=30, verbose_name='type')),
                ('level', models.CharField(blank=True, choices=[('', 'Not stated'), ('local', 'Local'), ('regional', 'Regional'), ('national', 'National'), ('international', 'International')], max_length=14, verbose_name='level')),
                ('business_view', models.CharField(blank=True, choices=[('', 'Not stated'), ('diaspora_in_business', 'Members of a diaspora in business'), ('supports_diaspora', 'Business that supports diaspora initiatives')], max_length=24, verbose_name='view of business')),
                ('description', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='description')),
                ('website', organizations.models.fields.WebAddressField(blank=True, max_length=300, verbose_name='website')),
                ('accepts', models.CharField(blank=True, choices=[('', 'Not stated'), ('informal', 'Works with informal groups too'), ('registered', 'Works with registered organizations only')], max_length=12, verbose_name='lightest engagement')),
                ('state_countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, help_text='Country codes (ISO 3166-1 alpha-2).', size=None, verbose_name='part of the state of')),
                ('verification', models.CharField(choices=[('pending', 'Not yet verified'), ('verified', 'Verified by IOM'), ('declined', 'Declined')], default='pending', max_length=10, verbose_name='verification')),
                ('verified_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='verified')),
                ('is_open_to_matching', models.BooleanField(default=True, verbose_name='open to matching')),
                ('open_to', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='open to at most this many suggestions')),
                ('source', models.CharField(choices=[('self', 'Registered by the group'), ('record', 'Taken from the published record of an exchange'), ('imported', 'Imported'), ('sample', 'Fictional sample')], default='self', max_length=10, verbose_name='source')),
                ('source_citation', models.CharField(blank=True, max_length=300, verbose_name='citation of the source')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('description_language', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.language', verbose_name='language of the description')),
                ('generations', models.ManyToManyField(blank=True, to='organizations.generation', verbose_name='generations it works with')),
                ('languages', models.ManyToManyField(blank=True, related_name='+', to='organizations.language', verbose_name='working languages')),
                ('sectors', models.ManyToManyField(blank=True, to='organizations.sector', verbose_name='focus sectors')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
                'ordering': ('name', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sector', 'public'), ('type__in', ('ministry', 'embassy', 'city', 'university', 'agency', 'international_organization', 'other_public'))), models.Q(('sector', 'private'), ('type__in', ('company', 'bank', 'foundation', 'chamber', 'microfinance', 'diaspora_firm', 'other_private', 'university'))), _connector='OR'), name='partner_type_fits_sector', violation_error_message='This type does not belong to this sector.'), models.CheckConstraint(condition=models.Q(('sector', 'public'), ('state_countries__len', 0), _connector='OR'), name='partner_private_has_no_state', violation_error_message='Only a public body is part of a state.'), models.CheckConstraint(condition=models.Q(('sector', 'private'), ('business_view', ''), _connector='OR'), name='partner_public_has_no_business_view', violation_error_message='Only a private body has a view of business.'), models.CheckConstraint(condition=models.Q(('verification__in', ['pending', 'verified', 'declined'])), name='partner_verification_known'), models.CheckConstraint(condition=models.Q(models.Q(('verification', 'verified'), _negated=True), ('verified_at__isnull', False), _connector='OR'), name='partner_verified_has_date'), models.CheckConstraint(condition=models.Q(('accepts__in', ['', 'informal', 'registered'])), name='partner_accepts_known'), models.CheckConstraint(condition=models.Q(('level__in', ['', 'local', 'regional', 'national', 'international'])), name='partner_level_known'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='partner_has_name'), models.CheckConstraint(condition=models.Q(('open_to', None), ('open_to__gte', 1), _connector='OR'), name='partner_open_to_positive')],
            },
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('public', 'Public partners'), ('private', 'Private partners'), ('diaspora', 'Diaspora organizations'), ('host', 'Possible hosts')], max_length=8, verbose_name='channel')),
                ('score', models.PositiveIntegerField(verbose_name='score')),
                ('components', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None)),
                ('contributions', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('known', django.contrib.postgres.fields.ArrayField(base_field=models.BooleanField(), size=None)),
                ('rank_before', models.PositiveSmallIntegerField()),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rank')),
                ('adjustment', models.CharField(blank=True, choices=[('', 'None'), ('tie', 'Near-tie: who was shown less comes first'), ('floor', 'Fair exposure of grass-roots groups'), ('cap', 'Others above it are suggested often enough already')], max_length=8, verbose_name='adjustment')),
                ('source_organization', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='organizations.organization')),
                ('target_organization', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='partnerships.matchrun')),
                ('source_partner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='partnerships.partner')),
                ('target_partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partner')),
            ],
            options={
                'verbose_name': 'match',
                'verbose_name_plural': 'matches',
                'ordering': ('rank',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('source_organization__isnull', False), ('source_partner', None)), models.Q(('source_organization', None), ('source_partner__isnull', False)), _connector='OR'), name='match_one_source'), models.CheckConstraint(condition=models.Q(models.Q(('target_organization__isnull', False), ('target_partner', None)), models.Q(('target_organization', None), ('target_partner__isnull', False)), _connector='OR'), name='match_one_target'), models.CheckConstraint(condition=models.Q(models.Q(('channel__in', ('public', 'private')), ('target_partner__isnull', False)), models.Q(('channel__in', ('diaspora', 'host')), ('target_organization__isnull', False)), _connector='OR'), name='match_target_fits_channel'), models.CheckConstraint(condition=models.Q(('source_organization', None), ('target_organization', None), models.Q(('source_organization', models.F('target_organization')), _negated=True), _connector='OR'), name='match_not_with_itself'), models.CheckConstraint(condition=models.Q(('adjustment__in', ['', 'tie', 'floor', 'cap'])), name='match_adjustment_known'), models.UniqueConstraint(condition=models.Q(('source_organization__isnull', False)), fields=('run', 'channel', 'source_organization', 'rank'), name='match_rank_once_per_organization'), models.UniqueConstraint(condition=models.Q(('source_partner__isnull', False)), fields=('run', 'channel', 'source_partner', 'rank'), name='match_rank_once_per_partner')],
            },
        ),
        migrations.CreateModel(
            name='PartnerPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(choices=[('heritage', 'Heritage'), ('residence', 'Residence'), ('works_in', 'Works in')], max_length=10, verbose_name='relation')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='place_links', to='partnerships.partner')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.place', verbose_name='place')),
            ],
            options={
                'verbose_name': 'place',
                'verbose_name_plural': 'places',
                'ordering': ('relation', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('partner', 'relation', 'place'), name='partner_place_once'), models.CheckConstraint(condition=models.Q(('relation__in', ['heritage', 'residence', 'works_in'])), name='partner_place_relation_known')],
            },
        ),
        migrations.AddField(
            model_name='partner',
            name='places',
            field=models.ManyToManyField(blank=True, through='partnerships.PartnerPlace', to='organizations.place', verbose_name='places'),
        ),
        migrations.CreateModel(
            name='PartnerSupport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('offers', 'Offers'), ('needs', 'Needs')], max_length=6, verbose_name='direction')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_links', to='partnerships.partner')),
                ('support_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.supporttype', verbose_name='type of support')),
            ],
            options={
                'verbose_name': 'support',
                'verbose_name_plural': 'support offered and needed',
                'ordering': ('direction', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('partner', 'direction', 'support_type'), name='partner_support_once'), models.CheckConstraint(condition=models.Q(('direction__in', ['offers', 'needs'])), name='partner_support_direction_known')],
            },
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representatives', to='partnerships.partner')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'representative',
                'verbose_name_plural': 'representatives',
                'constraints': [models.UniqueConstraint(fields=('partner', 'user'), name='representative_once')],
            },
        ),
        migrations.CreateModel(
            name='RouteExposure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('route', models.CharField(max_length=12, verbose_name='route')),
                ('floor', models.FloatField(verbose_name='added for grass-roots groups')),
                ('ratio', models.FloatField(null=True, verbose_name='exposure ratio of grass-roots groups')),
                ('standing', models.BinaryField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exposures', to='partnerships.matchrun')),
            ],
            options={
                'verbose_name': 'exposure on a route',
                'verbose_name_plural': 'exposures on routes',
                'constraints': [models.UniqueConstraint(fields=('run', 'route'), name='route_exposure_once')],
            },
        ),
        migrations.CreateModel(
            name='ScoredListing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed_at', models.DateTimeField()),
                ('profile', models.JSONField(default=dict)),
                ('organization', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partner')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scored', to='partnerships.matchrun')),
            ],
            options={
                'verbose_name': 'scored listing',
                'verbose_name_plural': 'scored listings',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organization__isnull', False), ('partner', None)), models.Q(('organization', None), ('partner__isnull', False)), _connector='OR'), name='scored_listing_is_one'), models.UniqueConstraint(fields=('run', 'organization'), name='scored_organization_once'), models.UniqueConstraint(fields=('run', 'partner'), name='scored_partner_once')],
            },
        ),
    ]
