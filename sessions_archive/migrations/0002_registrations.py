import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import organizations.models.fields
import sessions_archive.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('organizations', '0016_evidence_over'),
        ('sessions_archive', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionRegistration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('registered', 'Has a place'), ('waiting', 'On the waiting list'), ('cancelled', 'Cancelled')], max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('placed_at', models.DateTimeField(blank=True, null=True, verbose_name='has a place since')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled')),
                ('zone', models.CharField(blank=True, max_length=64, validators=[sessions_archive.clock.validate_zone], verbose_name='your time zone')),
                ('question', models.TextField(blank=True, max_length=500, verbose_name='question in advance')),
                ('access_needs', models.TextField(blank=True, max_length=500, verbose_name='access needs')),
                ('photos_allowed', models.BooleanField(default=False, verbose_name='may be shown in pictures')),
                ('recording_allowed', models.BooleanField(default=False, verbose_name='may be recorded')),
                ('attended', models.BooleanField(blank=True, null=True, verbose_name='was there')),
                ('week_reminded_at', models.DateTimeField(editable=False, null=True)),
                ('day_reminded_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['registered', 'waiting', 'cancelled'])), name='registration_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('state', 'cancelled')), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancelled_at', None)), _connector='OR'), name='registration_cancelled_at_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'registered'), _negated=True), ('placed_at__isnull', False), _connector='OR'), name='registration_place_since_a_moment'), models.CheckConstraint(condition=models.Q(('attended', None), ('state', 'registered'), _connector='OR'), name='registration_attended_with_a_place')],
            },
        ),
        migrations.AddField(
            model_name='exchangesession',
            name='cancelled_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='cancelled'),
        ),
        migrations.AddField(
            model_name='exchangesession',
            name='capacity',
            field=models.PositiveIntegerField(blank=True, help_text='Left empty, nobody can register here.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='places'),
        ),
        migrations.AddField(
            model_name='exchangesession',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed'),
        ),
        migrations.AddField(
            model_name='exchangesession',
            name='is_recorded',
            field=models.BooleanField(default=False, help_text='People read it before they register.', verbose_name='is recorded'),
        ),
        migrations.AddField(
            model_name='exchangesession',
            name='join_url',
            field=organizations.models.fields.WebAddressField(blank=True, help_text='Shown to those who have a place, and to nobody else.', max_length=500, verbose_name='link to the meeting'),
        ),
        migrations.AddField(
            model_name='exchangesession',
            name='sequence',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='exchangesession',
            name='staff_notes',
            field=models.TextField(blank=True, help_text='Only IOM staff reads them.', max_length=20000, verbose_name='notes'),
        ),
        migrations.AddConstraint(
            model_name='exchangesession',
            constraint=models.CheckConstraint(condition=models.Q(('capacity', None), ('capacity__gte', 1), _connector='OR'), name='session_has_places'),
        ),
        migrations.AddField(
            model_name='sessionregistration',
            name='language',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.language', verbose_name='language you follow best'),
        ),
        migrations.AddField(
            model_name='sessionregistration',
            name='organization',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='session_registrations', to='organizations.organization', verbose_name='in the name of'),
        ),
        migrations.AddField(
            model_name='sessionregistration',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='sessions_archive.exchangesession', verbose_name='session'),
        ),
        migrations.AddField(
            model_name='sessionregistration',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='session_registrations', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddIndex(
            model_name='sessionregistration',
            index=models.Index(fields=['session', 'state', 'id'], name='registration_line'),
        ),
        migrations.AddConstraint(
            model_name='sessionregistration',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('session', 'user'), name='registration_once_a_person'),
        ),
    ]
