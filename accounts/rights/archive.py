"""The copy as a ZIP file: one JSON file a section, the files she sent, and a page that explains."""

import json
import shutil
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from accounts.rights.sections import Section, sections

FORMAT = "gdve-personal-data/1"


def write_copy(user: User, into: IO[bytes]) -> None:
    """Write everything the portal keeps of `user`; rows are read and written one by one."""
    with override(user.language), ZipFile(into, "w", ZIP_DEFLATED) as archive:
        contents = []
        for section in sections:
            count = _write_rows(archive, section, user)
            files = _write_files(archive, section, user)
            contents.append({"section": section, "count": count, "files": files})
        page: Any = get_template("accounts/copy_readme.txt")
        words = page.render({"contents": contents, "user": user, "at": timezone.now()})
        archive.writestr("README.txt", words)


def _write_rows(archive: ZipFile, section: Section, user: User) -> int:
    head = {"format": FORMAT, "section": section.code, "about": str(section.about)}
    count = 0
    with archive.open(f"data/{section.code}.json", "w") as out:
        # The head without its closing brace, and the rows after it.
        out.write((_json(head)[:-2] + ',\n "rows": [').encode())
        for row in section.rows(user):
            out.write(((",\n" if count else "\n") + _json(row)).encode())
            count += 1
        out.write(b"\n]}\n")
    return count


def _write_files(archive: ZipFile, section: Section, user: User) -> int:
    count = 0
    for name, open_file in section.files(user) if section.files else ():
        with open_file() as source, archive.open(f"files/{section.code}/{name}", "w") as out:
            shutil.copyfileobj(source, out)
        count += 1
    return count


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
