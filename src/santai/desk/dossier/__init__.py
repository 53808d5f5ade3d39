"""The dossier of one matter (一案一卷): what is in it, how it is set, and with its originals in one ZIP."""

from santai.desk.dossier.binding import bind_now
from santai.desk.dossier.package import zipped

__all__ = ["bind_now", "zipped"]
