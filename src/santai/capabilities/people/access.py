"""Who is acting, with which rights, and which parties they may see.

Rights come from posts. The list and the single object go by the same rule (`_visible`), and what
may not be seen is not there: `Missing` is raised for both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.capabilities.people.enums import AccountKind, PartyKind, Relation, Scope
from santai.capabilities.people.masking import mask_id_number, mask_name, mask_phone
from santai.capabilities.people.models import Account, Party, Representation
from santai.capabilities.places.codes import prefix
from santai.capabilities.places.queries import inside
from santai.capabilities.reading.actions import note_person
from santai.catalogue import identity
from santai.catalogue.current import catalogue
from santai.catalogue.permissions import Verdict
from santai.kernel.errors import Forbidden, Missing
from santai.kernel.numbers import plain
from santai.kernel.texts import dotted, one_line
from santai.kernel.workdays import ZONE

PERMISSION_OF = {"handler": "handle", "intake": "intake", "supervisor": "supervise"}
SHORTEST_NAME = 2  # one character would list everybody of a surname


@dataclass(frozen=True, slots=True)
class ActorPost:
    """A post in force today, with what its role gives (`catalogue` roles)."""

    id: int
    role: str
    organisation_id: int
    organisation_kind: str
    region: str  # prefix of whole levels; "" is the whole country
    permissions: frozenset[str]
    sees: str  # none | assigned | organisation | region
    reads_only: bool

    def covers(self, code: str) -> bool:
        return code.startswith(self.region)

    def opens(self, what: str, action: str) -> Mapping[str, Verdict]:
        """In which relations to an object the permission table lets this post take an action."""
        table = catalogue().permissions
        return table.opened(self.permissions, self.sees, self.reads_only).get((what, action), {})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting now, and through which channel. A value of one request: rights change at once.

    `kind`: staff | citizen | partner (an account), guest (nobody known), holder (of the query code
    of `order_id`) or system. A citizen with an `order_id` came to that order by telephone or for
    somebody else, and knows of it no more than a holder of its code.
    """

    kind: str
    name: str
    channel: str
    account_id: int | None = None
    posts: tuple[ActorPost, ...] = ()
    party_ids: tuple[int, ...] = ()  # as whom they ask, where they are a party themselves
    practitioner_id: int | None = None
    order_id: int | None = None
    told: tuple[str, str] | None = None  # telephone proven by a code, and the name given with it
    representation_id: int | None = None  # by which they stand for somebody else
    own_name: str = ""  # … under which they are known themselves
    only_sees: bool = False  # … and may do nothing in their name
    key_ends: datetime | None = field(default=None, compare=False)  # of the key a partner came with

    @property
    def only_told(self) -> bool:
        """Whether what they may know of a matter is what was told of it: no papers were seen."""
        return self.told is not None or self.representation_id is not None

    @property
    def is_member(self) -> bool:
        """Whether a citizen is signed in and here as themselves."""
        return self.kind == "citizen" and self.order_id is None and self.representation_id is None

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    def may(self, permission: str) -> bool:
        return any(permission in post.permissions for post in self.posts)

    def posts_with(self, permission: str) -> tuple[ActorPost, ...]:
        return tuple(post for post in self.posts if permission in post.permissions)

    def regions_of(self, what: str, action: str) -> list[str]:
        """Of the posts by which this actor may take an action with all of a kind in a region (prefixes)."""
        return [post.region for post in self.posts if "in-region" in post.opens(what, action)]

    def organisation_for(self, capacity: str) -> int | None:
        """For which organisation somebody acts in a capacity: a role id or a word of
        `ActionSpec.by`.

        None for applicants, the system, and who holds no such post.
        """
        for post in self.posts:
            if capacity == post.role or PERMISSION_OF.get(capacity) in post.permissions:
                return post.organisation_id
            if capacity == "assignee" and post.sees == "assigned":
                return post.organisation_id
        return None

    def may_in(self, permission: str, code: str) -> bool:
        """Whether one of the posts gives the permission in the region `code`."""
        return any(post.covers(code) for post in self.posts_with(permission))


SYSTEM = Actor(kind="system", name=gettext_noop("系统"), channel="system")


GUEST, CODE_HOLDER = gettext_noop("访客"), gettext_noop("查询码持有人")


def guest(channel: str, *, name: str = GUEST) -> Actor:
    """Somebody who has not signed in."""
    return Actor(kind="guest", name=name, channel=channel)


def code_holder(order_id: int, channel: str, *, name: str = CODE_HOLDER) -> Actor:
    """Somebody who showed the query code of one order: that order and nothing else."""
    return Actor(kind="holder", name=name, channel=channel, order_id=order_id)


def representing(representation: Representation, channel: str) -> Actor:
    """The representative as they stand for somebody: under both names, as the record will say."""
    account, represented = representation.account, representation.represented
    return Actor(
        kind=AccountKind.CITIZEN,
        name=f"{representation.representative.name[:30]}（代{represented[:40]}）",
        channel=channel,
        account_id=representation.representative_id,
        party_ids=() if representation.party_id is None else (representation.party_id,),
        told=(account.phone, account.name) if account else None,
        representation_id=representation.pk,
        own_name=representation.representative.name,
        only_sees=representation.scope == Scope.SEE,
    )


STANDS_FOR = re.compile(r"(.+)（代(.+)）")  # as `representing` puts it


def masked_actor(name: str, known: Collection[str]) -> str:
    """Who did something, for a reader who sees people masked; names that are `known` to everybody are left alone."""
    if name in known or name in {GUEST, CODE_HOLDER}:
        return name
    if both := STANDS_FOR.fullmatch(name):
        return "{}（代{}）".format(*(masked_actor(one, known) for one in both.groups()))
    return mask_name(name)


def may_end(account: Account, representation: Representation, *, at: datetime) -> bool:
    """Either of the two; for a body its contact."""
    if account.pk in (representation.representative_id, representation.account_id):
        return True
    contacts = Representation.objects.filter(
        Q(until__isnull=True) | Q(until__gt=at),
        representative=account,
        party=representation.party_id,
        party__isnull=False,
        relation=Relation.CONTACT,
    )
    return contacts.exists()


_POSTS = """
SELECT account.id, account.name,
    practitioner.id, post.id, post.role, post.organisation_id, organisation.kind, post.region{also}
FROM people_account AS account
LEFT JOIN people_practitioner AS practitioner
    ON practitioner.account_id = account.id AND practitioner.is_active
LEFT JOIN people_post AS post
    ON post.account_id = account.id
    AND post.starts <= %(on)s AND (post.ends IS NULL OR post.ends > %(on)s)
LEFT JOIN places_organisation AS organisation ON organisation.id = post.organisation_id
WHERE {which}
ORDER BY post.id
"""
_OF_ACCOUNT = _POSTS.format(also="", which="account.id = %(account)s")
_OF_KEY = _POSTS.format(
    also=", (SELECT expires FROM people_apikey WHERE digest = %(digest)s)",
    which="""account.is_active AND account.id = (
        SELECT account_id FROM people_apikey
        WHERE digest = %(digest)s AND is_active AND (expires IS NULL OR expires > %(at)s)
    )""",
)


def actor_for(account: Account, channel: str, on: date) -> Actor:
    """The account as it may act on the day `on`: one statement for staff and partners, none for
    citizens. Raises `Missing` when the account was closed.

    Written in SQL because it stands before every request of everybody signed in.
    """
    if not account.is_active:
        raise Missing(_("这个账号已停用，请联系本单位的系统管理员。"))
    practitioner: int | None = None
    posts: tuple[ActorPost, ...] = ()
    if account.kind != AccountKind.CITIZEN:
        with connection.cursor() as cursor:
            cursor.execute(_OF_ACCOUNT, {"account": account.pk, "on": on})
            rows = cursor.fetchall()
        posts = _posts(rows)
        # Without a post in which cases are handled, those assigned before are seen no more either.
        practitioner = rows[0][2] if any(post.sees == "assigned" for post in posts) else None
    return Actor(
        kind=account.kind,
        name=account.name,
        channel=channel,
        account_id=account.pk,
        posts=posts,
        party_ids=() if account.party_id is None else (account.party_id,),
        practitioner_id=practitioner,
        told=(account.phone, account.name) if account.phone else None,
    )


def actor_with_key(digest: str, channel: str, at: datetime) -> Actor | None:
    """The partner system whose key has this digest, as it may act at `at`; one statement.

    The digest is found by an index: 256 random bits cannot be guessed from how long that takes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_KEY, {"digest": digest, "at": at, "on": at.astimezone(ZONE).date()})
        rows = cursor.fetchall()
    if not rows:
        return None
    account, name, *_, ends = rows[0]
    return Actor(
        kind=AccountKind.PARTNER,
        name=name,
        channel=channel,
        account_id=account,
        posts=_posts(rows),
        key_ends=ends,
    )


def _posts(rows: Sequence[tuple[Any, ...]]) -> tuple[ActorPost, ...]:
    return tuple(post for row in rows if (post := _acting(*row[3:8])))


def _acting(
    post_id: int | None, role_id: str, organisation_id: int, kind: str, region: str
) -> ActorPost | None:
    """None without a post, and for a role that left the catalogue: unknown gives no rights."""
    role = catalogue().roles.get(role_id)
    if post_id is None or role is None:
        return None
    return ActorPost(
        id=post_id,
        role=role_id,
        organisation_id=organisation_id,
        organisation_kind=kind,
        region=prefix(region),
        permissions=role.may,
        sees=role.sees,
        reads_only=role.reads_only,
    )


def require(actor: Actor, permission: str, code: str = "") -> None:
    """Raise `Forbidden` unless a post of the actor gives the permission in the region `code`.

    Without a code any post will do; the system may do everything.
    """
    if actor.is_system or (actor.may_in(permission, code) if code else actor.may(permission)):
        return
    if code:
        said = _(
            "需要具有“%(permission)s”权限的岗位，且管辖范围包括该地区。请联系本单位的系统管理员。"
        )
    else:
        said = _("需要具有“%(permission)s”权限的岗位。请联系本单位的系统管理员。")
    raise Forbidden(said % {"permission": permission})


# --- parties ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartySummary:
    """A party in a list: masked, because a list shows people who are not the one looked for."""

    id: int
    kind: str
    name: str
    id_type: str
    id_number: str
    phone: str
    region: str
    groups: tuple[str, ...]


def find_parties(actor: Actor, text: str = "", limit: int = 20) -> list[PartySummary]:
    """Parties the actor may see and that fit the text: a whole ID or phone number, or the beginning
    of a name.

    Staff must say whom they look for (two characters at least); citizens may leave it empty to see
    themselves.
    """
    wanted = _plain_width(text)
    if not wanted and not actor.party_ids:
        return []
    found = Party.objects.filter(_visible(actor, wanted))
    if wanted:
        found = found.filter(_matches(wanted))
    return [_summary(party) for party in found.order_by("name", "id")[:limit]]


def party_for(actor: Actor, party_id: int, *, knowing: str = "") -> Party:
    """The party, if `find_parties` could have shown it to the actor; else `Missing`.

    `knowing`: the whole ID or phone number the person gave, which opens the record of somebody
    registered elsewhere.
    """
    party = Party.objects.filter(_visible(actor, _plain_width(knowing)), pk=party_id).first()
    if party is None:
        raise Missing(_("没有这个当事人。"))
    note_person(actor, party.pk)
    return party


def _visible(actor: Actor, knowing: str) -> Q:
    """The one rule: oneself; for who may find people, those of the post's region, and anybody whose
    whole ID or phone number they were told.
    """
    if actor.is_system:
        return Q()
    rule = Q(pk__in=actor.party_ids)
    posts = actor.posts_with("find_person")
    for region in sorted({post.region for post in posts}):
        rule |= inside(region) if region else Q(pk__isnull=False)  # region may be unknown
    if posts and _is_number(knowing):
        rule |= _matches(knowing)
    return rule & Q(restricted_at=None) | Q(pk__in=actor.party_ids)


def _matches(text: str) -> Q:
    if _is_number(text):
        number = Q(id_number=plain(text))
        with suppress(ValueError):
            number |= Q(phone=identity.phone(text))
        return number
    if len(text) < SHORTEST_NAME:
        return Q(pk__in=())
    return Q(name__startswith=text)


def _is_number(text: str) -> bool:
    """An ID or phone number is all ASCII; a Chinese name with digits in it is a name."""
    return text.isascii() and any(character.isdigit() for character in text)


def _plain_width(text: str) -> str:
    """One line with half-width digits and letters, as people type them or not."""
    return dotted(one_line(unicodedata.normalize("NFKC", text)))


def _summary(party: Party) -> PartySummary:
    person = party.kind == PartyKind.CITIZEN
    return PartySummary(
        id=party.pk,
        kind=party.kind,
        name=party.masked_name,
        id_type=party.id_type,
        id_number=mask_id_number(party.id_number) if person else party.id_number,
        phone=mask_phone(party.phone),
        region=party.region or "",
        groups=tuple(party.groups),
    )
