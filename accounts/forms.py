"""Forms about a person."""

from allauth.account.forms import SignupForm as AllauthSignupForm


class SignupForm(AllauthSignupForm):
    """Sign up with an e-mail address and one password."""
