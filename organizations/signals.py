"""What the directory tells the apps above it, which it does not know."""

from django.dispatch import Signal

# Sent once the change is committed, with `organization_id`: a listing appeared, changed or left.
listing_changed = Signal()
