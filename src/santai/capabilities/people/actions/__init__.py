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
    register_practitioner,
    update_practitioner,
)
from santai.capabilities.people.actions.keys import (
    authenticate_api_key,
    issue_api_key,
    revoke_api_key,
)
from santai.capabilities.people.actions.parties import register_party

__all__ = [
    "authenticate_api_key",
    "close_account",
    "create_account",
    "end_post",
    "hold_post",
    "issue_api_key",
    "must_administer",
    "register_party",
    "register_practitioner",
    "reopen_account",
    "revoke_api_key",
    "set_password",
    "update_practitioner",
]
