"""Where the files of conversations lie: the migrations name the storage by this path."""

from accounts.private_files import PrivateStorage

__all__ = ["PrivateStorage"]
