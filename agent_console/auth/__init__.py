"""Who is calling: sign-in, sessions, tokens, and what each caller may do and see."""
