import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.utils.timezone
import partnerships.models.introductions
import partnerships.private_files
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('organizations', '0016_evidence_over'),
        ('partnerships', '0012_hosting'),
    ]

    operations = [
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('asker_name', models.CharField(max_length=200)),
                ('asked_name', models.CharField(max_length=200)),
                ('purpose', models.TextField(validators=[django.core.validators.MaxLengthValidator(1500)], verbose_name='what for')),
                ('offer', models.TextField(validators=[django.core.validators.MaxLengthValidator(1500)], verbose_name='what is offered')),
                ('origin', models.CharField(choices=[('match', 'A match'), ('listing', 'The directory'), ('opportunity', 'An opportunity')], max_length=11, verbose_name='from')),
                ('state', models.CharField(choices=[('asked', 'Waits for an answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('expired', 'Not answered in time'), ('withdrawn', 'Taken back')], default='asked', max_length=9, verbose_name='state')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('expires_at', models.DateTimeField(verbose_name='to be answered by')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered')),
                ('reason', models.CharField(blank=True, choices=[('', 'No reason given'), ('time', 'It is not the right time for us'), ('capacity', 'We have no hands free at present'), ('fit', 'We work on different things'), ('known', 'We are in touch already'), ('other', 'Another reason')], max_length=8, verbose_name='reason')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='in their words')),
                ('moved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last changed')),
                ('stopped_at', models.DateTimeField(null=True, verbose_name='ended by IOM')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('asked_organization', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('asked_partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partner')),
                ('asker_organization', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('asker_partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partnerships.partner')),
            ],
            options={
                'verbose_name': 'introduction',
                'verbose_name_plural': 'introductions',
                'ordering': ('-moved_at', '-pk'),
                'indexes': [models.Index(fields=['asker_organization', '-moved_at'], name='introduction_by_group'), models.Index(fields=['asker_partner', '-moved_at'], name='introduction_by_partner'), models.Index(fields=['asked_organization', '-moved_at'], name='introduction_of_group'), models.Index(fields=['asked_partner', '-moved_at'], name='introduction_of_partner'), models.Index(fields=['asked_by', '-asked_at'], name='introduction_by_person'), models.Index(condition=models.Q(('state', 'asked')), fields=['expires_at'], name='introduction_overdue')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asker_organization__isnull', False), ('asker_partner', None)), models.Q(('asker_organization', None), ('asker_partner__isnull', False)), _connector='OR'), name='introduction_one_asker'), models.CheckConstraint(condition=models.Q(models.Q(('asked_organization__isnull', False), ('asked_partner', None)), models.Q(('asked_organization', None), ('asked_partner__isnull', False)), _connector='OR'), name='introduction_one_asked'), models.CheckConstraint(condition=models.Q(('asker_partner', None), ('asked_partner', None), _connector='OR'), name='introduction_of_a_group'), models.CheckConstraint(condition=models.Q(('asker_organization', None), ('asked_organization', None), models.Q(('asker_organization', models.F('asked_organization')), _negated=True), _connector='OR'), name='introduction_not_to_itself'), models.UniqueConstraint(django.db.models.functions.comparison.Least(django.db.models.functions.comparison.Coalesce('asker_organization_id', django.db.models.expressions.CombinedExpression(models.F('asker_partner_id'), '*', models.Value(-1))), django.db.models.functions.comparison.Coalesce('asked_organization_id', django.db.models.expressions.CombinedExpression(models.F('asked_partner_id'), '*', models.Value(-1)))), django.db.models.functions.comparison.Greatest(django.db.models.functions.comparison.Coalesce('asker_organization_id', django.db.models.expressions.CombinedExpression(models.F('asker_partner_id'), '*', models.Value(-1))), django.db.models.functions.comparison.Coalesce('asked_organization_id', django.db.models.expressions.CombinedExpression(models.F('asked_partner_id'), '*', models.Value(-1)))), condition=models.Q(('state__in', ('asked', 'accepted'))), name='introduction_one_open_of_a_pair'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'declined', 'expired', 'withdrawn'])), name='introduction_state_known'), models.CheckConstraint(condition=models.Q(('origin__in', ['match', 'listing', 'opportunity'])), name='introduction_origin_known'), models.CheckConstraint(condition=models.Q(('reason__in', ['', 'time', 'capacity', 'fit', 'known', 'other'])), name='introduction_reason_known'), models.CheckConstraint(condition=models.Q(('state', 'declined'), models.Q(('reason', ''), ('words', '')), _connector='OR'), name='introduction_reason_only_when_declined'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('state__in', ('accepted', 'declined'))), models.Q(models.Q(('state__in', ('accepted', 'declined')), _negated=True), ('answered_at', None)), _connector='OR'), name='introduction_answered_at_when_answered'), models.CheckConstraint(condition=models.Q(('offer__regex', '\\S'), ('purpose__regex', '\\S')), name='introduction_says_what_for'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('asked_at'))), name='introduction_gives_time')],
            },
        ),
        migrations.CreateModel(
            name='ConversationReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('asker', 'Who asked'), ('asked', 'Who was asked')], max_length=5, verbose_name='reported by')),
                ('kind', models.CharField(choices=[('danger', 'Somebody may be in danger'), ('pressure', 'We are threatened, insulted or put under pressure'), ('fraud', 'They ask for money or pretend to be somebody else'), ('spam', 'This is advertising'), ('other', 'Something else')], max_length=8, verbose_name='kind')),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='what happened')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='reported')),
                ('handled_at', models.DateTimeField(null=True, verbose_name='handled')),
                ('handled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conversation_reports', to='organizations.organization')),
                ('reporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('introduction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='partnerships.introduction')),
            ],
            options={
                'verbose_name': 'report of a conversation',
                'verbose_name_plural': 'reports of conversations',
                'ordering': ('-created_at', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['danger', 'pressure', 'fraud', 'spam', 'other'])), name='conversation_report_kind_known'), models.CheckConstraint(condition=models.Q(('side__in', ['asker', 'asked'])), name='conversation_report_side_known'), models.UniqueConstraint(condition=models.Q(('handled_at', None)), fields=('introduction', 'reporter'), name='conversation_report_once_open')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('side', models.CharField(choices=[('asker', 'Who asked'), ('asked', 'Who was asked')], max_length=5)),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(5000)], verbose_name='message')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent')),
                ('via', models.CharField(choices=[('portal', 'On the portal'), ('email', 'By e-mail')], default='portal', max_length=6)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('left_out', models.JSONField(blank=True, default=list)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('introduction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='partnerships.introduction')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ('pk',),
                'indexes': [models.Index(fields=['introduction', 'id'], name='message_of_conversation'), models.Index(fields=['author', '-sent_at'], name='message_by_author')],
                'constraints': [models.CheckConstraint(condition=models.Q(('side__in', ['asker', 'asked'])), name='message_side_known'), models.CheckConstraint(condition=models.Q(('via__in', ['portal', 'email'])), name='message_via_known')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('file', models.FileField(storage=partnerships.private_files.PrivateStorage(), upload_to=partnerships.models.introductions._private_path)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='partnerships.message')),
            ],
            options={
                'verbose_name': 'file of a message',
                'verbose_name_plural': 'files of messages',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('asker', 'Who asked'), ('asked', 'Who was asked')], max_length=5)),
                ('read_through', models.BigIntegerField(default=0)),
                ('left_at', models.DateTimeField(null=True, verbose_name='left')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('introduction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='partnerships.introduction')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conversation_seats', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'place in a conversation',
                'verbose_name_plural': 'places in conversations',
                'constraints': [models.UniqueConstraint(fields=('introduction', 'user'), name='seat_once'), models.CheckConstraint(condition=models.Q(('side__in', ['asker', 'asked'])), name='seat_side_known')],
            },
        ),
    ]
