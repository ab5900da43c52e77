"""What the directory tells whoever listens, which it need not know."""

from django.dispatch import Signal

# Sent once the change is committed, with `organization_id`: a listing appeared, changed or left.
listing_changed = Signal()

# Sent in the transaction that renames a listing which had been published, with `organization`
# and `old`: what was said about the group was said about that name.
name_changed = Signal()
