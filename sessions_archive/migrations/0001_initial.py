import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import organizations.models.fields
import sessions_archive.clock
import sessions_archive.translations
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, validators=[django.core.validators.MinValueValidator(2000)], verbose_name='year')),
                ('order', models.PositiveSmallIntegerField(unique=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='number in the series')),
                ('topics', sessions_archive.translations.TranslationsField(default=dict, verbose_name='topic')),
                ('outputs', sessions_archive.translations.TranslationsField(blank=True, default=dict, verbose_name='what came out of it')),
                ('notes', sessions_archive.translations.TranslationsField(blank=True, default=dict, verbose_name='note on the record')),
                ('record_digest', models.CharField(blank=True, editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'exchange',
                'verbose_name_plural': 'exchanges',
                'ordering': ('-year',),
                'constraints': [models.CheckConstraint(condition=models.Q(('year__gte', 2000), ('year__lte', 2200)), name='edition_year_plausible'), models.CheckConstraint(condition=models.Q(('order__gte', 1)), name='edition_order_positive'), models.CheckConstraint(condition=models.Q(('topics__has_key', 'en')), name='edition_topic_in_english'), models.CheckConstraint(condition=models.Q(('outputs__has_key', 'en'), ('outputs', {}), _connector='OR'), name='edition_output_in_english'), models.CheckConstraint(condition=models.Q(('notes__has_key', 'en'), ('notes', {}), _connector='OR'), name='edition_note_in_english')],
            },
        ),
        migrations.CreateModel(
            name='ExchangeSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='number')),
                ('slug', models.SlugField(max_length=80, verbose_name='slug')),
                ('themes', sessions_archive.translations.TranslationsField(default=dict, verbose_name='theme')),
                ('starts_at', models.DateTimeField(verbose_name='start')),
                ('ends_at', models.DateTimeField(verbose_name='end')),
                ('zone', models.CharField(help_text='A name of the IANA database, such as Europe/Zurich.', max_length=64, validators=[sessions_archive.clock.validate_zone], verbose_name='time zone')),
                ('zone_printed', models.CharField(blank=True, help_text='What the banner calls it, such as CET.', max_length=20, verbose_name='time zone as printed')),
                ('zone_notes', sessions_archive.translations.TranslationsField(blank=True, default=dict, verbose_name='note on the time')),
                ('notes', sessions_archive.translations.TranslationsField(blank=True, default=dict, verbose_name='note on the record')),
                ('is_published', models.BooleanField(default=False, help_text='Until then, only IOM staff see the page of this session.', verbose_name='published')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='sessions_archive.edition', verbose_name='exchange')),
                ('language', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.language', verbose_name='language')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ('starts_at', 'pk'),
                'indexes': [models.Index(fields=['ends_at'], name='session_by_end')],
                'constraints': [models.UniqueConstraint(fields=('edition', 'number'), name='session_number_once'), models.UniqueConstraint(fields=('edition', 'slug'), name='session_slug_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='session_number_positive'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_ends_after_start', violation_error_message='A session ends after it starts.'), models.CheckConstraint(condition=models.Q(('zone__regex', '^[A-Za-z]+(/[A-Za-z0-9_+-]+)*$')), name='session_zone_shape'), models.CheckConstraint(condition=models.Q(('themes__has_key', 'en')), name='session_theme_in_english'), models.CheckConstraint(condition=models.Q(('zone_notes__has_key', 'en'), ('zone_notes', {}), _connector='OR'), name='session_zone_note_in_english'), models.CheckConstraint(condition=models.Q(('notes__has_key', 'en'), ('notes', {}), _connector='OR'), name='session_note_in_english')],
            },
        ),
        migrations.CreateModel(
            name='GuidingQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texts', sessions_archive.translations.TranslationsField(default=dict, verbose_name='question')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='sessions_archive.exchangesession', verbose_name='session')),
            ],
            options={
                'verbose_name': 'guiding question',
                'verbose_name_plural': 'guiding questions',
                'ordering': ('position', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('texts__has_key', 'en')), name='question_in_english')],
            },
        ),
        migrations.CreateModel(
            name='InsightSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Such as 1.1.', max_length=10, validators=[django.core.validators.RegexValidator('^[0-9A-Z][0-9A-Za-z.]*$')], verbose_name='section')),
                ('titles', sessions_archive.translations.TranslationsField(default=dict, verbose_name='title')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('edition', models.ForeignKey(blank=True, help_text='For a section on the exchange as a whole.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='sessions_archive.edition', verbose_name='exchange')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='sessions_archive.exchangesession', verbose_name='session')),
            ],
            options={
                'verbose_name': 'section of insights',
                'verbose_name_plural': 'sections of insights',
                'ordering': ('position', 'code'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('edition__isnull', False), ('session', None)), models.Q(('edition', None), ('session__isnull', False)), _connector='OR'), name='section_of_session_or_edition', violation_error_message='Choose a session or an exchange, not both.'), models.UniqueConstraint(fields=('session', 'code'), name='section_once_a_session'), models.UniqueConstraint(fields=('edition', 'code'), name='section_once_an_edition'), models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9A-Z][0-9A-Za-z.]*$')), name='section_code_shape'), models.CheckConstraint(condition=models.Q(('titles__has_key', 'en')), name='section_title_in_english')],
            },
        ),
        migrations.CreateModel(
            name='Insight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texts', sessions_archive.translations.TranslationsField(default=dict, verbose_name='insight')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='insights', to='sessions_archive.insightsection', verbose_name='section')),
            ],
            options={
                'verbose_name': 'insight',
                'verbose_name_plural': 'insights',
                'ordering': ('position', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('texts__has_key', 'en')), name='insight_in_english')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='slug')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('is_public', models.BooleanField(default=False, help_text='Untick it when a person asks to be removed.', verbose_name='name may be shown')),
                ('basis', models.CharField(choices=[('record', 'Named in the published record of the exchange'), ('consent', 'The person agreed')], default='consent', max_length=7, verbose_name='basis')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ('name', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='person_has_name'), models.CheckConstraint(condition=models.Q(('basis__in', ['record', 'consent'])), name='person_basis_known')],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name as printed')),
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='acronym')),
                ('part', models.CharField(choices=[('organizer', 'Organizer'), ('participant', 'Participant'), ('speakers_organization', 'Organization of a speaker')], default='participant', max_length=22, verbose_name='part')),
                ('body', models.CharField(blank=True, choices=[('', 'Not stated'), ('academic', 'Academic'), ('multilateral', 'Multilateral'), ('network', 'Network'), ('public', 'Public body')], max_length=12, verbose_name='kind of body')),
                ('network', models.CharField(blank=True, max_length=200, verbose_name='network it is part of')),
                ('basis', models.CharField(blank=True, help_text="What in the record the listing's facts rest on.", max_length=200, verbose_name='basis of the facts')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note on the record')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='sessions_archive.edition', verbose_name='exchange')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='participations', to='organizations.organization', verbose_name='listing')),
                ('people', models.ManyToManyField(blank=True, related_name='participations', to='sessions_archive.person', verbose_name='people')),
            ],
            options={
                'verbose_name': 'participating organization',
                'verbose_name_plural': 'participating organizations',
                'ordering': ('position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('edition', 'name'), name='participation_once'), models.CheckConstraint(condition=models.Q(('part__in', ['organizer', 'participant', 'speakers_organization'])), name='participation_part_known'), models.CheckConstraint(condition=models.Q(('body__in', ['', 'academic', 'multilateral', 'network', 'public'])), name='participation_body_known'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='participation_has_name')],
            },
        ),
        migrations.CreateModel(
            name='Appearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('speaker', 'Speaker'), ('moderator', 'Moderator'), ('opening', 'Opening remarks'), ('closing', 'Closing remarks'), ('opening_and_closing', 'Opening and closing remarks')], default='speaker', max_length=20, verbose_name='role')),
                ('capacity', models.CharField(blank=True, max_length=200, verbose_name='capacity at that time')),
                ('organization_name', models.CharField(blank=True, max_length=200, verbose_name='organization as printed')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='appearances', to='organizations.organization', verbose_name='listing')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appearances', to='sessions_archive.exchangesession', verbose_name='session')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appearances', to='sessions_archive.person', verbose_name='person')),
            ],
            options={
                'verbose_name': 'appearance',
                'verbose_name_plural': 'appearances',
                'ordering': ('position', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('session', 'person', 'role'), name='appearance_once_per_role'), models.CheckConstraint(condition=models.Q(('role__in', ['speaker', 'moderator', 'opening', 'closing', 'opening_and_closing'])), name='appearance_role_known'), models.CheckConstraint(condition=models.Q(('organization', None), models.Q(('organization_name', ''), _negated=True), _connector='OR'), name='appearance_listing_has_printed_name', violation_error_message="Enter the organization's name as it was printed.")],
            },
        ),
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Such as R1.', max_length=10, validators=[django.core.validators.RegexValidator('^[0-9A-Z][0-9A-Za-z.]*$')], verbose_name='code')),
                ('titles', sessions_archive.translations.TranslationsField(default=dict, verbose_name='title')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendations', to='sessions_archive.edition', verbose_name='exchange')),
            ],
            options={
                'verbose_name': 'recommendation',
                'verbose_name_plural': 'recommendations',
                'ordering': ('edition', 'position', 'code'),
                'constraints': [models.UniqueConstraint(fields=('edition', 'code'), name='recommendation_code_once'), models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9A-Z][0-9A-Za-z.]*$')), name='recommendation_code_shape'), models.CheckConstraint(condition=models.Q(('titles__has_key', 'en')), name='recommendation_title_in_english')],
            },
        ),
        migrations.CreateModel(
            name='RecommendationItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('texts', sessions_archive.translations.TranslationsField(default=dict, verbose_name='recommended step')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='sessions_archive.recommendation', verbose_name='recommendation')),
            ],
            options={
                'verbose_name': 'recommended step',
                'verbose_name_plural': 'recommended steps',
                'ordering': ('position', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('texts__has_key', 'en')), name='recommendation_item_in_english')],
            },
        ),
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('publication', 'Publication'), ('recording', 'Recording'), ('slides', 'Slides'), ('page', 'Web page')], default='publication', max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('authors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='authors')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                ('publisher', models.CharField(blank=True, max_length=200, verbose_name='publisher')),
                ('isbn', models.CharField(blank=True, max_length=17, validators=[django.core.validators.RegexValidator('^97[89](-?[0-9]){10}$')], verbose_name='ISBN')),
                ('publication_number', models.CharField(blank=True, max_length=40, verbose_name='publication number')),
                ('genre', models.CharField(blank=True, help_text='As the publication calls itself.', max_length=100, verbose_name='genre')),
                ('format', models.CharField(blank=True, max_length=20, verbose_name='format')),
                ('licence', models.CharField(blank=True, max_length=60, verbose_name='licence')),
                ('url', organizations.models.fields.WebAddressField(blank=True, max_length=300, verbose_name='link')),
                ('notes', sessions_archive.translations.TranslationsField(blank=True, default=dict, verbose_name='note on the record')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resources', to='sessions_archive.edition', verbose_name='exchange')),
                ('language', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.language', verbose_name='language')),
            ],
            options={
                'verbose_name': 'resource',
                'verbose_name_plural': 'resources',
                'ordering': ('position', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['publication', 'recording', 'slides', 'page'])), name='resource_kind_known'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='resource_has_title'), models.CheckConstraint(condition=models.Q(('isbn', ''), ('isbn__regex', '^97[89](-?[0-9]){10}$'), _connector='OR'), name='resource_isbn_shape'), models.CheckConstraint(condition=models.Q(('notes__has_key', 'en'), ('notes', {}), _connector='OR'), name='resource_note_in_english'), models.UniqueConstraint(fields=('edition', 'title'), name='resource_once_an_edition')],
            },
        ),
    ]
