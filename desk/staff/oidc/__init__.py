"""Staff known elsewhere: signing in by OpenID Connect, when the operator's settings name a provider."""
