"""What happens to an account and concerns those who keep its sign-ins. Sent in the transaction of the deed."""

from django.dispatch import Signal

# `account`: whatever is signed in with it is over, everywhere (closed, or its password replaced).
access_ended = Signal()
# `account`: somebody else chose its password, so it is theirs for one sign-in only.
password_given = Signal()
