from santai.capabilities.people.models.accounts import Account, ApiKey, PhoneCode, Post
from santai.capabilities.people.models.parties import Party
from santai.capabilities.people.models.practitioners import Practitioner
from santai.capabilities.people.models.representations import Representation, RepresentationUse

__all__ = [
    "Account",
    "ApiKey",
    "Party",
    "PhoneCode",
    "Post",
    "Practitioner",
    "Representation",
    "RepresentationUse",
]
