"""What a person knows about the logs in a folder, where the logs do not say it themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.records.fields import column

if TYPE_CHECKING:
    from effsite.records.dates import PublicationDate


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFacts:
    """Facts about every log below one folder: a row of the file that `effsite ingest --facts` reads."""

    folder: str = column(
        "text",
        "Folder in the path of the logs, or several in a row: v4.0, or v4.0/NVIDIA; a log itself may stand "
        "at the end. The longest fits.",
    )
    system: str = column(
        "text",
        "Name of the system: all logs there are runs of it, but for those of another length or on other "
        "hardware, as far as the logs say.",
        default="",
    )
    published: PublicationDate | None = column(
        "date", "When they were published: YYYY-MM-DD, or YYYY-MM where no day is known.", default=None
    )
    date_source: str = column("long text", "Where the date was read.", default="")
    source: str = column("long text", "Where the logs come from, in words.", default="")
    folder_url: str = column(
        "url", "Address of the folder; the folders below it, down to the log, are added to it.", default=""
    )
