"""Every write to people. What gives rights needs somebody with the right to give them."""

from santai.capabilities.people.actions.accounts import (
    close_account,
    create_account,
    end_post,
    hold_post,
    must_administer,
    reopen_account,
    set_password,
)
from santai.capabilities.people.actions.directory import (
    link_account,
    register_practitioner,
    update_practitioner,
)
from santai.capabilities.people.actions.keys import (
    authenticate_api_key,
    issue_api_key,
    revoke_api_key,
)
from santai.capabilities.people.actions.parties import register_party
from santai.capabilities.people.actions.phones import (
    account_of_phone,
    digits,
    digits_of,
    forget_codes,
    make_code,
    name_and_mobile,
    pause,
    use_code,
)
from santai.capabilities.people.actions.representations import (
    confirm_at_counter,
    consent,
    end,
    end_at_counter,
    invite,
    note_use,
)

__all__ = [
    "account_of_phone",
    "authenticate_api_key",
    "close_account",
    "confirm_at_counter",
    "consent",
    "create_account",
    "digits",
    "digits_of",
    "end",
    "end_at_counter",
    "end_post",
    "forget_codes",
    "hold_post",
    "invite",
    "issue_api_key",
    "link_account",
    "make_code",
    "must_administer",
    "name_and_mobile",
    "note_use",
    "pause",
    "register_party",
    "register_practitioner",
    "reopen_account",
    "revoke_api_key",
    "set_password",
    "update_practitioner",
    "use_code",
]
